/** Mail exchanges that the plan does not have. */
import { PUT_BACK, type NameCause } from "../difference.ts";
import { vendorOf } from "../vendor-of.ts";

export const otherMailHosts: NameCause = ({ slot, found }) => {
  if (slot.type !== "MX") return undefined;
  const exchanges = found.filter(mx => !slot.expected.includes(mx)).map(mx => mx.replace(/^\d+ /, ""));
  const vendor = vendorOf({ mx: exchanges });
  if (vendor === undefined) return undefined;
  const parked = slot.expected.includes("0 .");
  return {
    id: "other-mail-hosts",
    says: `The mail exchanges here are those of ${vendor}${parked ? ", although the domain is parked" : ""}.`,
    advice: parked ? "adopt" : "revert",
    fix: parked
      ? "Adopt: write a spec with its services if the domain has mail again; if not, mailwright up -- --refresh puts the null MX back."
      : `Revert: ${PUT_BACK}; or put them into the spec.`,
  };
};
