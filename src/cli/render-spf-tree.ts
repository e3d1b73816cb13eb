/** An SPF tree as text: lines that show what is below what, and what each term costs. */
import { printable } from "../finding.ts";
import type { DescribedNode, DescribedTerm } from "../spf/describe-tree.ts";
import type { Style } from "./output.ts";

/** More than this is no overview any more; the JSON has all of it. */
const MAX_LINES = 200;
/** So many networks of a vendor stand on one line. */
const FEW = 3;

interface Row {
  readonly label: string;
  /** Look-ups, voids, ranges. */
  readonly cells: readonly string[];
  readonly note: string;
}

export function renderSpfTree(tree: DescribedNode, style: Style): string {
  const rows: Row[] = [];
  let cut = 0;
  const put = (row: Row): void => void (rows.length < MAX_LINES ? rows.push(row) : (cut += 1));
  const walk = (terms: readonly DescribedTerm[], indent: string, top: boolean): void => {
    const lines = top ? terms.map(term => [term]) : gathered(terms);
    for (const [index, line] of lines.entries()) {
      const last = index === lines.length - 1;
      put(rowOf(line, `${indent}${last ? "└─ " : "├─ "}`));
      const [term] = line;
      if (term?.node !== undefined) walk(term.node.terms, `${indent}${last ? "   " : "│  "}`, false);
    }
  };
  const ranges = tree.terms.reduce<number | null>(
    (sum, term) => (sum === null || term.ranges === null ? null : sum + term.ranges),
    0,
  );
  put({
    label: printable(tree.name),
    cells: [count(tree.lookups), count(tree.voidLookups), count(ranges)],
    note: states[tree.state],
  });
  walk(tree.terms, "", true);
  const head = ["look-ups", "void", "ranges"];
  const width = Math.max(...rows.map(row => row.label.length));
  const line = (label: string, cells: readonly string[], note: string): string =>
    `  ${label.padEnd(width)}  ${cells.map((cell, at) => cell.padStart((head[at] ?? "").length)).join("  ")}  ${note}`.trimEnd();
  const lines = rows.map(({ label, cells, note }) => line(label, cells, note && style("dim", note)));
  const more = cut === 0 ? [] : [`  … ${cut} more lines; --json has all of them`];
  return [style("dim", line("", head, "")), ...lines, ...more].join("\n");
}

/** Below an include: runs of networks as one line each, and no "all" but one that passes, since others mean nothing there. */
function gathered(terms: readonly DescribedTerm[]): readonly (readonly DescribedTerm[])[] {
  const lines: DescribedTerm[][] = [];
  for (const term of terms) {
    if (/^[-~?]all$/i.test(term.term)) continue;
    const run = lines.at(-1);
    if (run !== undefined && isNetwork(term) && run.every(one => isNetwork(one) && one.tried === term.tried)) {
      run.push(term);
    } else lines.push([term]);
  }
  return lines.flatMap(line => (line.length > FEW ? [line] : line.map(term => [term])));
}

function isNetwork({ term }: DescribedTerm): boolean {
  return /^\+?ip[46]:/i.test(term);
}

function rowOf(line: readonly DescribedTerm[], indent: string): Row {
  const [first] = line;
  const last = line.at(-1);
  if (first === undefined || last === undefined) return { label: indent, cells: [], note: "" };
  const ranges = line.reduce<number | null>(
    (sum, { ranges: one }) => (sum === null || one === null ? null : sum + one),
    0,
  );
  const label = line.length === 1 ? first.term : `${first.term} … ${last.term}`;
  const origin = first.service === undefined ? first.path : `${first.service}, ${first.path ?? ""}`;
  const state = first.tried ? (first.node === undefined ? "" : stateOf(first.node)) : "never tried";
  return {
    label: indent + printable(label),
    cells: [count(first.lookups), count(first.voidLookups), count(ranges)],
    note: [origin ?? "", state, first.dynamic ? "asked anew for each message" : ""].filter(Boolean).join("; "),
  };
}

function stateOf(node: DescribedNode): string {
  return node.repeated && node.state === "ok" ? "as above" : states[node.state];
}

const states: Readonly<Record<DescribedNode["state"], string>> = {
  ok: "",
  missing: "not in dns.lock.json",
  none: "no SPF record",
  several: "several SPF records",
  syntax: "syntax error",
  loop: "leads back to itself",
  deep: "too deep",
};

function count(value: number | null): string {
  return value === null ? "?" : value === 0 ? "·" : String(value);
}
