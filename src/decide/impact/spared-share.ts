/** How much of a source's failing mail receivers spare where a policy asks for more: what a stricter one will not stop. */
import type { Policy } from "../../dmarc/policy-record.ts";
import { doneIn } from "./receiver-habit.ts";
import type { ReplayRow } from "../../feedback/evidence.ts";

/** Fewer messages say nothing of what receivers are used to. */
const LEAST = 50;

export interface SparedShares {
  add(row: ReplayRow, asked: readonly Policy[] | undefined): void;
  /** 0 where the window has no policy in force, or too little mail under it. */
  of(source: string): number;
}

export function sparedShares(): SparedShares {
  const bySource = new Map<string, { failing: number; spared: number }>();
  return {
    add: ({ source, dispositions }, asked) => {
      if (asked === undefined || asked.includes("none")) return;
      let sums = bySource.get(source);
      if (sums === undefined) bySource.set(source, (sums = { failing: 0, spared: 0 }));
      for (const cell of dispositions) {
        sums.failing += cell.messages;
        if (doneIn(cell) === "none") sums.spared += cell.messages;
      }
    },
    of: source => {
      const { failing, spared } = bySource.get(source) ?? { failing: 0, spared: 0 };
      return failing < LEAST ? 0 : spared / failing;
    },
  };
}
