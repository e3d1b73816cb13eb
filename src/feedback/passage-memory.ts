/**
 * Passages of reports that come again and again, letter for letter: most of the time of reading goes there, so each is read
 * once and what came of it is remembered. Bounded: those that were asked for lately stay.
 */

export interface PassageMemory {
  /** What came of the passage in an element of the kind; undefined when it was not seen lately. */
  readonly get: (kind: number, text: string) => object | undefined;
  readonly set: (kind: number, text: string, read: object) => void;
}

/** A usual one has 100 octets. */
export const LONGEST_PASSAGE = 1_024;
const REMEMBERED = 4_096;

/** For one report, or for all of a run. */
export function passageMemory(): PassageMemory {
  const kinds: { recent: Map<string, object>; before: Map<string, object> }[] = [];
  const set: PassageMemory["set"] = (kind, text, read) => {
    const memory = (kinds[kind] ??= { recent: new Map(), before: new Map() });
    if (memory.recent.size >= REMEMBERED) Object.assign(memory, { recent: new Map(), before: memory.recent });
    // Without a hold on the chunk that it stood in.
    memory.recent.set(` ${text}`.slice(1), read);
  };
  return {
    set,
    get: (kind, text) => {
      const memory = kinds[kind];
      const found = memory?.recent.get(text);
      if (found !== undefined || memory === undefined) return found;
      const older = memory.before.get(text);
      if (older !== undefined) set(kind, text, older);
      return older;
    },
  };
}

/** True when the passage means the same in every report: ASCII, and nothing that could hide the end of its element. */
export function meansTheSame(text: string): boolean {
  return !/[\x80-\xff]|<[!?]/.test(text);
}
