/**
 * A Finding is one thing a person should know about a spec or a plan: what, where, why and how to fix it.
 * Mistakes are data, reported all at once; code throws only for bugs and failed I/O.
 */
export type Severity = "error" | "warning" | "info";

export interface Finding {
  /** Stable kebab-case id; a waiver names it. */
  readonly id: string;
  readonly severity: Severity;
  /** Policy domain, A-labels, lower case; "" when no domain could be read. */
  readonly domain: string;
  /** Owner name, or the path of the key in the spec (`services[1].dkim`), that the finding is about. */
  readonly name: string;
  /** Spec file, relative to the project; "" where there is none. */
  readonly file: string;
  /** What is wrong, in one sentence. Never holds key material. */
  readonly message: string;
  /** Why: the clause, e.g. `RFC 7208 §3.2`. */
  readonly cite: string;
  /** How to fix it, in one sentence. */
  readonly fix: string;
}

/** What a generator or a check knows of a Finding before the plan adds domain and file. */
export type LocalFinding = Omit<Finding, "domain" | "file">;

const rank: Readonly<Record<Severity, number>> = { error: 0, warning: 1, info: 2 };

/** Stable order: by domain, errors first, then id, name and message. */
export function compareFindings(a: Finding, b: Finding): number {
  return (
    compareText(a.domain, b.domain) ||
    rank[a.severity] - rank[b.severity] ||
    compareText(a.id, b.id) ||
    compareText(a.name, b.name) ||
    compareText(a.message, b.message)
  );
}

/** Code-unit order: the same on every machine and locale. */
export function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** `a, b, c and 7 more`: a mistake in a thousand places is still one sentence. */
export function listed(all: readonly string[], most = 3): string {
  const shown = all.slice(0, most).join(", ");
  return all.length > most ? `${shown} and ${all.length - most} more` : shown;
}

/** Control characters and those that turn the direction of text: none of a spec's ever reaches a terminal as it is. */
export function printable(text: string): string {
  return text.replace(/[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]/g, "?");
}
