/** A null MX at a domain that sends: receivers refuse mail whose sender takes none (RFC 7505 §4.2). */
import type { NameCause } from "../difference.ts";

export const nullMxLeft: NameCause = ({ slot, found }) => {
  if (slot.type !== "MX" || slot.expected.includes("0 .") || !found.includes("0 .")) return undefined;
  return {
    id: "null-mx-left",
    says: "A null MX says that the domain takes no mail, as for a parked one; receivers may refuse what it sends.",
    advice: "revert",
    fix: "Revert: take the null MX out at the host; or park the domain in its spec, if it no longer has mail.",
  };
};
