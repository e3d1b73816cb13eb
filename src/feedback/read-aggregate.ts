/**
 * Reads aggregate reports of both eras (RFC 9990 §3, RFC 7489 §7.2) as their octets come, and hands on their records one by
 * one: a report of any size takes the same memory. What can be mended is mended and counted; the rest is rejected.
 */
import { Buffer } from "node:buffer";
import { aggregateDraft, type AggregateDraft } from "./aggregate-draft.ts";
import { elementStack, type ElementStack } from "./element-stack.ts";
import type { FeedbackHead, FeedbackRecord } from "./feedback.ts";
import { octetReader, type OctetReader } from "./octet-text.ts";
import { passageMemory, type PassageMemory } from "./passage-memory.ts";
import { repairTally } from "./repair-tally.ts";
import { LONGEST_PIECE, markupScanner, type MarkupScanner } from "./scan-markup.ts";

export type AggregateOutcome =
  | { readonly head: FeedbackHead; readonly repairs: readonly string[]; readonly records: number }
  | { readonly rejected: string };

export interface AggregateReader {
  /** False once the report is rejected: more of it changes nothing. */
  readonly write: (octets: Uint8Array) => boolean;
  /** Once, after the last octet. The reason of a rejection is one sentence. */
  readonly end: () => AggregateOutcome;
}

/** Enough to see the encoding by. */
const START = 512;
/** What is scanned at once: enough to be quick, and little beside the limit of 400 MB. */
const STRETCH = 65_536;
/** Octets before the first record, and from one to the next: more is no record, whatever it is. */
const MOST_BETWEEN_RECORDS = 96 * 1_048_576;

/**
 * `onRecord` gets each record when it is complete; what a rejected report gave before must be dropped by the caller. Reports
 * that have much in common are read quicker with one memory.
 */
export function aggregateReader(
  onRecord: (record: FeedbackRecord) => void,
  memory: PassageMemory = passageMemory(),
): AggregateReader {
  const tally = repairTally();
  let start = Buffer.alloc(0);
  let octets: OctetReader | undefined;
  const draft: AggregateDraft = aggregateDraft(value => (octets as OctetReader).decode(value), tally, onRecord);
  const stack: ElementStack = elementStack(draft, tally, memory);
  const scanner: MarkupScanner = markupScanner(stack.events);
  let rejected: string | undefined;
  let lastCount = 0;
  let since = 0;

  const scan = (text: string): void => {
    const fits = scanner.write(text);
    rejected =
      stack.refused() ?? (fits ? undefined : `A tag, text or comment in it is longer than ${LONGEST_PIECE} octets.`);
    since = draft.records() === lastCount ? since + text.length : 0;
    lastCount = draft.records();
    if (since > MOST_BETWEEN_RECORDS) rejected ??= `It has more than ${MOST_BETWEEN_RECORDS} octets without a record.`;
  };

  const write = (chunk: Uint8Array): boolean => {
    for (let from = 0; from < chunk.length; from += STRETCH) {
      scan((octets as OctetReader).toOctetText(chunk.subarray(from, from + STRETCH)));
      if (rejected !== undefined) break;
    }
    return rejected === undefined;
  };

  const begin = (): boolean => {
    octets = octetReader(start);
    return write(start);
  };

  return {
    write: chunk => {
      if (rejected !== undefined) return false;
      if (octets !== undefined) return write(chunk);
      if (start.length + chunk.length < START) {
        start = Buffer.concat([start, chunk]);
        return true;
      }
      const missing = Math.max(0, START - start.length);
      start = Buffer.concat([start, chunk.subarray(0, missing)]);
      return begin() && write(chunk.subarray(missing));
    },
    end: () => {
      if (octets === undefined) begin();
      if (rejected === undefined) scan((octets as OctetReader).end());
      if (rejected !== undefined) return { rejected };
      if (scanner.end()) tally.count("markup: tag or comment without an end");
      const { sawReport, sawHtml } = stack.end();
      rejected = stack.refused();
      if (rejected !== undefined) return { rejected };
      if (!sawReport) {
        return {
          rejected: sawHtml
            ? "It is an HTML page, not a report."
            : "It has no feedback element: it is no aggregate report.",
        };
      }
      const outcome = draft.end();
      return "rejected" in outcome ? outcome : { head: outcome.head, repairs: tally.lines(), records: draft.records() };
    },
  };
}
