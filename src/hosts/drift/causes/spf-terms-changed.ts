/** Terms of the SPF record that somebody added or took out, and whose they are. */
import { PUT_BACK, type Cause, type NameCause } from "../difference.ts";
import { isAll, termsOf } from "../spf-terms.ts";
import { specCall } from "../spec-call.ts";
import { servicesOf, vendorOf } from "../vendor-of.ts";

export const spfTermsChanged: NameCause = ({ slot, found }) => {
  const [planned, live] = [slot.expected[0], found[0]];
  if (slot.purpose !== "spf" || planned === undefined || live === undefined || found.length > 1) return undefined;
  if (!/^v=spf1(?: |$)/i.test(live)) return undefined;
  const [before, after] = [termsOf(planned), termsOf(live)];
  const added = after.filter(term => !before.includes(term) && !isAll(term));
  const gone = before.filter(term => !after.includes(term) && !isAll(term));
  const [all, liveAll] = [before.find(isAll), after.find(isAll)];
  const parts = [
    ...(added.length > 0 ? [`${named(added)} ${added.length === 1 ? "was" : "were"} added`] : []),
    ...(gone.length > 0 ? [`${named(gone)} ${gone.length === 1 ? "was" : "were"} taken out`] : []),
    ...(all === liveAll ? [] : [`${liveAll ?? "no all"} stands where ${all ?? "none"} is planned`]),
  ];
  if (parts.length === 0) {
    return {
      id: "spf-order",
      says: "The same terms stand in another order.",
      advice: "revert",
      fix: `Revert: ${PUT_BACK}.`,
    };
  }
  const says = `${parts.join("; ")}.`;
  const id = added.length > 0 && gone.length === 0 ? "spf-term-added" : "spf-terms-changed";
  return { id, says: says.charAt(0).toUpperCase() + says.slice(1), ...remedy(added, gone) };
};

function remedy(added: readonly string[], gone: readonly string[]): Pick<Cause, "advice" | "fix"> {
  if (added.length === 0) return { advice: "revert", fix: `Revert: ${PUT_BACK}.` };
  const services = servicesOf({ spf: added });
  const adopted =
    vendorOf({ spf: added }) !== undefined
      ? `add ${specCall(services)} to services`
      : `put ${added.map(term => `"${term}"`).join(", ")} into spf.terms`;
  return gone.length === 0
    ? { advice: "adopt", fix: `Adopt: if it is wanted, ${adopted}; if nobody asked for it, ${PUT_BACK}.` }
    : { advice: "revert", fix: `Revert: ${PUT_BACK}; what should stay, adopt first: ${adopted}.` };
}

function named(terms: readonly string[]): string {
  return terms
    .map(term => {
      const vendor = vendorOf({ spf: [term] });
      return vendor === undefined ? term : `${term} (${vendor})`;
    })
    .join(", ");
}
