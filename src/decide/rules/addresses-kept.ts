import type { Evidence, ReplayRow } from "../../feedback/evidence.ts";
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
    if (seen === undefined || seen.alignedSpf === 0) return false;
    const bySpfAlone = withLostKeys.has(`declared ${seen.id}`) ? seen.alignedSpf : seen.passed - seen.alignedDkim;
    return bySpfAlone > 0 && seen.messages - seen.passed + bySpfAlone > allowedFailures(seen.messages, passRate);
  });
}

/** Every message stands in a row or in the rest. */
function hasAllRows({ rows, rest, totals }: Evidence): boolean {
  return sum(rows) + sum(rest) >= totals.messages;
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
    return result === undefined || result === "pass" || result === "temperror";
  };
  const carries = ({ dkim }: ReplayRow): boolean =>
    dkim.every(({ result }) => result !== "pass") ||
    dkim.some(
      ({ domain, selector, result }) =>
        result === "pass" && (!selector || !signers.has(domain) || hasKey(keyName(selector, domain))),
    );

  return row => {
    const { alignedSpf, alignedDkim, ip } = row;
    if ((!alignedSpf && !alignedDkim) || (alignedDkim && carries(row))) return undefined;
    if (!alignedSpf) return "key";
    return mailFromNames(row).some(name => mayPass(name, ip)) ? undefined : "address";
  };
}

/** RFC 9989 §4.4.2: HELO aligns nothing. Where no result that passed is told, it was the name in MAIL FROM or From. */
function mailFromNames({ spf, envelopeFrom, headerFrom }: ReplayRow): readonly string[] {
  const passed = spf.filter(({ scope, result }) => scope !== "helo" && result === "pass");
  return passed.length > 0 ? passed.map(({ domain }) => domain) : [envelopeFrom || headerFrom];
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
