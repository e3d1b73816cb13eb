/** A report while it is being read: fields come in one by one, records go out as soon as they are closed. */
import { aggregateHead, type HeadDraft } from "./aggregate-head.ts";
import { FIRST_FIELD, KINDS, kindOfField, type Field } from "./aggregate-elements.ts";
import { recordDraft, type RecordDraft } from "./aggregate-record.ts";
import type { FeedbackHead, FeedbackRecord } from "./feedback.ts";
import type { OctetReader } from "./octet-text.ts";
import { readText, type ReadValue } from "./read-value.ts";
import type { RepairTally } from "./repair-tally.ts";

export interface AggregateDraft {
  readonly set: (kind: number, raw: string) => void;
  readonly open: (kind: number) => void;
  /** `cut`: the file ended within it. */
  readonly close: (kind: number, cut: boolean) => void;
  readonly records: () => number;
  readonly awaitsPassage: RecordDraft["awaitsPassage"];
  readonly passageRead: RecordDraft["passageRead"];
  readonly takePassage: RecordDraft["takePassage"];
  readonly end: () => { readonly head: FeedbackHead } | { readonly rejected: string };
}

/** Makes a setter of what reads the text of an element. */
export type FieldReader = <T>(read: ReadValue<T>, set: (value: T) => void) => (raw: string) => void;
export type Setters = Partial<Readonly<Record<Field, (raw: string) => void>>>;

const REMEMBERED = 4_096;
const LONGEST_REMEMBERED = 256;

export function aggregateDraft(
  decode: OctetReader["decode"],
  tally: RepairTally,
  onRecord: (record: FeedbackRecord) => void,
): AggregateDraft {
  const field: FieldReader = (read, set) => {
    // The same few values stand in most rows: each is read once. Bounded, and without a hold on the chunk it stood in.
    let remembered: Map<string, ReturnType<typeof read>> | undefined;
    return raw => {
      let found = remembered?.get(raw);
      if (found === undefined) {
        const own = ` ${raw}`.slice(1);
        const text = readText(own, decode);
        const { value, repairs } = read(text.value);
        const all = text.repairs.length === 0 ? repairs : [...text.repairs, ...repairs];
        found = { value, repairs: all };
        remembered ??= new Map();
        if (own.length <= LONGEST_REMEMBERED && remembered.size < REMEMBERED) remembered.set(own, found);
      }
      for (const repair of found.repairs) tally.count(repair);
      set(found.value);
    };
  };
  const head: HeadDraft = aggregateHead(field, tally);
  const record = recordDraft(field, tally, head.domain, onRecord);
  const setters: ((raw: string) => void)[] = Array.from({ length: KINDS - FIRST_FIELD }, () => () => {});
  for (const [name, set] of Object.entries({ ...head.setters, ...record.setters })) {
    setters[kindOfField(name as Field) - FIRST_FIELD] = set;
  }
  return {
    set: (kind, raw) => (setters[kind - FIRST_FIELD] as (raw: string) => void)(raw),
    open: record.open,
    close: record.close,
    records: record.records,
    awaitsPassage: record.awaitsPassage,
    passageRead: record.passageRead,
    takePassage: record.takePassage,
    end: () => {
      record.end();
      return head.end(record.sharedFrom());
    },
  };
}
