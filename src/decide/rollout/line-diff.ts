/** A unified diff of two texts with the same number of lines, as an edit in place gives it. */

const CONTEXT = 2;

/** Lines without their ends; `file` as git names it. Empty where nothing differs. */
export function lineDiff(file: string, before: string, after: string): readonly string[] {
  const [old, now] = [before.split(/\r?\n/), after.split(/\r?\n/)];
  const changedLines = old.flatMap((line, index) => (line === now[index] ? [] : [index]));
  if (changedLines.length === 0) return [];
  // The end of the last line is no line.
  const last = old.at(-1) === "" ? old.length - 2 : old.length - 1;
  const hunks: { from: number; to: number }[] = [];
  for (const index of changedLines) {
    const hunk = hunks.at(-1);
    const [from, to] = [Math.max(0, index - CONTEXT), Math.min(last, index + CONTEXT)];
    if (hunk !== undefined && from <= hunk.to + 1) hunk.to = to;
    else hunks.push({ from, to });
  }
  return [
    `--- a/${file}`,
    `+++ b/${file}`,
    ...hunks.flatMap(({ from, to }) => [
      `@@ -${from + 1},${to - from + 1} +${from + 1},${to - from + 1} @@`,
      ...hunkLines(old.slice(from, to + 1), now.slice(from, to + 1)),
    ]),
  ];
}

function hunkLines(old: readonly string[], now: readonly string[]): readonly string[] {
  const lines: string[] = [];
  let added: string[] = [];
  for (const [index, line] of old.entries()) {
    const other = now[index] ?? "";
    if (line === other) {
      lines.push(...added, ` ${line}`);
      added = [];
    } else {
      lines.push(`-${line}`);
      added.push(`+${other}`);
    }
  }
  return [...lines, ...added];
}
