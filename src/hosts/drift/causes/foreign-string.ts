/** A string that no spec declares, at a name whose RRset is one thing at its host. */
import type { NameCause } from "../difference.ts";
import { vendorOf } from "../vendor-of.ts";

export const foreignString: NameCause = ({ slot, found }, { plan }) => {
  if (slot.beside === undefined) return undefined;
  const vendor = vendorOf({ txt: found });
  const policy = found.some(text => /^["'\s\\]*v\s*=\s*d(?:marc|kim)1/i.test(text));
  if (policy) {
    return {
      id: "policy-at-wrong-name",
      says: "A DMARC or DKIM record stands at a name where no receiver looks for it.",
      advice: "revert",
      fix: "Revert: take it out at the host.",
    };
  }
  const whose = vendor === undefined ? "Strings" : `Strings (${vendor})`;
  return {
    id: "foreign-string",
    says: `${whose} that the spec does not declare${plan.host.kind === "route53" ? "; at Route 53 the next change of the RRset would remove them" : ""}.`,
    advice: "adopt",
    fix: "Adopt: put them under txt in the spec; those that nobody needs any more take out at the host.",
  };
};
