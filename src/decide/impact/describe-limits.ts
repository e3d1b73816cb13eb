/** How far a forecast may be believed, in words: one clause a reason, none where there is none. */
import type { DomainImpact, ImpactLimits } from "../impact.ts";
import { plural } from "../plural.ts";
import type { Agreement } from "./agreement.ts";

/** Clauses without a full stop. */
export function describeLimits({
  limits,
  messages,
  after,
}: Pick<DomainImpact, "limits" | "messages" | "after">): readonly string[] {
  const { days, daysWithReports, summed, spfUnknown, keyUnknown, nameUnknown, rfc7489 } = limits;
  const silent = days - daysWithReports;
  return [
    ...(silent > 0 ? [`no reports about ${plural(silent, "day")} of ${days}`] : []),
    ...(summed > 0 ? [`${plural(summed, "message")} (${percent(summed / messages)}) known only in sums`] : []),
    ...(spfUnknown > 0 ? [`${plural(spfUnknown, "message")} from addresses that the lock cannot place`] : []),
    ...(keyUnknown > 0 ? [`${plural(keyUnknown, "message")} whose key is new, or held by somebody else`] : []),
    ...(nameUnknown > 0 ? [`${plural(nameUnknown, "message")} from names that may not exist`] : []),
    ...(rfc7489 === undefined ? [] : [olderReceivers(rfc7489, after)]),
  ];
}

function olderReceivers(rfc7489: NonNullable<ImpactLimits["rfc7489"]>, after: DomainImpact["after"]): string {
  const stopped = (sums: DomainImpact["after"]): number => sums.quarantine + sums.reject;
  return `older receivers (RFC 7489) read the policy in another way, and would stop ${plural(stopped(rfc7489), "message")} in place of ${stopped(after).toLocaleString("en")}`;
}

/** Whole sentences; empty where nothing can be compared. */
export function describeAgreement({ messages, rate, overridden, differing }: Agreement): string {
  if (rate === undefined) return "";
  const excepted = overridden.reduce((sum, one) => sum + one.messages, 0);
  const reasons = overridden.map(
    one => `${one.reasons.join(" and ").replaceAll("_", " ")} ${one.messages.toLocaleString("en")}`,
  );
  const [worst] = differing;
  return [
    `Receivers did as the replay says with ${percent(rate)} of ${plural(messages, "message")}`,
    ...(worst === undefined ? [] : [`, most of the others being ${worst.done} in place of ${worst.asked}`]),
    ...(excepted === 0
      ? []
      : [`; ${excepted.toLocaleString("en")} more they excepted (${reasons.slice(0, 3).join(", ")})`]),
    ".",
  ].join("");
}

/** Never `100 %` of what is not all, nor `0 %` of what is something. */
export function percent(share: number): string {
  const tenths = Math.round(share * 1000);
  const shown = share < 1 && tenths === 1000 ? 999 : share > 0 && tenths === 0 ? 1 : tenths;
  return `${(shown / 10).toLocaleString("en")} %`;
}
