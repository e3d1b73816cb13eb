/** An edit of a spec file, made and tried before anything is written. */
import { readFileSync } from "node:fs";
import { basename, resolve } from "node:path";
import { editPolicy } from "../decide/rollout/edit-policy.ts";
import { lineDiff } from "../decide/rollout/line-diff.ts";
import type { PolicyChange } from "../decide/rollout/next-step.ts";
import { otherChange } from "../decide/rollout/only-policy-changed.ts";
import type { DnsLock } from "../dns/dns-lock.ts";
import type { Finding } from "../finding.ts";
import { planDomain } from "../plan/plan-domain.ts";
import type { CheckedSpec } from "../spec/parse-spec.ts";
import { CannotRun } from "./cannot-run.ts";
import { specFiles } from "./load-specs.ts";
import { loadSpecText } from "./load-spec-text.ts";
import { writeWhole } from "./write-whole.ts";

export type SpecEdit =
  | { readonly ok: true; readonly diff: readonly string[]; readonly write: () => void }
  /** One sentence. */
  | { readonly ok: false; readonly reason: string };

/** The edited text is loaded in the file's place: only what gives the wanted policy, and nothing else, is an edit. */
export async function specEdit(
  spec: CheckedSpec,
  change: PolicyChange,
  { directory, lock }: { readonly directory: string; readonly lock: DnsLock },
): Promise<SpecEdit> {
  const path = resolve(spec.file);
  const text = readText(path);
  if (text === undefined) return { ok: false, reason: `${spec.file} is not written in UTF-8.` };
  const edited = editPolicy(text, change);
  if (!edited.ok) return edited;
  const user = userOf(path, directory);
  if (user !== undefined)
    return { ok: false, reason: `${user} imports ${spec.file}, and its domain would change with this one.` };
  const { spec: after, findings } = await loadSpecText(path, spec.file, edited.text);
  const broken = errorOf(findings);
  if (after === undefined || broken !== undefined)
    return {
      ok: false,
      reason: `With the edit, ${spec.file} would have an error: ${broken?.message ?? "it is no spec."}`,
    };
  const [before, now] = [planDomain(spec, lock), planDomain(after, lock)];
  const other = otherChange({ spec, plan: before }, { spec: after, plan: now }, change);
  if (other !== undefined)
    return { ok: false, reason: `The edit of ${spec.file} does not do what it should: ${other}.` };
  const fault = errorOf(now.findings);
  if (fault !== undefined) return { ok: false, reason: `With the edit: ${fault.message}` };
  const write = (): void => {
    if (readText(path) !== text)
      throw new CannotRun(`${spec.file} was changed by somebody else just now; run it again.`);
    writeWhole(path, edited.text);
  };
  return { ok: true, diff: lineDiff(spec.file, text, edited.text), write };
}

function errorOf(findings: readonly Finding[]): Finding | undefined {
  return findings.find(({ severity }) => severity === "error");
}

/** With its byte order mark; undefined where writing it back would change other bytes. */
function readText(path: string): string | undefined {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(readFileSync(path));
  } catch (error) {
    if (error instanceof TypeError) return undefined;
    throw error;
  }
}

/** Another spec that is made from this one: it has been loaded with the old text, and nothing would show its change. */
function userOf(path: string, directory: string): string | undefined {
  const name = basename(path);
  return specFiles(resolve(directory)).find(other => {
    if (other === path) return false;
    const text = readText(other) ?? "";
    return text.includes(`/${name}"`) || text.includes(`/${name}'`);
  });
}
