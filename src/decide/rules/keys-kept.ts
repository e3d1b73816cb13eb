import { daysBetween } from "../../feedback/evidence-days.ts";
import type { Evidence } from "../../feedback/evidence.ts";
import { listed, printable } from "../../finding.ts";
import type { DomainPlan } from "../../plan/domain-plan.ts";
import type { GateRule } from "../gate-rule.ts";
import { judgedServices } from "../judged-services.ts";
import { keyName, plannedKeys, signersOf } from "../planned-keys.ts";
import { allowedFailures } from "../thresholds.ts";

/** A key that signed nothing for so long is out of use, and may go. */
const UNUSED_DAYS = 14;

/** Evidence is of mail as it was signed; where the plan takes the key away, that says nothing of the mail to come. */
export const keysKept: GateRule = {
  id: "keys-kept",
  unmet: "blocked",
  judge: ({ plan, evidence, thresholds: { passRate } }) => {
    const hasKey = plannedKeys(plan);
    const lost = judgedServices(plan, evidence).flatMap(({ source, seen }) => {
      if (seen === undefined) return [];
      const signed = signatures(seen.id, plan, evidence);
      const gone = signed.filter(one => !hasKey(one.name));
      const kept = signed.filter(one => hasKey(one.name));
      // Neither SPF nor a key that stays carries these.
      const byGone = Math.min(sum(gone), seen.passed - seen.alignedSpf - sum(kept));
      const failed = seen.messages - seen.passed;
      if (byGone <= 0 || failed + byGone <= allowedFailures(seen.messages, passRate)) return [];
      return [
        `${source.id} (${byGone.toLocaleString("en")} of ${seen.messages.toLocaleString("en")} messages passed by ${listed(gone.map(({ name }) => name))} alone)`,
      ];
    });
    if (lost.length === 0) return { ok: true, detail: "No key goes that mail needs." };
    return {
      ok: false,
      detail: `The spec has no key any more for mail of ${listed(lost.map(printable))}.`,
      fix: "Keep the key until reports show that the service signs with another one.",
    };
  },
};

interface Signed {
  readonly name: string;
  readonly passed: number;
}

/** Of one source, lately, at names whose keys are this plan's. */
function signatures(id: string, plan: DomainPlan, { selectors, window }: Evidence): readonly Signed[] {
  const signers = signersOf(plan);
  return selectors
    .filter(
      ({ source, domain, passed, everLast = "" }) =>
        source === `declared ${id}` &&
        passed > 0 &&
        signers.has(domain) &&
        everLast !== "" &&
        daysBetween(everLast, window.last) < UNUSED_DAYS,
    )
    .map(({ selector, domain, passed }) => ({ name: keyName(selector, domain), passed }));
}

function sum(all: readonly Signed[]): number {
  return all.reduce((total, { passed }) => total + passed, 0);
}
