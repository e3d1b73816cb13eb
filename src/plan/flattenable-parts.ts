/** Parts whose terms could be replaced by the networks they stand for. */
import type { DnsLock } from "../dns/dns-lock.ts";
import { runTerms, type Flattening } from "../spf/flatten.ts";
import type { PlannedSpf, SpfPart } from "./domain-plan.ts";
import { editedSpf, partEdit, type SpfEdit } from "./edited-spf.ts";
import { flattenParts, type FlattenSource } from "./flatten-parts.ts";
import { TEXT_LIMIT } from "./overflow-spf.ts";
import { serviceLine } from "./spec-line.ts";
import type { Candidate } from "./way-out.ts";

/** An own term of hosts is written as addresses by hand only while they are few. */
const MAX_BY_HAND = 4;

/** Services to flatten, and own terms of hosts to write as addresses. */
export function flattenableParts(
  planned: PlannedSpf,
  flatten: (part: SpfPart) => Flattening,
  source: FlattenSource,
  otherText: number,
): readonly Candidate[] {
  return planned.parts.flatMap((part): Candidate[] => {
    if (part.flatten || part.published.length === 0) return [];
    const own = part.service === undefined;
    // An include of the spec's own has nothing that would renew its addresses.
    if (own && !/^\+?(a|mx)\b/i.test(part.terms[0] ?? "")) return [];
    const flat = flatten(part);
    if (!flat.ok) return [];
    const networks = flat.runs.flatMap(runTerms);
    if (own && networks.length > MAX_BY_HAND) return [];
    const edit = own ? partEdit(part, networks) : flattenedEdit(planned, part, source, otherText);
    if (edit === undefined) return [];
    const octets = networks.join(" ").length;
    const changed = lastChange(flat.names, source.lock);
    const becomes = [
      `${networks.length === 1 ? "1 range" : `${networks.length} ranges`}, ${octets} octets`,
      ...(includesPiece(edit, part) ? ["which need records of their own"] : []),
      changed === "" ? "no change seen in the lock" : `last changed ${changed}`,
      own ? "to be changed by hand when the host moves" : "renewed by `mailwright lock`",
    ];
    return [
      {
        kind: "flatten",
        edits: [
          own
            ? `${part.path}: ${networks.map(network => `"${network}"`).join(", ")}`
            : serviceLine(part, "flatten: true"),
        ],
        why: `${part.terms.join(" ")} becomes ${becomes.join("; ")}`,
        ranges: networks.length,
        octets,
        changed,
        edit,
      },
    ];
  });
}

/** The record as the plan would publish it with this service flattened too; undefined where the plan would refuse. */
function flattenedEdit(
  planned: PlannedSpf,
  part: SpfPart,
  source: FlattenSource,
  otherText: number,
): SpfEdit | undefined {
  const wanted = planned.parts.map(one => (one === part ? { ...one, flatten: true } : one));
  const fits = (terms: readonly string[], more: number): boolean => {
    const all: SpfPart = { ...part, terms, published: terms };
    const edit = { parts: new Map(planned.parts.map(one => [one, one === part ? all : nothing(one)])), pieces: [] };
    const { text } = editedSpf(planned, edit, () => undefined);
    return planned.name.length + text.length + more + otherText <= TEXT_LIMIT;
  };
  const { parts, pieces, findings } = flattenParts(planned.name, wanted, source, fits);
  if (findings.some(({ severity }) => severity !== "info")) return undefined;
  return { parts: new Map(planned.parts.map((one, index) => [one, parts[index] ?? one])), pieces };
}

function includesPiece({ parts, pieces }: SpfEdit, part: SpfPart): boolean {
  const published = parts.get(part)?.published ?? [];
  return pieces.some(({ name }) => published.some(term => term.endsWith(`include:${name}`)));
}

function nothing(part: SpfPart): SpfPart {
  return { ...part, terms: [], published: [] };
}

/** The last day on which one of the names is known to have changed; "" for none. */
function lastChange(names: readonly string[], { names: locked }: DnsLock): string {
  return names
    .flatMap(name => (Object.hasOwn(locked, name) ? Object.values(locked[name] ?? {}) : []))
    .map(entry => /^\d{4}-\d{2}-\d{2}/.exec(entry.change ?? "")?.[0] ?? "")
    .reduce((latest, date) => (date > latest ? date : latest), "");
}
