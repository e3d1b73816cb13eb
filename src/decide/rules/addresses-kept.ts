import type { Evidence, ReplayDkim, ReplayRow } from "../../feedback/evidence.ts";
import { isRelated } from "../../feedback/row-facts.ts";
import { compareText, listed, printable } from "../../finding.ts";
import type { DomainPlan } from "../../plan/domain-plan.ts";
import { compileSpf, type CompiledSpf } from "../../spf/compile.ts";
import type { GateRule } from "../gate-rule.ts";
import { judgedServices, type JudgedService } from "../judged-services.ts";
import { keyName, plannedKeys, signersOf } from "../planned-keys.ts";
import { plural } from "../plural.ts";
import { allowedFailures } from "../thresholds.ts";

/**
 * Evidence is of mail as SPF judged it then. Where the plan's own record does not let an address pass any more and no key
 * carries its mail, that mail fails from now on.
 */
export const addressesKept: GateRule = {
  id: "addresses-kept",
  unmet: "blocked",
  judge: ({ plan, evidence, thresholds: { passRate } }) => {
    const atStake = restingOnSpf(plan, evidence, passRate);
    if (atStake.length === 0) return { ok: true, detail: "No service rests on SPF alone." };
    if (!hasAllRows(evidence))
      return {
        ok: "unknown",
        detail: "The rows of the evidence are not all there, so nobody knows which addresses mail comes from.",
        fix: "Take the committed file back from git, or run mailwright evidence.",
      };
    const lost = lostBy(plan);
    const failing = atStake.flatMap(({ source, seen }) => {
      if (seen === undefined) return [];
      const rows = evidence.rows.filter(row => row.source === `declared ${seen.id}`);
      const [byAddress, byKey] = [rows.filter(row => lost(row) === "address"), rows.filter(row => lost(row) === "key")];
      const messages = sum(byAddress);
      const failed = seen.messages - seen.passed + messages + sum(byKey);
      if (messages === 0 || failed <= allowedFailures(seen.messages, passRate)) return [];
      return [
        `${source.id} (${messages.toLocaleString("en")} of ${plural(seen.messages, "message")}, from ${listed(addresses(byAddress))})`,
      ];
    });
    const hidden = atStake.filter(one => isHidden(one, evidence, passRate)).map(({ source }) => printable(source.id));
    if (failing.length === 0 && hidden.length > 0)
      return {
        ok: "unknown",
        detail: `The addresses of most mail of ${listed(hidden)} that SPF alone lets pass have no place in the evidence.`,
        fix: "Take a shorter window, in which fewer addresses sent: mailwright evidence --days 21.",
      };
    if (failing.length === 0) return { ok: true, detail: "SPF lets every address pass that mail needs it for." };
    return {
      ok: false,
      detail: `SPF lets mail of ${listed(failing.map(printable))} pass no more, and no signature carries it.`,
      fix: "Take the addresses back into the spec, run mailwright lock where they are a vendor's, or let the service sign first.",
    };
  },
};

/** Those that would fail too often were their SPF lost. The rows of the evidence are looked at for no others. */
export function restingOnSpf(plan: DomainPlan, evidence: Evidence, passRate?: number): readonly JudgedService[] {
  const [hasKey, signers] = [plannedKeys(plan), signersOf(plan)];
  const withLostKeys = new Set(
    evidence.selectors
      .filter(({ domain, selector, passed }) => passed > 0 && signers.has(domain) && !hasKey(keyName(selector, domain)))
      .map(({ source }) => source),
  );
  return judgedServices(plan, evidence).filter(({ seen }) => {
    if (seen === undefined) return false;
    const bySpfAlone = withLostKeys.has(`declared ${seen.id}`) ? seen.alignedSpf : seen.passed - seen.alignedDkim;
    return bySpfAlone > 0 && seen.messages - seen.passed + bySpfAlone > allowedFailures(seen.messages, passRate);
  });
}

/** Every message stands in a row or in the rest. */
function hasAllRows({ rows, rest, totals }: Evidence): boolean {
  return sum(rows) + sum(rest) >= totals.messages;
}

/** Who sends from enough addresses crowds out everybody else's, and a rule that saw none of those would say yes. */
function isHidden({ seen }: JudgedService, { rows, rest }: Evidence, passRate?: number): boolean {
  if (seen === undefined) return false;
  const bySpfAlone = (all: readonly Pick<ReplayRow, "source" | "alignedSpf" | "alignedDkim" | "messages">[]): number =>
    sum(all.filter(one => one.source === `declared ${seen.id}` && one.alignedSpf && !one.alignedDkim));
  const summed = bySpfAlone(rest);
  return summed > bySpfAlone(rows) && seen.messages - seen.passed + summed > allowedFailures(seen.messages, passRate);
}

/** What mail that passed fails by under the plan; undefined where it passes, failed before, or nobody can tell. */
function lostBy(plan: DomainPlan): (row: ReplayRow) => "address" | "key" | undefined {
  const [hasKey, signers] = [plannedKeys(plan), signersOf(plan)];
  const trees = new Map(plan.spf.map(({ name, tree }) => [name, tree]));
  const compiled = new Map<string, CompiledSpf>();
  const mayPass = (name: string, ip: string): boolean => {
    const tree = trees.get(name);
    // Somebody else's record, which this plan does not change.
    if (tree === undefined) return true;
    let record = compiled.get(name);
    if (record === undefined) compiled.set(name, (record = compileSpf(tree)));
    const result = record.find(ip)?.result;
    return result === undefined || result === "pass";
  };
  const carries = ({ dkim, headerFrom }: ReplayRow): boolean => {
    // RFC 9989 §4.4.1: a vendor's own signature beside the client's aligns nothing.
    const own = dkim.filter(({ domain, result }) => result === "pass" && isRelated(domain, headerFrom));
    const stands = ({ domain, selector }: ReplayDkim): boolean =>
      !selector || !signers.has(domain) || hasKey(keyName(selector, domain));
    return own.length === 0 || own.some(stands);
  };

  return row => {
    const { alignedSpf, alignedDkim, ip } = row;
    if ((!alignedSpf && !alignedDkim) || (alignedDkim && carries(row))) return undefined;
    if (!alignedSpf) return "key";
    return mailFromNames(row).some(name => mayPass(name, ip)) ? undefined : "address";
  };
}

/**
 * RFC 9989 §4.4.2: HELO aligns nothing; but a bounce has no other name, and a reporter who saw it align took that. Names
 * of others are passed over. Where no result that passed is told, it was the name in MAIL FROM or From.
 */
function mailFromNames({ spf, envelopeFrom, headerFrom }: ReplayRow): readonly string[] {
  const passed = spf
    .filter(({ scope, result }) => result === "pass" && (scope !== "helo" || envelopeFrom === ""))
    .map(({ domain }) => domain);
  const related = passed.filter(name => isRelated(name, headerFrom));
  return related.length > 0 ? related : [envelopeFrom || headerFrom];
}

/** Most messages first. */
function addresses(rows: readonly ReplayRow[]): readonly string[] {
  return [...Map.groupBy(rows, ({ ip }) => ip)]
    .map(([ip, some]) => ({ ip, messages: sum(some) }))
    .toSorted((a, b) => b.messages - a.messages || compareText(a.ip, b.ip))
    .map(({ ip }) => ip);
}

function sum(rows: readonly { readonly messages: number }[]): number {
  return rows.reduce((total, { messages }) => total + messages, 0);
}
