/** Messages by what becomes of them before and after, for each source. */
import type { Policy } from "../../dmarc/policy-record.ts";
import { compareText } from "../../finding.ts";

/** Also those that stay where they are. */
export interface Move {
  readonly source: string;
  readonly from: Policy;
  readonly to: Policy;
  readonly count: number;
}

export interface MoveCounter {
  /** `share`, 0 to 1, is the part of the messages that it is about. */
  add(source: string, from: Policy, to: Policy, messages: number, share?: number): void;
  /** Whole messages; those of a source sum to what was added. In the order of source, from and to. */
  finish(): readonly Move[];
}

const levels: readonly Policy[] = ["none", "quarantine", "reject"];
/** Parts of a message are counted as whole numbers, so that the order of rows makes no difference. */
const PARTS = 1_000;

export function moveCounter(): MoveCounter {
  const bySource = new Map<string, number[]>();
  return {
    add: (source, from, to, messages, share = 1) => {
      let parts = bySource.get(source);
      if (parts === undefined) bySource.set(source, (parts = Array.from({ length: 9 }, () => 0)));
      const place = levels.indexOf(from) * 3 + levels.indexOf(to);
      parts[place] = (parts[place] ?? 0) + (share === 1 ? messages * PARTS : Math.round(messages * share * PARTS));
    },
    finish: () =>
      [...bySource]
        .toSorted(([a], [b]) => compareText(a, b))
        .flatMap(([source, parts]) =>
          wholeMessages(parts).flatMap((count, place): readonly Move[] => {
            const [from, to] = [levels[Math.floor(place / 3)], levels[place % 3]];
            return count === 0 || from === undefined || to === undefined ? [] : [{ source, from, to, count }];
          }),
        ),
  };
}

/** By largest remainder: what is left over goes to the cells that lost most by being cut. */
function wholeMessages(parts: readonly number[]): readonly number[] {
  const total = Math.round(parts.reduce((sum, one) => sum + one, 0) / PARTS);
  const left = total - parts.reduce((sum, one) => sum + Math.floor(one / PARTS), 0);
  const byRemainder = parts
    .map((_, place) => place)
    .toSorted((a, b) => remainder(parts, b) - remainder(parts, a) || a - b);
  const rounded = new Set(byRemainder.slice(0, left));
  return parts.map((one, place) => Math.floor(one / PARTS) + (rounded.has(place) ? 1 : 0));
}

function remainder(parts: readonly number[], place: number): number {
  return (parts[place] ?? 0) % PARTS;
}
