/** What does not fit into one SPF record, in records of its own that the first includes: `_spf1`, `_spf2`, … */
import { under } from "../dns/owner-name.ts";
import { formatTerm } from "../spf/format.ts";
import { runTerms, type FlatRun } from "../spf/flatten.ts";
import { parseTerm } from "../spf/parse.ts";

/** RFC 7208 §3.4: name and text below 450 octets fit into a DNS answer wherever it is carried. */
export const TEXT_LIMIT = 450;
/** Each piece is a look-up, and there are ten (RFC 7208 §4.6.4). */
export const MAX_PIECES = 10;

export interface SpfPiece {
  readonly name: string;
  readonly text: string;
}

export interface Overflow {
  /** What stands for the run in the first record. */
  readonly terms: readonly string[];
  readonly pieces: readonly SpfPiece[];
}

/**
 * Puts the networks of a run into pieces `_spf<from>.<owner name>` and on; a run that is no longer than what would include
 * them stays. Which piece a network is in follows from the network and the number of pieces alone, so that one that comes
 * or goes changes one piece, and a further piece takes networks from the others and moves none between them. Undefined
 * where ten pieces do not hold it.
 */
export function overflow(run: FlatRun, ownerName: string, from: number): Overflow | undefined {
  for (let count = 1; count <= MAX_PIECES; count += 1) {
    const pieces = Array.from({ length: count }, (_, index) => pieceAt(run.networks, ownerName, from, index, count));
    if (!pieces.every(fits)) continue;
    const sign = run.qualifier === "+" ? "" : run.qualifier;
    const terms = pieces.map(({ name }) => `${sign}include:${name}`);
    const plain = runTerms(run);
    return plain.join(" ").length <= terms.join(" ").length ? { terms: plain, pieces: [] } : { terms, pieces };
  }
  return undefined;
}

/**
 * The piece behind the last, which nothing includes. When one piece fewer is needed than before, receivers that still hold
 * the old first record find in it what was there, and not a name without SPF, which is a permerror for all mail
 * (RFC 7208 §5.2). None behind nothing, and none behind the tenth.
 */
export function sparePieces(
  networks: readonly string[],
  ownerName: string,
  from: number,
  count: number,
): readonly SpfPiece[] {
  if (count === 0 || count === MAX_PIECES) return [];
  const piece = pieceAt(networks, ownerName, from, count, count + 1);
  return [fits(piece) ? piece : { ...piece, text: pieceText([]) }];
}

function pieceAt(networks: readonly string[], ownerName: string, from: number, index: number, count: number): SpfPiece {
  const inside = networks.filter(network => pieceOf(network, count) === index);
  return { name: under(`_spf${from + index}`, ownerName), text: pieceText(inside) };
}

function fits({ name, text }: SpfPiece): boolean {
  return name.length + text.length <= TEXT_LIMIT;
}

/** Nobody sends from the name of a piece. */
function pieceText(networks: readonly string[]): string {
  return ["v=spf1", ...networks, "-all"].join(" ");
}

/** Highest random weight: of n pieces, a further one takes its share of the networks and leaves the others where they are. */
function pieceOf(network: string, count: number): number {
  let best = 0;
  let most = -1;
  for (let piece = 0; piece < count; piece += 1) {
    const weight = hash(`${network} ${piece}`);
    if (weight > most) [best, most] = [piece, weight];
  }
  return best;
}

/** FNV-1a with a final mix, 32 bits. */
function hash(text: string): number {
  let bits = 0x811c9dc5;
  for (let at = 0; at < text.length; at += 1) bits = Math.imul(bits ^ text.charCodeAt(at), 0x01000193);
  bits = Math.imul(bits ^ (bits >>> 16), 0x85ebca6b);
  return (bits ^ (bits >>> 13)) >>> 0;
}

/** True where the order of the terms means nothing: all let pass what they match (RFC 7208 §4.6.2). */
export function isUnordered(terms: readonly string[]): boolean {
  return terms.every(text => {
    const parsed = parseTerm(text);
    return !parsed.ok || parsed.term.type === "modifier" || !/^[-~?]/.test(formatTerm(parsed.term));
  });
}
