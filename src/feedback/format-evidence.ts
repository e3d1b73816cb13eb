/** Evidence as text: one form for equal content, a line an entry of each list, so that git shows what changed. */
import type { UndeclaredEvidence } from "./evidence-undeclared.ts";
import type { Evidence } from "./evidence.ts";

/** Keys in the order in which they are written, whatever order an object has them in. */
const TOP = words(`version domain window searchedSince reported daysWithReports missingDays totals
  reporters moreReporters policies services selectors forwarders unknown moreUnknown unauthenticated moreUnauthenticated
  rows rest findings undeclared moreUndeclared`);
const INNER = words(`id severity source aligned origin name domain selector services rules scope result
  ip headerFrom envelopeFrom p sp np adkim aspf pct testing disposition overrides reporters sources domains reports
  messages passed alignedSpf alignedDkim declared forwarders unknown unauthenticated spf dkim policy dispositions outcomes
  daysSeen first last days everFirst everLast addresses topAddresses message cite fix`);

/** Ends in a newline. */
export function formatEvidence(evidence: Evidence | UndeclaredEvidence): string {
  const entries = Object.entries(evidence)
    .filter(([, value]) => value !== undefined)
    .toSorted(([a], [b]) => TOP.indexOf(a) - TOP.indexOf(b))
    .map(([key, value]) => `  ${JSON.stringify(key)}: ${valueText(value)}`);
  return `{\n${entries.join(",\n")}\n}\n`;
}

function valueText(value: unknown): string {
  if (!Array.isArray(value) || value.length === 0) return line(value);
  return `[\n${value.map(one => `    ${line(one)}`).join(",\n")}\n  ]`;
}

const places = new Map(INNER.map((key, place) => [key, place]));

/** One line. What is in order already, as all that was made or read is, need not be taken apart. */
function line(value: unknown): string {
  return JSON.stringify(isOrdered(value) ? value : ordered(value));
}

function isOrdered(value: unknown): boolean {
  if (typeof value !== "object" || value === null) return true;
  if (Array.isArray(value)) return value.every(isOrdered);
  let last = -1;
  // Without a list of the entries: there are thousands of rows in each of a thousand files.
  for (const key in value) {
    const place = places.get(key) ?? -1;
    if (place < last || !isOrdered((value as Record<string, unknown>)[key])) return false;
    last = place;
  }
  return true;
}

function ordered(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map(ordered);
  const entries = Object.entries(value).toSorted(([a], [b]) => (places.get(a) ?? -1) - (places.get(b) ?? -1));
  return Object.fromEntries(entries.map(([key, inner]) => [key, ordered(inner)]));
}

function words(text: string): string[] {
  return text.split(/\s+/);
}
