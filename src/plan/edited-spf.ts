/** A planned SPF record with some of its parts changed, and what it would then cost. */
import type { LookUp } from "../dns/dns-lock.ts";
import { formatTerm } from "../spf/format.ts";
import { parseTerm } from "../spf/parse.ts";
import { spfTree, treeCost, type SpfCost, type SpfNode } from "../spf/spf-tree.ts";
import type { PlannedSpf, SpfPart } from "./domain-plan.ts";
import type { SpfPiece } from "./overflow-spf.ts";

/** What takes the place of a part's terms; the pieces are records of their own that its terms include. */
export interface PartEdit {
  readonly published: readonly string[];
  readonly pieces?: readonly SpfPiece[];
}

export type PartEdits = ReadonlyMap<SpfPart, PartEdit>;

export interface EditedSpf {
  readonly text: string;
  readonly tree: SpfNode;
  readonly cost: SpfCost;
  /** Look-ups in the record's own name and its pieces as edited, in everything else as before. */
  readonly lookUp: LookUp;
}

/** The record as the edits would make it, followed anew: a cost is never taken off by subtraction alone. */
export function editedSpf(planned: PlannedSpf, edits: PartEdits, lookUp: LookUp): EditedSpf {
  const given = planned.parts.flatMap(part => edits.get(part)?.published ?? part.published);
  const ofParts = new Set(planned.parts.flatMap(part => part.published.map(sameTerm)));
  // What no part brought: all or redirect, and modifiers.
  const rest = planned.text
    .split(" ")
    .slice(1)
    .filter(term => term !== "" && !ofParts.has(sameTerm(term)));
  const terms = new Map([...given, ...rest].map(term => [sameTerm(term), term]));
  const text = ["v=spf1", ...terms.values()].join(" ");
  const pieces = new Map(
    [...edits.values()].flatMap(({ pieces: some }) => some ?? []).map(one => [one.name, one.text]),
  );
  const asked: LookUp = (type, name) => {
    const record = name === planned.name ? text : pieces.get(name);
    return type === "TXT" && record !== undefined ? { status: "ok", records: [record] } : lookUp(type, name);
  };
  const tree = spfTree(planned.name, asked);
  return { text, tree, cost: treeCost(tree), lookUp: asked };
}

/** Equal for two spellings of one term; names have no case (RFC 4343 §2), and macro letters do not tell terms apart here. */
export function sameTerm(text: string): string {
  const parsed = parseTerm(text);
  return (parsed.ok ? formatTerm(parsed.term) : text)
    .toLowerCase()
    .replace(/^(\W?ip4:.*)\/32$/, "$1")
    .replace(/^(\W?ip6:.*)\/128$/, "$1");
}
