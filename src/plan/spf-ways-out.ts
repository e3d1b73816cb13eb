/** Ways to make an SPF record cheaper, ranked, each measured on the record it would give (RFC 7208 §4.6.4). */
import type { DnsLock, LookUp } from "../dns/dns-lock.ts";
import { compareText } from "../finding.ts";
import type { Service } from "../services/service.ts";
import { MAX_LOOKUPS } from "../spf/evaluation.ts";
import { coveredParts } from "./covered-parts.ts";
import type { PlannedSpf, SpfPart } from "./domain-plan.ts";
import { editedSpf, type PartEdit, type PartEdits } from "./edited-spf.ts";
import { flattenableParts } from "./flattenable-parts.ts";
import { movableParts } from "./movable-parts.ts";
import { needlessParts } from "./needless-parts.ts";
import { wayKinds, type Candidate, type WayOut } from "./way-out.ts";

export interface WaysOutContext {
  readonly domain: string;
  readonly catalogue: readonly Service[];
  /** As the plan looks up: its own names, then the lock. */
  readonly lookUp: LookUp;
  readonly lock: DnsLock;
}

/** From here on, ways out are worth showing. */
const NEARLY = MAX_LOOKUPS - 1;

/**
 * Best first; none for a record with look-ups to spare. When the record is over the limit and no single edit brings it
 * back, the last way is a smallest set that does, if there is one.
 */
export function spfWaysOut(planned: PlannedSpf, context: WaysOutContext): readonly WayOut[] {
  const { lookups } = editedSpf(planned, new Map(), context.lookUp).cost;
  if (lookups < NEARLY) return [];
  const singles = measured(planned, new Map(), context);
  const ways = singles.map(({ way }) => way);
  const enough = lookups <= MAX_LOOKUPS || ways.some(way => way.lookups <= MAX_LOOKUPS);
  const together = enough ? undefined : combination(planned, lookups, context);
  return together === undefined ? ways : [...ways, together];
}

interface Measured {
  readonly way: WayOut;
  readonly change: PartEdits;
  readonly changed: string;
}

/** Every single edit that saves something on top of those made already. */
function measured(planned: PlannedSpf, made: PartEdits, context: WaysOutContext): readonly Measured[] {
  const { lookUp, catalogue, lock, domain } = context;
  const before = editedSpf(planned, made, lookUp);
  const now = withEdits(planned, before.text, made);
  const asked = before.lookUp;
  const candidates: readonly Candidate[] = [
    ...needlessParts(now, catalogue),
    ...coveredParts(now, asked),
    ...movableParts(now, domain, catalogue, asked),
    ...flattenableParts(now, asked, lock),
  ];
  const seen = new Set<string>();
  return candidates
    .flatMap(({ change, changed = "", ...way }): Measured[] => {
      const { lookups } = editedSpf(now, change, asked).cost;
      const saved = before.cost.lookups - lookups;
      // A term that is both needless and covered is said once, for the better reason.
      const key = way.edits.join("\n");
      if (saved <= 0 || seen.has(key)) return [];
      seen.add(key);
      return [{ way: { ...way, saved, lookups }, change: original(planned, now, change), changed }];
    })
    .toSorted(byPreference);
}

function byPreference(a: Measured, b: Measured): number {
  const rank = ({ way }: Measured): number => wayKinds.indexOf(way.kind);
  const perRange = ({ way }: Measured): number => way.saved / (way.ranges ?? 1);
  return (
    rank(a) - rank(b) ||
    perRange(b) - perRange(a) ||
    compareText(a.changed, b.changed) ||
    compareText(a.way.edits.join(), b.way.edits.join())
  );
}

/**
 * Greedy: the edit that saves most, again and again, and at the end the best of those that are enough; then without what
 * turns out not to be needed.
 */
function combination(planned: PlannedSpf, from: number, context: WaysOutContext): WayOut | undefined {
  let made: PartEdits = new Map();
  const chosen: Measured[] = [];
  const lookupsWith = (edits: PartEdits): number => editedSpf(planned, edits, context.lookUp).cost.lookups;
  while (lookupsWith(made) > MAX_LOOKUPS) {
    const next = measured(planned, made, context);
    const best =
      next.find(({ way }) => way.lookups <= MAX_LOOKUPS) ?? next.toSorted((a, b) => b.way.saved - a.way.saved)[0];
    if (best === undefined) return undefined;
    chosen.push(best);
    made = new Map([...made, ...best.change]);
  }
  let needed: readonly Measured[] = chosen;
  for (const one of chosen) {
    const rest = needed.filter(other => other !== one);
    const edits = new Map(rest.flatMap(({ change }) => [...change]));
    if (lookupsWith(edits) > MAX_LOOKUPS) continue;
    needed = rest;
    made = edits;
  }
  const sum = (values: readonly (number | undefined)[]): number => values.reduce<number>((a, b) => a + (b ?? 0), 0);
  const [ranges, octets] = [sum(needed.map(({ way }) => way.ranges)), sum(needed.map(({ way }) => way.octets))];
  const lookups = lookupsWith(made);
  return {
    kind: "combination",
    edits: needed.flatMap(({ way }) => way.edits),
    saved: from - lookups,
    lookups,
    why: "no single edit is enough; these together are",
    ...(ranges === 0 ? {} : { ranges, octets }),
  };
}

/** The record as it is once the edits are made; its parts are new objects in the old order. */
function withEdits(planned: PlannedSpf, text: string, made: PartEdits): PlannedSpf {
  const parts = planned.parts.map((part): SpfPart => {
    const edit = made.get(part);
    return edit === undefined ? { ...part } : { ...part, published: edit.published, flatten: true };
  });
  return { ...planned, text, parts };
}

/** The same change, said of the parts as they were planned. */
function original(planned: PlannedSpf, now: PlannedSpf, change: PartEdits): PartEdits {
  return new Map(
    [...change].map(([part, edit]): readonly [SpfPart, PartEdit] => [
      planned.parts[now.parts.indexOf(part)] ?? part,
      edit,
    ]),
  );
}
