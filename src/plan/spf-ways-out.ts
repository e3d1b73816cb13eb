/** Ways to make an SPF record cheaper, ranked, each measured on the record it would give (RFC 7208 §4.6.4). */
import type { DnsLock, LookUp } from "../dns/dns-lock.ts";
import { compareText } from "../finding.ts";
import type { Service } from "../services/service.ts";
import { MAX_LOOKUPS } from "../spf/evaluation.ts";
import { flattenTerms, type Flattening } from "../spf/flatten.ts";
import { coveredParts, passingAlone, type Passing } from "./covered-parts.ts";
import type { PlannedSpf, SpfPart } from "./domain-plan.ts";
import { editedSpf, noEdit, type SpfEdit } from "./edited-spf.ts";
import { flattenableParts } from "./flattenable-parts.ts";
import { flattened } from "./flatten-parts.ts";
import { movableParts } from "./movable-parts.ts";
import { needlessParts } from "./needless-parts.ts";
import { wayKinds, type Candidate, type WayOut } from "./way-out.ts";

export interface WaysOutContext {
  readonly domain: string;
  readonly catalogue: readonly Service[];
  /** As the plan looks up: its own names, then the lock. */
  readonly lookUp: LookUp;
  readonly lock: DnsLock;
  /** Octets of the other TXT strings at the record's name. */
  readonly otherText: number;
}

/** From here on, ways out are worth showing. */
const NEARLY = MAX_LOOKUPS - 1;

/** A record that needs more edits than this has to be thought over as a whole. */
const MAX_TOGETHER = 6;

/**
 * Best first; none for a record with look-ups to spare. When the record is over the limit and no single edit brings it
 * back, the last way is a smallest set that does, if there is one.
 */
export function spfWaysOut(planned: PlannedSpf, context: WaysOutContext): readonly WayOut[] {
  const { lookups } = editedSpf(planned, noEdit, context.lookUp).cost;
  if (lookups < NEARLY) return [];
  const work = workOf(planned.name, context);
  const singles = measured(planned, noEdit, work);
  const ways = singles.map(({ way }) => way);
  const enough = lookups <= MAX_LOOKUPS || ways.some(way => way.lookups <= MAX_LOOKUPS);
  const combined = enough ? undefined : combination(planned, lookups, work);
  return combined === undefined ? ways : [...ways, combined];
}

interface Measured {
  readonly way: WayOut;
  readonly edit: SpfEdit;
  readonly changed: string;
}

interface Work extends WaysOutContext {
  readonly flatten: (part: SpfPart) => Flattening;
  readonly passing: (part: SpfPart, lookUp: LookUp) => Passing | undefined;
}

/** What is worked out of a part's terms again and again while edits are tried, and is the same each time. */
function workOf(name: string, context: WaysOutContext): Work {
  const hosts = new Map<string, Flattening>();
  const services = new Map<string, Flattening>();
  const passing = new Map<string, Passing | undefined>();
  return {
    ...context,
    flatten: ({ terms, service }) =>
      // What the lock alone says of a service is remembered for the fleet; hosts of one's own are this domain's.
      service === undefined
        ? remember(hosts, terms.join(" "), () => flattenTerms(terms, name, context.lookUp))
        : remember(services, terms.join(" "), () => flattened(terms, name, context)),
    passing: ({ published, flatten }, lookUp) =>
      // The records of a flattened part change with what is flattened beside it.
      remember(flatten ? new Map() : passing, published.join(" "), () => passingAlone(name, published, lookUp)),
  };
}

function remember<Value>(known: Map<string, Value>, key: string, compute: () => Value): Value {
  const value = known.has(key) ? (known.get(key) as Value) : compute();
  known.set(key, value);
  return value;
}

/** Every single edit that saves something on top of those made already. */
function measured(planned: PlannedSpf, made: SpfEdit, work: Work): readonly Measured[] {
  const { lookUp, catalogue, lock, domain, otherText } = work;
  const before = editedSpf(planned, made, lookUp);
  const now = withEdit(planned, before.text, made);
  const asked = before.lookUp;
  const candidates: readonly Candidate[] = [
    ...needlessParts(now, catalogue),
    ...coveredParts(now, asked, part => work.passing(part, asked)),
    ...movableParts(now, domain, catalogue, asked),
    ...flattenableParts(now, work.flatten, { lock, lookUp: asked, siblings: [] }, otherText),
  ];
  const seen = new Set<string>();
  return candidates
    .flatMap(({ edit, changed = "", ...way }): Measured[] => {
      const { lookups } = editedSpf(now, edit, asked).cost;
      const saved = before.cost.lookups - lookups;
      // A term that is both needless and covered is said once, for the better reason.
      const key = way.edits.join("\n");
      if (saved <= 0 || seen.has(key)) return [];
      seen.add(key);
      return [{ way: { ...way, saved, lookups }, edit: original(planned, now, edit), changed }];
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
function combination(planned: PlannedSpf, from: number, work: Work): WayOut | undefined {
  let made = noEdit;
  const chosen: Measured[] = [];
  const lookupsWith = (edit: SpfEdit): number => editedSpf(planned, edit, work.lookUp).cost.lookups;
  while (lookupsWith(made) > MAX_LOOKUPS) {
    if (chosen.length === MAX_TOGETHER) return undefined;
    const next = measured(planned, made, work);
    const best =
      next.find(({ way }) => way.lookups <= MAX_LOOKUPS) ?? next.toSorted((a, b) => b.way.saved - a.way.saved)[0];
    if (best === undefined) return undefined;
    chosen.push(best);
    made = together([made, best.edit]);
  }
  let needed: readonly Measured[] = chosen;
  for (const one of chosen) {
    // What saves more than there is to spare is needed; what may be left out is left out and measured.
    if (lookupsWith(made) + one.way.saved > MAX_LOOKUPS) continue;
    const rest = needed.filter(other => other !== one);
    const edit = replayed(planned, rest, work);
    if (edit === undefined || lookupsWith(edit) > MAX_LOOKUPS) continue;
    needed = rest;
    made = edit;
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

/** The same ways from the start: an edit may rest on one that was made before. Undefined when one is no way then. */
function replayed(planned: PlannedSpf, ways: readonly Measured[], work: Work): SpfEdit | undefined {
  let made = noEdit;
  for (const { way } of ways) {
    const same = measured(planned, made, work).find(one => one.way.edits.join("\n") === way.edits.join("\n"));
    if (same === undefined) return undefined;
    made = together([made, same.edit]);
  }
  return made;
}

/** The later of two edits of one part counts, since it was made on top of the other. */
function together(edits: readonly SpfEdit[]): SpfEdit {
  return { parts: new Map(edits.flatMap(({ parts }) => [...parts])), pieces: edits.flatMap(({ pieces }) => pieces) };
}

/** The record as it is once the edit is made; its parts are new objects in the old order. */
function withEdit(planned: PlannedSpf, text: string, { parts }: SpfEdit): PlannedSpf {
  return { ...planned, text, parts: planned.parts.map(part => ({ ...(parts.get(part) ?? part) })) };
}

/** The same edit, said of the parts as they were planned. */
function original(planned: PlannedSpf, now: PlannedSpf, { parts, pieces }: SpfEdit): SpfEdit {
  const said = [...parts].map(([from, to]): readonly [SpfPart, SpfPart] => [
    planned.parts[now.parts.indexOf(from)] ?? from,
    to,
  ]);
  return { parts: new Map(said), pieces };
}
