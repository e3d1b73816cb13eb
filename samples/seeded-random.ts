/** Chance that falls alike in every run. */

export interface SeededRandom {
  /** From 0 to below 1. */
  readonly fraction: () => number;
  /** Whole numbers from 0 to below the bound. */
  readonly below: (bound: number) => number;
  /** Whole numbers, both ends inclusive. */
  readonly between: (low: number, high: number) => number;
  readonly pick: <T>(from: readonly T[]) => T;
}

/** sfc32 (Chris Doty-Humphrey's), seeded with a text, so that each part of the sample has a chance of its own. */
export function seededRandom(seed: string): SeededRandom {
  let [a, b, c, counter] = [0, 0, 0, 1];
  for (const character of seed) {
    a = (Math.imul(a, 31) + (character.codePointAt(0) ?? 0)) | 0;
    b = (Math.imul(b ^ a, 0x9e37_79b1) + 1) | 0;
    c = (c + Math.imul(a, 0x85eb_ca6b) + b) | 0;
  }
  const fraction = (): number => {
    const sum = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + sum) | 0;
    return (sum >>> 0) / 2 ** 32;
  };
  // What the seed was is told by the first few numbers.
  for (let round = 0; round < 15; round += 1) fraction();
  const below = (bound: number): number => Math.floor(fraction() * bound);
  return {
    fraction,
    below,
    between: (low, high) => low + below(high - low + 1),
    pick: from => {
      const one = from[below(from.length)];
      if (one === undefined) throw new Error("There is nothing to pick from.");
      return one;
    },
  };
}
