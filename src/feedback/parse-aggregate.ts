/** A whole aggregate report at once. */
import type { Feedback, FeedbackRecord } from "./feedback.ts";
import { aggregateReader } from "./read-aggregate.ts";

/**
 * Reads an aggregate report of either era. `repairs` says what was mended, one line a kind (`3 source_ip: IPv4-mapped
 * address`); what cannot be read gives the reason in one sentence. Never throws for what is in the file.
 */
export function parseAggregate(xml: Uint8Array): { feedback: Feedback; repairs: string[] } | { rejected: string } {
  const records: FeedbackRecord[] = [];
  const reader = aggregateReader(record => void records.push(record));
  reader.write(xml);
  const outcome = reader.end();
  if ("rejected" in outcome) return outcome;
  return { feedback: { ...outcome.head, records }, repairs: [...outcome.repairs] };
}
