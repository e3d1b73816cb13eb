/** Mail of a domain that is parked: it is lost from then on, without a stage at which anybody could see it. */
import type { Evidence } from "../feedback/evidence.ts";
import { listed, printable, type Finding } from "../finding.ts";
import type { DomainPlan } from "../plan/domain-plan.ts";
import { plural } from "./plural.ts";
import { senderName } from "./unknown-senders.ts";

/** A warning where mail in its name passed in the window: a spoofer's does not. Whoever parks a domain may want just that. */
export function parkedMail({ domain, file, sends }: DomainPlan, evidence: Evidence | undefined): readonly Finding[] {
  if (sends || evidence === undefined || evidence.totals.passed === 0) return [];
  const { window, totals, services, unknown } = evidence;
  const senders = [
    ...services.map(({ id, passed }) => ({ name: id, passed })),
    ...unknown.map(({ source, passed }) => ({ name: senderName(source), passed })),
  ]
    .filter(({ passed }) => passed > 0)
    .toSorted((a, b) => b.passed - a.passed)
    .map(({ name }) => name);
  const from = senders.length === 0 ? "" : `, of ${listed(senders)}`;
  return [
    {
      id: "parked-domain-sends",
      severity: "warning",
      domain,
      file,
      name: domain,
      message: printable(
        `Parked, all mail of ${domain} is refused, and ${plural(totals.passed, "message")} passed from ${window.first} to ${window.last}${from}.`,
      ),
      cite: "mailwright: the gate",
      fix: "Park it when a newer evidence shows that nothing is sent any more; until then declare who sends.",
    },
  ];
}
