/** A CNAME that the world does not see: a proxy or the host itself answers with addresses. */
import { rdataOf, type NameCause } from "../difference.ts";

export const proxiedCname: NameCause = ({ slot, answer }, { plan, answer: other }) => {
  if (slot.type !== "CNAME" || answer.status !== "nodata") return undefined;
  const addresses = ["A", "AAAA"].flatMap(type => rdataOf(other(type, slot.name), type));
  const [address] = addresses;
  if (address === undefined) return undefined;
  const atCloudflare = plan.host.kind === "cloudflare";
  return {
    id: atCloudflare ? "cloudflare-proxied" : "cname-flattened",
    says: `The name answers with addresses (${address}${addresses.length > 1 ? ", …" : ""}) and not with its CNAME${atCloudflare ? ": it is proxied at Cloudflare, and what the vendor publishes at the target is out of reach" : ": the host has an ALIAS or the like there"}.`,
    advice: "revert",
    fix: atCloudflare
      ? "Revert: set the record to DNS only (grey cloud); mailwright up -- --refresh does it too."
      : "Revert: make it a plain CNAME at the host; mailwright up -- --refresh does it too.",
  };
};
