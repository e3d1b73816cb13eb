/** zod's issues as findings: what, where, why, how to fix. Values are never repeated, since one may be a private key. */
import type { z } from "zod";
import type { Finding } from "../finding.ts";

type Issue = z.core.$ZodIssue;
type Path = readonly PropertyKey[];

/**
 * One finding an issue. `base` is the path above the issues' own paths; `input` the value that was checked, looked at only
 * to tell a missing key from a wrong type; `service` the id when the issues are about a service's options.
 */
export function schemaFindings(
  issues: readonly Issue[],
  base: Path,
  input: unknown,
  where: { readonly domain: string; readonly file: string },
  service?: string,
): Finding[] {
  const of = service === undefined ? "the spec" : `${service}'s options`;
  return issues
    .flatMap(issue => flatten(issue))
    .flatMap((issue): Finding[] => {
      const name = pathText([...base, ...issue.path]);
      const say = (id: string, message: string, fix: string): Finding => ({
        ...where,
        id,
        severity: "error",
        name,
        message,
        cite: service === undefined ? "mailwright spec" : `mailwright services, ${service}`,
        fix,
      });
      const kind = service === undefined ? "spec" : "service-option";
      const option = pathText(issue.path);
      const give =
        service === undefined
          ? `Give ${name}.`
          : `Give ${option} to ${service}; src/services/${service}.ts says what it takes.`;
      if (issue.code === "unrecognized_keys") {
        return issue.keys.map(key => ({
          ...say(
            service === undefined ? "spec-unknown-key" : "service-option-unknown",
            `There is no key "${key}" in ${issue.path.length === 0 ? of : name}.`,
            "Remove it, or correct its spelling; the editor lists the keys there are.",
          ),
          name: pathText([...base, ...issue.path, key]),
          ...(service === undefined && name === "dmarc" && key === "pct" && noPct),
        }));
      }
      const value = valueAt(input, issue.path);
      if ((issue.code === "invalid_type" || issue.code === "invalid_value") && value === undefined) {
        return [say(`${kind}-missing`, `${name} is missing: expected ${expected(issue)}.`, give)];
      }
      if (issue.code === "invalid_type") {
        return [
          say(
            `${kind}-${service === undefined ? "type" : "value"}`,
            `${name} has the wrong type: expected ${expected(issue)}.`,
            `Write ${name} as ${expected(issue)}.`,
          ),
        ];
      }
      return [say(`${kind}-value`, `${name}: ${lowerFirst(issue.message)}.`, `Correct ${name}.`)];
    });
}

/** Still advised in many places, so it is refused with the reason: half a rollout to some receivers is a whole one to others. */
const noPct = {
  id: "dmarc-pct",
  message: "There is no pct: receivers of RFC 9989 would ignore it and apply the policy to all messages that fail.",
  cite: "RFC 9989 §A.6",
  fix: "Remove it, and go from none to quarantine to reject as the reports allow.",
} as const;

/** A union fails with the issues of every branch: the branch that got furthest says most. */
function flatten(issue: Issue): Issue[] {
  if (issue.code !== "invalid_union" || issue.errors.length === 0) return [issue];
  const depth = (issues: readonly Issue[]): number => Math.max(0, ...issues.map(inner => inner.path.length));
  const onlyTypes = issue.errors.every(branch =>
    branch.every(inner => inner.code === "invalid_type" && inner.path.length === 0),
  );
  if (onlyTypes) {
    const kinds = issue.errors.flat().map(inner => (inner as { expected?: string }).expected ?? "another type");
    return [{ ...issue, code: "custom", message: `expected ${[...new Set(kinds)].join(" or ")}` } as Issue];
  }
  const branches = issue.errors.filter(
    branch => !branch.some(inner => inner.code === "invalid_type" && inner.path.length === 0),
  );
  const best = [...branches].toSorted((a, b) => depth(b) - depth(a) || a.length - b.length)[0] ?? [];
  return best.flatMap(inner => flatten({ ...inner, path: [...issue.path, ...inner.path] }));
}

/** `services[1].dkim.s1`; a key without a character is shown as `""`. */
export function pathText(path: Path): string {
  return path.reduce<string>((text, part) => {
    if (typeof part === "number") return `${text}[${part}]`;
    const key = String(part) || '""';
    return text === "" ? key : `${text}.${key}`;
  }, "");
}

function valueAt(input: unknown, path: Path): unknown {
  return path.reduce<unknown>(
    (value, part) =>
      typeof value === "object" && value !== null ? (value as Record<PropertyKey, unknown>)[part] : undefined,
    input,
  );
}

/** zod's names of types in words. */
const words: Readonly<Record<string, string>> = {
  array: "a list",
  boolean: "true or false",
  number: "a number",
  object: "an object",
  record: "an object of names and values",
  string: "a string",
};

function expected(issue: Issue): string {
  const type = (issue as { expected?: string }).expected ?? "another type";
  return words[type] ?? type;
}

function lowerFirst(text: string): string {
  return text.slice(0, 1).toLowerCase() + text.slice(1);
}
