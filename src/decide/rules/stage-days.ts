import { daysBetween } from "../../feedback/evidence-days.ts";
import type { GateRule } from "../gate-rule.ts";
import { plural } from "../plural.ts";

/** What a stage breaks shows only after a while. */
export const stageDays: GateRule = {
  id: "stage-days",
  unmet: "blocked",
  judge: ({ evidence: { window }, published: { stage, since }, rises, thresholds: { stageDays: needed } }) => {
    const stood = rises
      .map(part => ({ part, first: since[part], days: Math.max(0, daysBetween(since[part], window.last) + 1) }))
      .toSorted((a, b) => a.days - b.days);
    const [shortest] = stood;
    if (shortest === undefined) return { ok: true, detail: "Nothing rises." };
    const { part, first, days } = shortest;
    const ok = days >= needed;
    const beyond = first <= window.first ? "at least " : "";
    const detail = `${part}=${stage[part]} was seen for ${beyond}${plural(days, "day")}, since ${first}; ${needed} ${needed === 1 ? "is" : "are"} needed.`;
    return ok ? { ok, detail } : { ok, detail, fix: `Wait ${plural(needed - days, "day")} more.` };
  },
};
