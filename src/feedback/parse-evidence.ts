/** Text of the files of evidence to data, strictly: what a merge or an editor has spoiled must decide nothing. */
import type { z } from "zod";
import { evidenceSchema, undeclaredSchema } from "./evidence-schema.ts";
import type { UndeclaredEvidence } from "./evidence-undeclared.ts";
import { EVIDENCE_VERSION, type Evidence } from "./evidence.ts";

export type Parsed<T> =
  | { readonly ok: true; readonly value: T }
  /** One clause about the file, to stand behind its name: `is no whole JSON document`. */
  | { readonly ok: false; readonly problem: string };

/** 2,000 rows with every name as long as names are have no more. */
export const MAX_LENGTH = 64 * 1024 * 1024;

export function parseEvidence(text: string): Parsed<Evidence> {
  return parseAs(evidenceSchema, text);
}

export function parseUndeclared(text: string): Parsed<UndeclaredEvidence> {
  return parseAs(undeclaredSchema, text);
}

function parseAs<T>(schema: z.ZodType<T>, text: string): Parsed<T> {
  if (text.length > MAX_LENGTH) return fault("is larger than any evidence");
  if (/^(?:<{7}|>{7}|={7})(?: |$)/m.test(text)) return fault("holds the conflict markers of a git merge");
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return fault(text.trim() === "" ? "is empty" : "is no whole JSON document");
  }
  const version: unknown = typeof json === "object" && json !== null && "version" in json ? json.version : undefined;
  if (typeof version === "number" && version > EVIDENCE_VERSION)
    return fault(`was made by a newer mailwright (version ${version}; this one reads version ${EVIDENCE_VERSION})`);
  if (version !== EVIDENCE_VERSION) return fault(`does not say its version, which must be ${EVIDENCE_VERSION}`);
  const result = schema.safeParse(json);
  if (result.success) return { ok: true, value: result.data };
  const [issue] = result.error.issues;
  const at = issue?.path.length ? ` at ${issue.path.map(String).join(".")}` : "";
  return fault(`is not as evidence is written${at} (${issue?.message.replace(/^Invalid input: /, "") ?? "unknown"})`);
}

function fault(problem: string): { readonly ok: false; readonly problem: string } {
  return { ok: false, problem };
}
