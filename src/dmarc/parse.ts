/**
 * Text to DMARC policy record (RFC 9989 §4.7, §4.8, §4.10.1). Only the version decides whether it is one; everything else
 * that is wrong falls back to its default, as it does at every receiver, and is a warning here.
 */
import type { AlignmentMode, FailureOption, Policy, PolicyRecord } from "./policy-record.ts";
import { parseUriList } from "./report-uri.ts";

export type ParsedPolicyRecord =
  | { readonly ok: true; readonly record: PolicyRecord; readonly warnings: readonly string[] }
  | { readonly ok: false; readonly problems: readonly string[] };

/** RFC 9989 §9.3: registered as historic; receivers of RFC 7489 still act on them. */
const historicTags: ReadonlySet<string> = new Set(["pct", "rf", "ri"]);

const policies: readonly Policy[] = ["none", "quarantine", "reject"];
const modes: readonly AlignmentMode[] = ["r", "s"];
const options: readonly FailureOption[] = ["0", "1", "d", "s"];

/**
 * True when a TXT value is a DMARC policy record at all (RFC 9989 §4.10): its first tag is `v` with exactly `DMARC1`. The
 * value is a `%s` literal and has case; tag names are plain ABNF literals and have none (RFC 5234 §2.3, RFC 7405 §2.1).
 */
export function isPolicyRecord(text: string): boolean {
  return /^[vV][ \t]*=[ \t]*DMARC1[ \t]*(?:;|$)/.test(text);
}

/** Parses a policy record (RFC 9989 §4.8). Unknown tags are ignored; `pct`, `rf`, `ri` and size limits are not kept. */
export function parsePolicyRecord(text: string): ParsedPolicyRecord {
  if (!isPolicyRecord(text)) return { ok: false, problems: ["A policy record begins with the tag v=DMARC1."] };
  const warnings: string[] = [];
  const problems: string[] = [];
  const tags = readTags(text, warnings, problems);
  const policy = readChoice(tags, "p", policies, warnings);
  const sp = readChoice(tags, "sp", policies, warnings);
  const np = readChoice(tags, "np", policies, warnings);
  const rua = readUris(tags, "rua", warnings);
  // §4.10.1: without a valid p, or with an sp or np that is not valid, the record acts as p=none when rua has a valid URI,
  // and there is no DMARC otherwise.
  const broken = policy === undefined || (tags.has("sp") && sp === undefined) || (tags.has("np") && np === undefined);
  if (broken && rua === undefined)
    problems.push("The policy is missing or not valid, and rua= has no valid URI either.");
  if (problems.length > 0) return { ok: false, problems };
  if (broken) warnings.push("The policy is missing or not valid; receivers act as for p=none.");
  const record: PolicyRecord = {
    p: broken ? "none" : policy,
    ...(broken ? {} : given({ sp, np })),
    ...given({
      adkim: readChoice(tags, "adkim", modes, warnings),
      aspf: readChoice(tags, "aspf", modes, warnings),
      fo: readOptions(tags, warnings),
      rua,
      ruf: readUris(tags, "ruf", warnings),
      t: readChoice(tags, "t", ["y", "n"], warnings),
      psd: readChoice(tags, "psd", ["y", "n", "u"], warnings),
    }),
  };
  return { ok: true, record, warnings };
}

/** The tags behind `v`, names in lower case. RFC 9989 §4.7: syntax errors in the rest of the record are discarded. */
function readTags(text: string, warnings: string[], problems: string[]): ReadonlyMap<string, string> {
  const tags = new Map<string, string>();
  const [, ...rest] = text.split(";");
  // §4.8: dmarc-record may end in a dmarc-sep.
  if (rest.length > 0 && rest.at(-1)?.trim() === "") rest.pop();
  for (const part of rest) {
    const [, name, value] = /^[ \t]*([a-z]+)[ \t]*=([\x20-\x7e\t]+)$/i.exec(part) ?? [];
    const tag = name?.toLowerCase();
    if (tag === undefined || value === undefined || value.trim() === "") {
      warnings.push(`"${part.trim()}" is not tag=value and is ignored.`);
    } else if (tags.has(tag) || tag === "v") {
      // The tag-list syntax is DKIM's (§4.7), in which a tag that stands twice spoils the whole list (RFC 6376 §3.2).
      problems.push(`${tag}= stands in the record twice.`);
    } else {
      if (historicTags.has(tag)) warnings.push(`${tag}= is historic (RFC 9989 §9.3) and is ignored.`);
      tags.set(tag, value.trim());
    }
  }
  return tags;
}

/** A tag with a fixed set of values, which are ABNF literals without case (RFC 9989 §4.8). */
function readChoice<T extends string>(
  tags: ReadonlyMap<string, string>,
  tag: string,
  choices: readonly T[],
  warnings: string[],
): T | undefined {
  const value = tags.get(tag);
  if (value === undefined) return undefined;
  const choice = choices.find(one => one === value.toLowerCase());
  if (choice === undefined) warnings.push(`${tag}= is none of ${choices.join(", ")} and is ignored.`);
  return choice;
}

/** `fo` (RFC 9989 §4.7): a list with colons between. */
function readOptions(tags: ReadonlyMap<string, string>, warnings: string[]): readonly FailureOption[] | undefined {
  const value = tags.get("fo");
  if (value === undefined) return undefined;
  const words = value.split(":").map(word => word.trim().toLowerCase());
  const known = options.filter(option => words.includes(option));
  if (words.some(word => !known.some(option => option === word))) {
    warnings.push(`fo= has something other than ${options.join(", ")}, which is ignored.`);
  }
  if (words.includes("0") && words.includes("1")) warnings.push("fo= has both 0 and 1, which exclude each other.");
  const kept = words.flatMap(word => known.filter(option => option === word));
  return kept.length > 0 ? kept : undefined;
}

function readUris(
  tags: ReadonlyMap<string, string>,
  tag: "rua" | "ruf",
  warnings: string[],
): readonly string[] | undefined {
  const value = tags.get(tag);
  if (value === undefined) return undefined;
  const list = parseUriList(tag, value);
  warnings.push(...list.warnings);
  return list.uris.length > 0 ? list.uris : undefined;
}

/** The members that have a value: a tag that is not set is not a key of the record. */
function given<T extends object>(members: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>;
  };
}
