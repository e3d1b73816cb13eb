/** More than one SPF record at a name: receivers answer with permerror (RFC 7208 §4.5). */
import type { NameCause } from "../difference.ts";
import { termsOf } from "../spf-terms.ts";
import { servicesOf, vendorOf } from "../vendor-of.ts";
import { specCall } from "../spec-call.ts";

export const secondSpfRecord: NameCause = ({ slot, found }) => {
  if (slot.purpose !== "spf" || found.length < 2) return undefined;
  const others = found.filter(text => !slot.expected.includes(text));
  const terms = others.flatMap(termsOf);
  const [vendor, services] = [vendorOf({ spf: terms }), servicesOf({ spf: terms })];
  const whose = vendor === undefined ? "one that is not planned" : `one for ${vendor}`;
  return {
    id: "second-spf-record",
    says: `${found.length} SPF records stand here, ${whose} among them, so SPF fails for all of the domain's mail.`,
    ...(vendor !== undefined
      ? {
          advice: "adopt",
          fix: `Adopt: take the second record out at the host and add ${specCall(services)} to services, which makes one record of both; or only take it out.`,
        }
      : {
          advice: "revert",
          fix: "Revert: take the second record out at the host; what it let through and should be, put into services or spf.terms.",
        }),
  };
};
