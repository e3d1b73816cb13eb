/**
 * What was worked out for rows before, found again by all of a row that facts are made of. A tree of maps, a step for each
 * text: with millions of rows, putting the texts together into one key takes longer than everything else.
 */
import { isForwarding, type AttributedRow } from "./row-facts.ts";

interface Step<Value> {
  /** By what the next text is, then by the text. */
  next: Map<string, Step<Value>>[] | undefined;
  value: Value | undefined;
}

/** Enough for what a domain has in a month: hostile reports cost time, not memory. */
const MOST_STEPS = 300_000;

/** What a text is. Each kind has numbers of its own, so that no two rows take the same steps. */
const kinds = { header: 0, dkim: 8, selector: 11, spf: 12 } as const;

/** Calls `make` for a row unlike all before. */
export function tupleMemory<Value>(make: (row: AttributedRow) => Value): (row: AttributedRow) => Value {
  let root: Step<Value> = { next: undefined, value: undefined };
  let steps = 0;
  const step = (from: Step<Value>, kind: number, text: string): Step<Value> => {
    const byText = ((from.next ??= [])[kind] ??= new Map());
    const known = byText.get(text);
    if (known !== undefined) return known;
    const made: Step<Value> = { next: undefined, value: undefined };
    byText.set(text, made);
    steps += 1;
    return made;
  };
  return row => {
    if (steps > MOST_STEPS) {
      root = { next: undefined, value: undefined };
      steps = 0;
    }
    const { headerFrom, alignedDkim, alignedSpf, dkim, spf, overrides } = row;
    const flags = (alignedDkim ? 1 : 0) + (alignedSpf ? 2 : 0) + (overrides.some(isForwarding) ? 4 : 0);
    let at = step(root, kinds.header + flags, headerFrom);
    for (const { domain, selector = "", result } of dkim) {
      const outcome = result === "pass" ? 0 : result === "none" ? 1 : 2;
      at = step(step(at, kinds.dkim + outcome, domain), kinds.selector, selector);
    }
    for (const { domain, scope, result } of spf) {
      const outcome = result === "pass" ? 0 : result === "fail" || result === "softfail" ? 1 : 2;
      at = step(at, kinds.spf + outcome + (scope === "helo" ? 3 : 0), domain);
    }
    return (at.value ??= make(row));
  };
}
