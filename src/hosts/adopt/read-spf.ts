/** SPF records as they were found, in the parts that a spec has; and whether two records say the same. */
import { formatTerm } from "../../spf/format.ts";
import { generateSpf, mergeKey, type AllResult } from "../../spf/generate.ts";
import { parseSpf, parseTerm } from "../../spf/parse.ts";
import type { Directive, Qualifier } from "../../spf/spf-record.ts";

export interface FoundSpf {
  /** In order, each once, without `all`. */
  readonly directives: readonly string[];
  /** `exp=` and unknown ones. */
  readonly modifiers: readonly string[];
  readonly all: AllResult;
  /** Counts in place of `all`. */
  readonly redirect: string | undefined;
  /** What no spec can say: no terms at all, or such as no receiver understands. */
  readonly unusable: readonly string[];
}

const results: Readonly<Record<Qualifier, AllResult>> = { "+": "pass", "?": "neutral", "~": "softfail", "-": "fail" };
const softest: readonly AllResult[] = ["neutral", "softfail", "fail", "pass"];

/** What all SPF records of a name say together; there should be one. */
export function readSpfRecords(texts: readonly string[]): FoundSpf {
  const directives = new Map<string, string>();
  const modifiers = new Map<string, string>();
  const ends: AllResult[] = [];
  const unusable: string[] = [];
  let redirect: string | undefined;
  for (const text of texts) {
    let end: AllResult | undefined;
    let leadsTo: string | undefined;
    for (const part of text.split(" ").slice(1)) {
      const parsed = parseTerm(part);
      if (part === "") continue;
      if (!parsed.ok) unusable.push(part);
      else if (parsed.term.type === "modifier" && parsed.term.name === "redirect") leadsTo ??= parsed.term.value;
      else if (parsed.term.type === "directive" && parsed.term.mechanism.kind === "all") {
        end ??= results[parsed.term.qualifier];
      } else if (generateSpf({ name: "x.example", terms: [part], all: "softfail" }).text === undefined) {
        unusable.push(part);
      } else if (parsed.term.type === "modifier") {
        if (!modifiers.has(parsed.term.name)) modifiers.set(parsed.term.name, formatTerm(parsed.term));
      } else if (end === undefined) {
        // RFC 7208 §5.1: what stands behind all is never tried.
        const key = mergeKey(parsed.term);
        if (!directives.has(key)) directives.set(key, formatTerm(parsed.term));
      }
    }
    // RFC 7208 §6.1: beside all a redirect does nothing.
    if (end === undefined && leadsTo !== undefined) redirect ??= leadsTo;
    else ends.push(end ?? "neutral");
  }
  // What a redirect let pass passes by an include as well (RFC 7208 §5.2); the end is the other record's.
  if (ends.length > 0 && redirect !== undefined) directives.set(`include:${redirect}`, `include:${redirect}`);
  // Where two records disagree, the one that lets more pass: neither is in force while there are two.
  const all = softest.find(one => ends.includes(one)) ?? "softfail";
  return {
    directives: [...directives.values()],
    modifiers: [...modifiers.values()],
    all,
    redirect: ends.length > 0 ? undefined : redirect,
    unusable,
  };
}

/** True where receivers read the same from both: order counts only between terms with different qualifiers. */
export function sameSpf(a: string, b: string): boolean {
  const [left, right] = [effect(a), effect(b)];
  return left !== undefined && left === right;
}

function effect(text: string): string | undefined {
  const parsed = parseSpf(text);
  if (!parsed.ok) return undefined;
  const seen = new Set<string>();
  const runs: { qualifier: Qualifier; keys: string[] }[] = [];
  const directives = parsed.record.terms.filter((term): term is Directive => term.type === "directive");
  const last = directives.findIndex(({ mechanism }) => mechanism.kind === "all");
  for (const directive of last === -1 ? directives : directives.slice(0, last)) {
    const key = mergeKey(directive);
    if (seen.has(key)) continue;
    seen.add(key);
    const run = runs.at(-1);
    if (run?.qualifier === directive.qualifier) run.keys.push(key);
    else runs.push({ qualifier: directive.qualifier, keys: [key] });
  }
  const modifier = (name: string): string | undefined =>
    parsed.record.terms.flatMap(term => (term.type === "modifier" && term.name === name ? [term.value] : []))[0];
  const redirect = modifier("redirect")?.toLowerCase();
  // RFC 7208 §4.7: without all and redirect the result is neutral.
  const end = last === -1 ? (redirect === undefined ? "?" : `redirect=${redirect}`) : directives[last]?.qualifier;
  return JSON.stringify([runs.map(run => [run.qualifier, run.keys.toSorted()]), end, modifier("exp")]);
}
