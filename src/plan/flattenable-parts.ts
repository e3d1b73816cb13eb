/** Parts whose terms could be replaced by the networks they stand for. */
import type { DnsLock, LookUp } from "../dns/dns-lock.ts";
import { flattenTerms, runTerms, type FlatRun } from "../spf/flatten.ts";
import type { PlannedSpf, SpfPart } from "./domain-plan.ts";
import { overflow, TEXT_LIMIT, type SpfPiece } from "./overflow-spf.ts";
import { serviceLine } from "./spec-line.ts";
import { editedSpf, type PartEdit } from "./edited-spf.ts";
import type { Candidate } from "./way-out.ts";

/** An own term of hosts is written as addresses by hand only while they are few. */
const MAX_BY_HAND = 4;

/** Services to flatten, and own terms of hosts to write as addresses. */
export function flattenableParts(planned: PlannedSpf, lookUp: LookUp, lock: DnsLock): readonly Candidate[] {
  return planned.parts.flatMap((part): Candidate[] => {
    if (part.flatten || part.published.length === 0) return [];
    const own = part.service === undefined;
    // An include of the spec's own has nothing that would renew its addresses.
    if (own && !/^\+?(a|mx)\b/i.test(part.terms[0] ?? "")) return [];
    const flat = flattenTerms(part.terms, planned.name, lookUp);
    if (!flat.ok) return [];
    const networks = flat.runs.flatMap(runTerms);
    if (own && networks.length > MAX_BY_HAND) return [];
    const octets = networks.join(" ").length;
    const change = inRecord(planned, part, flat.runs, lookUp);
    if (change === undefined) return [];
    const changed = lastChange(flat.names, lock);
    const pieces = change.pieces?.length ?? 0;
    const said = [
      `${networks.length === 1 ? "1 range" : `${networks.length} ranges`}, ${octets} octets`,
      ...(pieces === 0
        ? []
        : [`in ${pieces === 1 ? "a record" : `${pieces} records`} of ${pieces === 1 ? "its" : "their"} own`]),
      changed === "" ? "no change seen in the lock" : `last changed ${changed}`,
    ].join(", ");
    const line = own
      ? `${part.path}: ${networks.map(network => `"${network}"`).join(", ")}`
      : serviceLine(part, "flatten: true");
    const upkeep = own ? "to be changed by hand when the host moves" : "renewed by `mailwright lock`";
    return [
      {
        kind: "flatten",
        edits: [line],
        why: `${part.terms.join(" ")} becomes ${said}; ${upkeep}`,
        ranges: networks.length,
        octets,
        changed,
        change: new Map([[part, change]]),
      },
    ];
  });
}

/** Within the record while it stays small enough, else in pieces that it includes, as the plan publishes it. */
function inRecord(planned: PlannedSpf, part: SpfPart, runs: readonly FlatRun[], lookUp: LookUp): PartEdit | undefined {
  const plain: PartEdit = { published: runs.flatMap(runTerms) };
  const { text } = editedSpf(planned, new Map([[part, plain]]), lookUp);
  if (planned.name.length + text.length <= TEXT_LIMIT) return plain;
  const published: string[] = [];
  const pieces: SpfPiece[] = [];
  const used = planned.parts.flatMap(({ published: terms }) =>
    terms.filter(term => /include:_spf\d/.test(term)),
  ).length;
  for (const run of runs) {
    const cut = overflow(run, planned.name, 1 + used + pieces.length);
    if (cut === undefined) return undefined;
    published.push(...cut.terms);
    pieces.push(...cut.pieces);
  }
  return { published, pieces };
}

/** The last day on which one of the names is known to have changed; "" for none. */
function lastChange(names: readonly string[], { names: locked }: DnsLock): string {
  return names
    .flatMap(name => (Object.hasOwn(locked, name) ? Object.values(locked[name] ?? {}) : []))
    .map(entry => /^\d{4}-\d{2}-\d{2}/.exec(entry.change ?? "")?.[0] ?? "")
    .reduce((latest, date) => (date > latest ? date : latest), "");
}
