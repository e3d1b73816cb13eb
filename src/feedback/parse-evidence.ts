/** Text of the files of evidence to data, strictly: what a merge or an editor has spoiled must decide nothing. */
import type { z } from "zod";
import { evidenceSchema, undeclaredSchema } from "./evidence-schema.ts";
import type { UndeclaredEvidence } from "./evidence-undeclared.ts";
import { MAX_ROWS } from "./evidence-rows.ts";
import { EVIDENCE_VERSION, type Evidence, type ReplayRow } from "./evidence.ts";
import { isReplayRow } from "./is-replay-row.ts";

export type Parsed<T> =
  | { readonly ok: true; readonly value: T }
  /** One clause about the file, to stand behind its name: `is no whole JSON document`. */
  | { readonly ok: false; readonly problem: string };

/** 2,000 rows with every name as long as names are have no more. */
export const MAX_LENGTH = 64 * 1024 * 1024;

export interface ParseOptions {
  /** Without them `rows` comes back empty, mostly unread: they are nearly all of a file, and the gate needs none. */
  readonly rows: boolean;
}

export function parseEvidence(text: string, { rows }: ParseOptions = { rows: true }): Parsed<Evidence> {
  const read = readJson(rows ? text : withoutRows(text));
  if (!read.ok) return read;
  const found = "rows" in read.value ? read.value.rows : undefined;
  if (!Array.isArray(found) || found.length > MAX_ROWS || !found.every(isReplayRow))
    return parseAs(evidenceSchema, read.value);
  // The schema itself would take most of the time for the rows.
  const parsed = parseAs(evidenceSchema, { ...read.value, rows: [] });
  if (!parsed.ok) return parsed;
  const { policies } = parsed.value;
  const all = found as readonly ReplayRow[];
  // A replay must not take one policy for another.
  if (!all.every(({ policy = -1 }) => policy < policies.length))
    return notAsWritten("", "expected rows under policies that the file has");
  return { ok: true, value: { ...parsed.value, rows: rows ? all : [] } };
}

export function parseUndeclared(text: string): Parsed<UndeclaredEvidence> {
  const read = readJson(text);
  return read.ok ? parseAs(undeclaredSchema, read.value) : read;
}

/** The lines of the rows are cut out, where they stand as formatEvidence writes them; a half-merged file is left whole. */
function withoutRows(text: string): string {
  const [open, close] = ['\n  "rows": [', "\n  ]"];
  const from = text.indexOf(open) + open.length;
  const end = text.indexOf(close, from);
  if (from < open.length || !text.startsWith("\n", from) || !text.startsWith(',\n  "rest": [', end + close.length))
    return text;
  return hasConflict(text) ? text : text.slice(0, from) + text.slice(end);
}

const conflict = /^(?:<{7}|>{7}|={7})(?: |$)/m;

/** What the expression finds holds one of these, and they are found in a tenth of its time. */
function hasConflict(text: string): boolean {
  return ["<<<<<<<", ">>>>>>>", "======="].some(marker => text.includes(marker)) && conflict.test(text);
}

function readJson(text: string): Parsed<object> {
  if (text.length > MAX_LENGTH) return fault("is larger than any evidence");
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    // No line of a JSON document begins with a marker, so nobody has to look for them in one that is sound.
    if (hasConflict(text)) return fault("holds the conflict markers of a git merge");
    return fault(text.trim() === "" ? "is empty" : "is no whole JSON document");
  }
  const object = typeof json === "object" && json !== null ? json : {};
  const version: unknown = "version" in object ? object.version : undefined;
  if (typeof version === "number" && version > EVIDENCE_VERSION)
    return fault(`was made by a newer mailwright (version ${version}; this one reads version ${EVIDENCE_VERSION})`);
  if (version !== EVIDENCE_VERSION) return fault(`does not say its version, which must be ${EVIDENCE_VERSION}`);
  return { ok: true, value: object };
}

function parseAs<T>(schema: z.ZodType<T>, json: object): Parsed<T> {
  const result = schema.safeParse(json);
  if (result.success) return { ok: true, value: result.data };
  const [issue] = result.error.issues;
  const at = issue?.path.length ? ` at ${issue.path.map(String).join(".")}` : "";
  return notAsWritten(at, issue?.message.replace(/^Invalid input: /, "") ?? "unknown");
}

function notAsWritten(at: string, reason: string): { readonly ok: false; readonly problem: string } {
  return fault(`is not as evidence is written${at} (${reason})`);
}

function fault(problem: string): { readonly ok: false; readonly problem: string } {
  return { ok: false, problem };
}
