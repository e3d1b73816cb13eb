/** The policy in the text of a spec, changed where it is written: every other character stays. */
import ts from "typescript";
import type { PolicyChange, PolicyKey } from "./next-step.ts";
import { findInSpec } from "./find-in-spec.ts";

export type EditedSpec =
  | { readonly ok: true; readonly text: string }
  /** One sentence. */
  | { readonly ok: false; readonly reason: string };

/**
 * `text` with its byte order mark and line ends. What a file computes cannot be seen here: whether the edit does what was
 * wanted is known once the text was loaded.
 */
export function editPolicy(text: string, change: PolicyChange): EditedSpec {
  const file = ts.createSourceFile("spec.ts", text, ts.ScriptTarget.Latest, false, ts.ScriptKind.TS);
  const edits = new Map<number, { readonly end: number; readonly to: string }>();
  for (const [key, { from, to }] of Object.entries(change)) {
    const found = findInSpec(file, ["dmarc", key], from);
    if (found.kind === "absent") return refused(key as PolicyKey, "the file does not say it");
    if (found.kind === "elsewhere") return refused(key as PolicyKey, found.reason);
    const { literal } = found;
    // Inside the quotes, of whatever kind they are.
    const start = literal.getStart(file) + 1;
    const other = edits.get(start);
    if (other !== undefined && other.to !== to)
      return refused(key as PolicyKey, "the same text says another part of the policy");
    edits.set(start, { end: literal.getEnd() - 1, to });
  }
  let edited = text;
  for (const [start, { end, to }] of [...edits].toSorted(([a], [b]) => b - a))
    edited = edited.slice(0, start) + to + edited.slice(end);
  return { ok: true, text: edited };
}

function refused(key: PolicyKey, why: string): EditedSpec {
  return { ok: false, reason: `dmarc.${key} cannot be changed in this file: ${why}.` };
}
