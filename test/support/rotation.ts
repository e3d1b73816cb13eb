/** Domains and evidence for tests of DKIM rotation: June 2026, judged on 1 July. */
import { ownServer } from "#mailwright";
import type { DomainSpec } from "#mailwright";
import type { Evidence } from "../../src/feedback/evidence.ts";
import { makeEvidence } from "../../src/feedback/make-evidence.ts";
import type { DkimKeyInput } from "../../src/dkim/key-record.ts";
import type { DomainPlan } from "../../src/plan/domain-plan.ts";
import { context, feedback, row } from "./made-up-feedback.ts";
import { clientSpec, planned, planOf } from "./specs.ts";

export const JULY = "2026-07-01";
const ALL_DAYS = Array.from({ length: 30 }, (_, day) => day);

/** The plan of a domain whose office signs with these selectors. */
export function rotating(dkim: Readonly<Record<string, DkimKeyInput>>, more: Partial<DomainSpec> = {}): DomainPlan {
  const office = ownServer({ name: "office", ip4: ["192.0.2.10"], dkim });
  return planned(planOf(clientSpec({ services: [office], ...more })));
}

export interface Signed {
  readonly selector: string;
  /** Days of June; all without it. */
  readonly from?: number;
  readonly to?: number;
  /** A day. */
  readonly messages?: number;
  readonly result?: "pass" | "fail" | "permerror";
  readonly domain?: string;
  /** Somebody's who is not declared. */
  readonly spoofed?: boolean;
}

/** `days` are those of June with reports, all without it. */
export function signedBy(signed: readonly Signed[], days: readonly number[] = ALL_DAYS.map(day => day + 1)): Evidence {
  const rows = signed.flatMap(one => {
    const { selector, from = 1, to = 30, messages = 10, result = "pass", domain = "client.example" } = one;
    return days
      .filter(day => day >= from && day <= to)
      .map(day =>
        row({
          sourceIp: one.spoofed === true ? "203.0.113.9" : "192.0.2.10",
          alignedDkim: result === "pass",
          dkim: [{ domain, selector, result }],
          messages,
          days: [day - 1],
        }),
      );
  });
  return makeEvidence(feedback({ days: days.map(day => day - 1), rows }), context);
}
