/** A planned SPF record with some of its parts changed, and what it would then cost. */
import type { LookUp } from "../dns/dns-lock.ts";
import { formatTerm } from "../spf/format.ts";
import { parseTerm } from "../spf/parse.ts";
import { spfTree, type SpfNode } from "../spf/spf-tree.ts";
import { treeCost, type TreeCost } from "../spf/tree-cost.ts";
import type { PlannedSpf, SpfPart } from "./domain-plan.ts";
import type { SpfPiece } from "./overflow-spf.ts";

/** Parts of a record as they would be, and the records of their own that their terms would include. */
export interface SpfEdit {
  readonly parts: ReadonlyMap<SpfPart, SpfPart>;
  readonly pieces: readonly SpfPiece[];
}

export const noEdit: SpfEdit = { parts: new Map(), pieces: [] };

/** One part with other terms; none takes the part out. */
export function partEdit(part: SpfPart, terms: readonly string[]): SpfEdit {
  return { parts: new Map([[part, { ...part, terms, published: terms, flatten: false }]]), pieces: [] };
}

export interface EditedSpf {
  readonly text: string;
  readonly tree: SpfNode;
  readonly cost: TreeCost;
  /** Look-ups in the record's own name and its pieces as edited, in everything else as before. */
  readonly lookUp: LookUp;
}

/** The record as the edit would make it, followed anew: a cost is never taken off by subtraction alone. */
export function editedSpf(planned: PlannedSpf, edit: SpfEdit, lookUp: LookUp): EditedSpf {
  const given = planned.parts.flatMap(part => (edit.parts.get(part) ?? part).published);
  const ofParts = new Set(planned.parts.flatMap(part => part.published.map(sameTerm)));
  // What no part brought: all or redirect, and modifiers.
  const rest = planned.text
    .split(" ")
    .slice(1)
    .filter(term => term !== "" && !ofParts.has(sameTerm(term)));
  const terms = new Map([...given, ...rest].map(term => [sameTerm(term), term]));
  const text = ["v=spf1", ...terms.values()].join(" ");
  const pieces = new Map(edit.pieces.map(piece => [piece.name, piece.text]));
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
