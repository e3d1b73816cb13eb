/** Parts whose every address passes by another part's terms as well. */
import type { LookUp } from "../dns/dns-lock.ts";
import { cutRanges, type AddressRange } from "../spf/address-ranges.ts";
import { compileSpf } from "../spf/compile.ts";
import type { Family } from "../spf/ip-address.ts";
import { uniteRanges } from "../spf/networks.ts";
import { reachedNodes } from "../spf/reached-nodes.ts";
import { spfTree } from "../spf/spf-tree.ts";
import type { PlannedSpf, SpfPart } from "./domain-plan.ts";
import { partEdit } from "./edited-spf.ts";
import type { Candidate } from "./way-out.ts";

/** Who passes by some terms alone. */
export type Passing = Readonly<Record<Family, readonly AddressRange[]>>;

/**
 * Own terms of one include that another part's include holds as well, or of hosts within what another part lists; proven
 * over every address, on what the lock knows. Services are not proposed: their terms change by themselves.
 */
export function coveredParts(
  planned: PlannedSpf,
  lookUp: LookUp,
  passingBy: (part: SpfPart) => Passing | undefined,
): readonly Candidate[] {
  const passing = new Map(planned.parts.map(part => [part, passingBy(part)]));
  return planned.parts.flatMap((part): Candidate[] => {
    const [term] = part.published;
    if (part.service !== undefined || term === undefined || !/^\+?(include:|a\b|mx\b)/i.test(term)) return [];
    const mine = passing.get(part);
    if (mine === undefined || mine[4].length + mine[6].length === 0) return [];
    const by = planned.parts.find(other => {
      const theirs = passing.get(other);
      return other !== part && theirs !== undefined && holds(theirs, mine) && isNear(planned.name, part, other, lookUp);
    });
    if (by === undefined) return [];
    return [
      {
        kind: "covered",
        edits: [`delete ${part.path}: "${term}"`],
        why: `every address it lets pass passes by ${by.published.slice(0, 3).join(" ")} (${by.path}) as well`,
        edit: partEdit(part, []),
      },
    ];
  });
}

/** Two vendors may share addresses by chance; the same include below another, or hosts in a listed network, is no chance. */
function isNear(name: string, part: SpfPart, other: SpfPart, lookUp: LookUp): boolean {
  const [target] = treeOf(name, part.published, lookUp).terms.flatMap(({ child }) => child?.name ?? []);
  if (target === undefined) return true;
  return reachedNodes(treeOf(name, other.published, lookUp)).some(({ node, passes }) => passes && node.name === target);
}

/** Undefined where it hangs on more than the address, or a term is no plain pass. */
export function passingAlone(name: string, terms: readonly string[], lookUp: LookUp): Passing | undefined {
  if (terms.some(term => /^[-~?]/.test(term))) return undefined;
  const { ranges } = compileSpf(treeOf(name, terms, lookUp));
  const all = [...ranges[4], ...ranges[6]];
  if (all.some(({ match }) => match === undefined || match.result.endsWith("error"))) return undefined;
  const passes = (family: Family): readonly AddressRange[] =>
    uniteRanges(ranges[family].filter(({ match }) => match?.result === "pass"));
  return { 4: passes(4), 6: passes(6) };
}

function treeOf(name: string, terms: readonly string[], lookUp: LookUp) {
  const text = ["v=spf1", ...terms, "-all"].join(" ");
  return spfTree(name, (type, asked) =>
    type === "TXT" && asked === name ? { status: "ok", records: [text] } : lookUp(type, asked),
  );
}

function holds(theirs: Passing, mine: Passing): boolean {
  return ([4, 6] as const).every(family => cutRanges(mine[family], theirs[family], () => {}).length === 0);
}
