/** Days of a window: dates, their index from its first day, and runs of days as text. */
const DAY = 86_400_000;

/** The date `index` days after `first`; ISO dates, UTC. */
export function dayAt(first: string, index: number): string {
  return new Date(Date.parse(first) + index * DAY).toISOString().slice(0, 10);
}

/** Days from one date to another: 0 for the same one. */
export function daysBetween(from: string, to: string): number {
  return Math.round((Date.parse(to) - Date.parse(from)) / DAY);
}

/** Indexes in any order: `2026-06-01` a day by itself, `2026-06-03/2026-06-09` a run of days (ISO 8601). */
export function dayRuns(first: string, days: Iterable<number>): readonly string[] {
  const runs: [number, number][] = [];
  for (const day of [...new Set(days)].toSorted((a, b) => a - b)) {
    const run = runs.at(-1);
    if (run?.[1] === day - 1) run[1] = day;
    else runs.push([day, day]);
  }
  return runs.map(([from, to]) => (from === to ? dayAt(first, from) : `${dayAt(first, from)}/${dayAt(first, to)}`));
}

/** True of `2026-06-30`, false of `2026-06-31`. */
export function isDate(text: string): boolean {
  const time = /^\d{4}-\d\d-\d\d$/.test(text) ? Date.parse(text) : Number.NaN;
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text);
}
