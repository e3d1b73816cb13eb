/** Of many domains, a table of all before anything else: the worst first. */
import { compareText } from "../../finding.ts";
import { stageText } from "../stage-text.ts";
import { lostMail, sumOf } from "./lost-mail.ts";
import { code } from "./markdown-text.ts";
import { isBlocked, isError, isGateHeld, type DomainReview } from "./review.ts";
import { rrsetChanges } from "./rrset-changes.ts";
import type { Section } from "./section.ts";

/** So many are told without a table. */
const FEW = 5;

export function summarySection(domains: readonly DomainReview[], command: string): Section {
  const rows = domains.map(one => ({ domain: one.domain, held: Number(isHeld(one)), stopped: stoppedOf(one), one }));
  const sorted = rows.toSorted((a, b) => b.held - a.held || b.stopped - a.stopped || compareText(a.domain, b.domain));
  return {
    title: "Domains",
    rank: 0,
    ...(domains.length <= FEW
      ? { items: [] }
      : {
          head: "| Domain | DNS changes | Policy | Gate | Stopped a month | New findings |\n| --- | ---: | --- | --- | ---: | ---: |",
          items: sorted.map(({ one, stopped }) => ({ title: "", summary: "", body: row(one, stopped) })),
        }),
    unit: "domain",
    command,
    isTable: true,
    isWhole: true,
  };
}

function row({ domain, before, after, gate, findings }: DomainReview, stopped: number): string {
  const changes = rrsetChanges(before?.rrsets ?? [], after?.rrsets ?? []).length;
  const policy = gate === undefined ? "" : stageText(gate.declared);
  const verdict = gate === undefined ? "" : gate.verdict === "blocked" ? "**blocked**" : gate.verdict;
  return `| ${code(domain)} | ${changes} | ${policy} | ${verdict} | ${stopped.toLocaleString("en")} | ${findings.added.length} |`;
}

function isHeld(one: DomainReview): boolean {
  return isGateHeld(one) || one.steps.some(isBlocked) || one.findings.added.some(isError);
}

function stoppedOf({ impact }: DomainReview): number {
  return impact === undefined ? 0 : sumOf(lostMail(impact).stopped);
}
