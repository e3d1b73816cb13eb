/** The name is missing, and a wildcard above it answers in its place (RFC 4592 §2.2). */
import { isAtOrBelow, under } from "../../../dns/owner-name.ts";
import { rdataOf, type NameCause } from "../difference.ts";

export const answeredByWildcard: NameCause = ({ slot, answer }, { plan, answer: other }) => {
  const wildcards = [under("*", plan.domain), ...reportWildcards(slot.name)];
  const wildcard = wildcards.find(name => {
    const above = name.slice("*.".length);
    if (slot.name === name || slot.name === above || !isAtOrBelow(slot.name, above)) return false;
    return (["TXT", "CNAME", "A", "AAAA"] as const).some(type => {
      const theirs = rdataOf(other(type === "CNAME" ? "TXT" : type, name), type);
      // What stood in the answer itself, or what was asked for since it was empty.
      const here = answer.status === "ok" ? answer : other(type, slot.name);
      return theirs.length > 0 && theirs.toSorted().join("\n") === rdataOf(here, type).toSorted().join("\n");
    });
  });
  if (wildcard === undefined) return undefined;
  return {
    id: "answered-by-wildcard",
    says: `Nothing stands at ${slot.name}, and the wildcard ${wildcard} answers in its place.`,
    advice: "revert",
    fix: "Revert: mailwright up makes the name, and the wildcard then answers for it no more; better take the wildcard out as well.",
  };
};

function reportWildcards(name: string): readonly string[] {
  const host = /\._report\._dmarc\.(.+)$/.exec(name)?.[1];
  return host === undefined ? [] : [under("*._report._dmarc", host)];
}
