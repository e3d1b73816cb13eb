/** What `check` says of a domain's selectors: keys that are too old, and selectors whose state and mail do not agree. */
import type { Evidence } from "../../feedback/evidence.ts";
import type { Finding } from "../../finding.ts";
import type { DomainPlan } from "../../plan/domain-plan.ts";
import { monthsOverdue } from "./key-age.ts";
import { rotationOf } from "./selector-state.ts";

/** Without evidence, of the age of keys alone. `today` is an ISO date. */
export function rotationFindings(plan: DomainPlan, evidence: Evidence | undefined, today: string): readonly Finding[] {
  const { domain, file } = plan;
  const old = plan.selectors.flatMap((one): readonly Finding[] => {
    const months = monthsOverdue(one, today);
    if (months === undefined) return [];
    const { name, selector } = one;
    const message = `The key of ${selector} has been in use for ${months} months, since ${one.since}.`;
    const fix = `Make the next one with mailwright dkim new ${domain}, and let the signer change to it.`;
    return [
      {
        id: "dkim-key-old",
        severity: "info",
        domain,
        file,
        name,
        message,
        cite: "mailwright: a new key every six months",
        fix,
      },
    ];
  });
  const wrong = rotationOf(plan, evidence, today).flatMap((one): readonly Finding[] => {
    if (one.problem === undefined) return [];
    const about = { severity: "warning", domain, file, name: one.name, cite: "RFC 6376 §5.2", fix: one.next } as const;
    return [{ ...about, ...one.problem }];
  });
  return [...old, ...wrong];
}
