import { daysBetween } from "../../feedback/evidence-days.ts";
import { listed, printable } from "../../finding.ts";
import { DEFAULT_CADENCE, silentDays } from "../cadence.ts";
import type { GateRule } from "../gate-rule.ts";
import { judgedServices, type JudgedService } from "../judged-services.ts";
import { plural } from "../plural.ts";

/** Every service by itself: the newsletter's mail says nothing of the payroll's. */
export const servicesSeen: GateRule = {
  id: "services-seen",
  unmet: "blocked",
  judge: ({ plan, evidence }) => {
    const senders = judgedServices(plan, evidence).filter(({ mustBeSeen }) => mustBeSeen);
    const { last } = evidence.window;
    const overdue = senders.filter(one => (silence(one, last) ?? 0) > allowed(one));
    const unseen = senders.filter(one => silence(one, last) === undefined);
    const seen = senders.length - overdue.length - unseen.length;
    const count = `${seen} of ${plural(senders.length, "declared sender")} ${senders.length === 1 ? "was" : "were"} seen`;
    if (overdue.length === 0 && unseen.length === 0) return { ok: true, detail: `${count} as lately as they send.` };
    const late = overdue.map(
      one =>
        `${named(one)} last on ${one.seen?.everLast ?? ""}, ${plural(silence(one, last) ?? 0, "day")} before the window ended (${cadenceOf(one)}: at most ${allowed(one)})`,
    );
    const never = unseen.length === 0 ? [] : [`never ${listed(unseen.map(named))}`];
    return {
      ok: overdue.length > 0 ? false : "unknown",
      detail: `${count}; ${[...(late.length > 0 ? [listed(late)] : []), ...never].join("; ")}.`,
      fix: "See that it still sends, give it the cadence it has, acknowledge its id, or drop it from the spec.",
    };
  },
};

/** Days from its last mail to the end of the window. */
function silence({ seen }: JudgedService, end: string): number | undefined {
  const last = seen?.everLast ?? seen?.last;
  return last === undefined ? undefined : daysBetween(last, end);
}

function cadenceOf({ source }: JudgedService): keyof typeof silentDays {
  return source.cadence ?? DEFAULT_CADENCE;
}

function allowed(service: JudgedService): number {
  return silentDays[cadenceOf(service)];
}

function named({ source, seen }: JudgedService): string {
  return printable(seen === undefined ? `${source.id} (declared after the evidence was made)` : source.id);
}
