/** Long values for a table: what is cut is the middle, and of two values what both have. */

export function shortenMiddle(text: string, most: number): string {
  const signs = [...text];
  if (signs.length <= most) return text;
  const end = Math.floor(most / 3);
  return `${signs.slice(0, most - end - 1).join("")}…${signs.slice(-end).join("")}`;
}

/** Signs that are kept on both sides of a difference. */
const CONTEXT = 24;

/** Both at most `most` long, with what differs in sight. */
export function shortenPair(before: string, after: string, most: number): readonly [string, string] {
  const [a, b] = [[...before], [...after]];
  if (a.length <= most && b.length <= most) return [before, after];
  let head = 0;
  while (head < a.length && head < b.length && a[head] === b[head]) head++;
  let tail = 0;
  while (tail < Math.min(a.length, b.length) - head && a.at(-1 - tail) === b.at(-1 - tail)) tail++;
  const cut = (signs: readonly string[]): string => {
    const from = Math.max(0, head - CONTEXT);
    const to = Math.min(signs.length, signs.length - tail + CONTEXT);
    const part = `${from > 0 ? "…" : ""}${signs.slice(from, to).join("")}${to < signs.length ? "…" : ""}`;
    return shortenMiddle(part, most);
  };
  return [cut(a), cut(b)];
}
