/** The mail of one declared sender that failed DMARC. */
import { isAtOrBelow } from "../../dns/owner-name.ts";
import { evidenceText } from "../../feedback/evidence-text.ts";
import { MAX_SOURCE } from "../../feedback/evidence-sightings.ts";
import { isOwnName } from "../../feedback/evidence-outcome.ts";
import type { OutcomeCount, ReplayRow, ServiceEvidence } from "../../feedback/evidence.ts";
import type { DeclaredSource } from "../../plan/declared-sources.ts";
import type { Service } from "../../services/service.ts";
import { plural } from "../plural.ts";
import type { Patch, PatchCase } from "./patch.ts";

export interface FailingCase extends PatchCase {
  readonly source: DeclaredSource;
  /** Absent for terms and keys of the spec's own. */
  readonly service: Service | undefined;
  readonly seen: ServiceEvidence;
  readonly failed: number;
  /** Those with neither aligned, the largest kinds of them; what was summed away is not here. */
  readonly rows: readonly ReplayRow[];
}

/** What a cause says; the rest of the patch is the sender's. */
export type Diagnosis = Pick<Patch, "cause" | "why" | "edits" | "steps" | "messages">;

/** Failing messages by what became of one mechanism. */
export function failedBy<Outcome>(
  { seen }: Pick<FailingCase, "seen">,
  of: (one: OutcomeCount) => Outcome,
): readonly (readonly [Outcome, number])[] {
  const counts = new Map<Outcome, number>();
  for (const one of seen.outcomes)
    if (one.dkim !== "aligned" && one.spf !== "aligned") counts.set(of(one), (counts.get(of(one)) ?? 0) + one.messages);
  return [...counts];
}

export function failingCase(patchCase: PatchCase, source: DeclaredSource, seen: ServiceEvidence): FailingCase {
  const key = `declared ${seen.id}`;
  return {
    ...patchCase,
    source,
    service: patchCase.catalogue.find(({ id }) => id === source.service),
    seen,
    failed: seen.messages - seen.passed,
    rows: patchCase.evidence.rows.filter(
      row => row.source === evidenceText(key, MAX_SOURCE) && !row.alignedDkim && !row.alignedSpf,
    ),
  };
}

/** Messages by what `of` names in each row, most first. */
export function tallied(
  rows: readonly ReplayRow[],
  of: (row: ReplayRow) => readonly string[],
): readonly (readonly [string, number])[] {
  const counts = new Map<string, number>();
  for (const row of rows) for (const key of new Set(of(row))) counts.set(key, (counts.get(key) ?? 0) + row.messages);
  return [...counts].toSorted(([a, x], [b, y]) => y - x || (a < b ? -1 : 1));
}

/** A name that aligns with From in relaxed mode, and would not in strict mode (RFC 9989 §4.4). */
export function isRelaxedOnly(name: string, { headerFrom }: ReplayRow, domain: string): boolean {
  return name !== headerFrom && isOwnName(name, domain) && isAtOrBelow(headerFrom, domain);
}

/** Who has to be asked or set up. */
export function nameOf({ source, service }: Pick<FailingCase, "source" | "service">): string {
  return service === undefined || service.category === "own" ? source.id : service.name;
}

/** `120 of 1,300 messages of mailchimp`. */
export function partOf({ seen, source }: Pick<FailingCase, "seen" | "source">, messages: number): string {
  const owner = source.owner === undefined ? "" : ` (${source.owner})`;
  return `${messages.toLocaleString("en")} of ${plural(seen.messages, "message")} of ${source.id}${owner}`;
}

/** Where the vendor says how, to stand behind its name. */
export function docsOf({ service }: Pick<FailingCase, "service">): string {
  return service === undefined || service.category === "own" ? "" : ` (${service.docs})`;
}
