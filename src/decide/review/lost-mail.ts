/** Who would lose mail under a change, in messages a month. */
import { isStricter } from "../../dmarc/strictness.ts";
import type { DomainImpact } from "../impact.ts";
import { describeSourceKey } from "../impact/describe-source.ts";
import { isLegitimate, isUnauthenticated } from "../impact/source-service.ts";

export interface LostMail {
  readonly source: string;
  readonly messages: number;
}

export interface LostByDomain {
  /** Of declared and undeclared services: quarantined or rejected where it was not before. */
  readonly stopped: readonly LostMail[];
  readonly forwarded: number;
  readonly spoofed: number;
  /** Passes DMARC no more, and is let in all the same, since the policy is none. */
  readonly failing: readonly LostMail[];
}

const DAYS_A_MONTH = 30;

/** Never 0 of what is something. */
export function aMonth(messages: number, days: number): number {
  return messages === 0 ? 0 : Math.max(1, Math.round((messages * DAYS_A_MONTH) / Math.max(1, days)));
}

export function lostMail({ moved, mechanisms, limits }: DomainImpact): LostByDomain {
  const { days } = limits;
  const worse = moved.filter(({ from, to }) => isStricter(to, from));
  const sum = (of: (source: string) => boolean): number =>
    aMonth(
      worse.reduce((all, { source, count }) => all + (of(source) ? count : 0), 0),
      days,
    );
  const stopped = new Map<string, number>();
  for (const { source, count } of worse)
    if (isLegitimate(source)) stopped.set(source, (stopped.get(source) ?? 0) + count);
  // A message that loses both mechanisms stands in two changes.
  const failing = new Map<string, number>();
  for (const { source, change, messages, passing } of mechanisms)
    if (change === "lost" && isLegitimate(source) && messages > passing && !stopped.has(source))
      failing.set(source, Math.max(failing.get(source) ?? 0, messages - passing));
  const told = (sums: ReadonlyMap<string, number>): readonly LostMail[] =>
    [...sums]
      .map(([source, messages]) => ({ source: describeSourceKey(source), messages: aMonth(messages, days) }))
      .toSorted((a, b) => b.messages - a.messages);
  const forwarded = sum(source => source.startsWith("forwarder"));
  return { stopped: told(stopped), forwarded, spoofed: sum(isUnauthenticated), failing: told(failing) };
}

export function sumOf(mail: readonly LostMail[]): number {
  return mail.reduce((sum, { messages }) => sum + messages, 0);
}
