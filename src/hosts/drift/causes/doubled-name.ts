/** A panel that wants relative names was given a whole one: the zone stands in it twice (RFC 1034 §3.1). */
import { rdataOf, type NameCause } from "../difference.ts";
import { doubled } from "../questions.ts";

export const doubledName: NameCause = ({ slot }, { plan, answer }) => {
  const name = doubled(slot.name, plan.zone);
  const there = rdataOf(answer(slot.type, name), slot.type);
  if (slot.expected.length === 0 || !slot.expected.some(value => there.includes(value))) return undefined;
  return {
    id: "doubled-name",
    says: `The value stands at ${name}: the whole name was entered where the panel adds the zone itself.`,
    advice: "revert",
    fix: `Revert: take ${name} out at the host, and mailwright up makes the right name.`,
  };
};
