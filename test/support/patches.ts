/** Evidence and patches of one domain from rows as a person notes them down, and specs with an edit made. */
import * as mailwright from "#mailwright";
import type { DomainSpec } from "#mailwright";
import type { SpecEdit, Patch } from "../../src/decide/patches/patch.ts";
import { patchesFor } from "../../src/decide/patches/patches-for.ts";
import type { DnsLock } from "../../src/dns/dns-lock.ts";
import { attributor } from "../../src/feedback/attribute.ts";
import type { Sightings } from "../../src/feedback/evidence-sightings.ts";
import type { Evidence } from "../../src/feedback/evidence.ts";
import { makeEvidence } from "../../src/feedback/make-evidence.ts";
import type { SourceRow } from "../../src/feedback/source-row.ts";
import type { DomainPlan } from "../../src/plan/domain-plan.ts";
import { planLookUp } from "../../src/plan/plan-look-up.ts";
import { catalogue } from "../../src/services/catalogue.ts";
import type { ServiceUse } from "../../src/services/service.ts";
import { vendorLock } from "./lock.ts";
import { feedback, policy, reporter, WINDOW } from "./made-up-feedback.ts";
import { noted, type NotedRow } from "./noted-row.ts";
import { planned, planWith } from "./specs.ts";

export interface CountedRow extends NotedRow {
  readonly messages?: number;
}

/** Messages on the first day of the window and on its tenth. */
export function sourceRow({ messages = 100, ...rest }: CountedRow): SourceRow {
  const row = noted(rest);
  return {
    ...row,
    envelopeFrom: row.spf[0]?.domain,
    disposition: "none",
    overrides: row.overrides,
    policy: 0,
    messages,
    days: [0, 9],
  };
}

export interface Watched {
  readonly lock?: DnsLock;
  readonly earlier?: Sightings;
  readonly today?: string;
  /** A year of reports of two reporters, where nothing else is said. */
  readonly reporters?: Parameters<typeof feedback>[0] extends infer F
    ? F extends { reporters?: infer R }
      ? R
      : never
    : never;
}

const YEAR = { first: "2025-06-30", days: 300 } as const;

export function evidenceOf(
  plan: DomainPlan,
  rows: readonly CountedRow[],
  { lock = vendorLock, earlier, reporters }: Watched = {},
): Evidence {
  return makeEvidence(
    feedback({
      domain: plan.domain,
      window: WINDOW,
      policies: [policy({ domain: plan.domain })],
      reporters: reporters ?? [reporter("one.example", YEAR), reporter("two.example", YEAR)],
      rows: rows.map(sourceRow),
    }),
    { declared: plan.declared, attribute: attributor(plan, { catalogue, lock }), earlier },
  );
}

export function patchesOf(spec: DomainSpec, rows: readonly CountedRow[], watched: Watched = {}): readonly Patch[] {
  const lock = watched.lock ?? vendorLock;
  const plan = planned(planWith(lock, spec), spec.domain);
  return patchesOn(plan, evidenceOf(plan, rows, watched), watched);
}

export function patchesOn(
  plan: DomainPlan,
  evidence: Evidence,
  { lock = vendorLock, today = "2026-07-01" }: Watched = {},
): readonly Patch[] {
  return patchesFor(plan, evidence, { catalogue, lookUp: planLookUp(plan.rrsets, lock), today });
}

/** What the text of an edit is as data, with the functions that it imports and no others. */
export function dataOf({ text, imports, path }: SpecEdit): unknown {
  const functions = imports.map(name => (mailwright as unknown as Record<string, unknown>)[name]);
  const body = path === "dkim" ? `({ ${text} })` : `(${text})`;
  return (new Function(...imports, `return ${body};`) as (...given: unknown[]) => unknown)(...functions);
}

/** The spec with an edit that adds made in it; `fill` puts values in the place of placeholders. */
export function withAdded(
  spec: DomainSpec,
  edit: SpecEdit,
  fill: (data: unknown) => unknown = data => data,
): DomainSpec {
  const data = fill(dataOf(edit));
  switch (edit.path) {
    case "services":
      return { ...spec, services: [...spec.services, data as ServiceUse] };
    case "dkim":
      return { ...spec, dkim: { ...spec.dkim, ...(data as DomainSpec["dkim"]) } };
    case "acknowledged":
      return {
        ...spec,
        acknowledged: [...(spec.acknowledged ?? []), data as NonNullable<DomainSpec["acknowledged"]>[number]],
      };
    default:
      throw new Error(`nothing is added at ${edit.path}`);
  }
}
