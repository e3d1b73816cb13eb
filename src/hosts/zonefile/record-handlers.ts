/** What the provider does with a record, free of the engine's protocol: check, create, read, update, delete. */
import { resolve } from "node:path";
import { bumpSerial, removeEntry, removeRecord, setRecord } from "./edit-zone.ts";
import { findEntry } from "./find-entry.ts";
import type { KnownRecord } from "./find-entry.ts";
import { parseZone } from "./parse-zone.ts";
import type { RecordEntry, Zone } from "./parse-zone.ts";
import { describeEntry, importTarget, readEntry } from "./read-record.ts";
import { formatRecordId } from "./record-id.ts";
import { inputFaults, knownInputs, stateInputs } from "./record-inputs.ts";
import type { InputFault, Properties, RecordInputs } from "./record-inputs.ts";
import { rivalReason, rivals } from "./rivals.ts";
import { dateSerial } from "./serial.ts";
import { zoneSkeleton } from "./skeleton.ts";
import type { ZoneStore } from "./zone-store.ts";

export interface HandlerOptions {
  readonly store: ZoneStore;
  /** What a relative `directory` starts from. */
  readonly baseDirectory: string;
  readonly now: () => Date;
}

export interface RecordState {
  /** Empty when there is no such record. */
  readonly id: string;
  readonly inputs: Properties;
  readonly properties: Properties;
}

export interface RecordHandlers {
  check(olds: Properties | undefined, news: Properties): Promise<readonly InputFault[]>;
  create(news: Properties, preview: boolean): Promise<RecordState>;
  read(id: string, state: Properties, defaultDirectory: string | undefined): Promise<RecordState>;
  update(olds: Properties, news: Properties, preview: boolean): Promise<Properties>;
  remove(olds: Properties): Promise<void>;
}

const GONE: RecordState = { id: "", inputs: {}, properties: {} };

export function createRecordHandlers({ store, baseDirectory, now }: HandlerOptions): RecordHandlers {
  /** Marks the program has declared in this run; one of them never gives way to another. */
  const declared = new Set<string>();
  const markKey = (inputs: RecordInputs, label: string): string => [inputs.directory, inputs.zone, label].join("\0");
  const directoryOf = (directory: string): string => resolve(baseDirectory, directory);

  /** Why the record cannot stand in the zone, or undefined. */
  function obstacle(zone: Zone, inputs: RecordInputs, own: RecordEntry | undefined): string | undefined {
    for (const rival of rivals(zone, inputs, own)) {
      if (rival.label === undefined) return rivalReason(zone, inputs, rival);
      if (declared.has(markKey(inputs, rival.label))) {
        return `${inputs.label} and ${rival.label} cannot both stand at ${inputs.name}; declare one of them.`;
      }
    }
    return undefined;
  }

  /**
   * The text with the record in it. A line with our mark that cannot stand beside it, and that the program no longer declares,
   * goes in the same write: the zone never holds two of what there may be one of, not even for a moment.
   */
  function place(text: string, inputs: RecordInputs, known: KnownRecord | undefined): string {
    for (let edited = text; ;) {
      const zone = parseZone(edited, inputs.zone);
      const own = ownEntry(zone, inputs, known);
      const reason = obstacle(zone, inputs, own);
      if (reason !== undefined) throw new Error(reason);
      const [rival] = rivals(zone, inputs, own);
      if (rival === undefined) return setRecord(edited, inputs.zone, inputs, known);
      edited = removeEntry(zone, rival);
    }
  }

  async function write(inputs: RecordInputs, known: KnownRecord | undefined, preview: boolean): Promise<Properties> {
    await store.update(directoryOf(inputs.directory), inputs.zone, text => {
      const before = text ?? zoneSkeleton(inputs.zone, dateSerial(now()));
      const after = place(before, inputs, known);
      if (preview || after === before) return undefined;
      return text === undefined ? after : bumpSerial(after, inputs.zone, now());
    });
    return { ...inputs, marked: true };
  }

  return {
    async check(olds, news) {
      const faults = inputFaults(news);
      const inputs = knownInputs(news);
      if (inputs === undefined) return faults;
      declared.add(markKey(inputs, inputs.label));
      // What is in state already was let in before; the zone is looked at again when it is written.
      if (olds !== undefined && Object.keys(olds).length > 0) return [];
      try {
        const text = await store.read(directoryOf(inputs.directory), inputs.zone);
        if (text === undefined) return [];
        const zone = parseZone(text, inputs.zone);
        const reason = obstacle(zone, inputs, findEntry(zone, markOf(inputs)));
        return reason === undefined ? [] : [{ property: "name", reason }];
      } catch (error) {
        return [{ property: "zone", reason: zoneFileReason(inputs.zone, error) }];
      }
    },

    async create(news, preview) {
      const inputs = knownInputs(news);
      if (inputs === undefined) {
        if (!preview) throw badInputs(news);
        return { id: "", inputs: news, properties: { ...news, marked: true } };
      }
      const properties = await named(inputs.zone, () => write(inputs, undefined, preview));
      return { id: formatRecordId(inputs), inputs: { ...inputs }, properties };
    },

    async read(id, state, defaultDirectory) {
      const inputs = stateInputs(state);
      const target = inputs ?? importTarget(id, defaultDirectory);
      return named(target.zone, async () => {
        const text = await store.read(directoryOf(target.directory), target.zone);
        if (text === undefined) return GONE;
        // What an import id spells out, and what had our mark, is that record or none.
        const exact = state["marked"] === true || (inputs === undefined && target.content !== undefined);
        const entry = readEntry(parseZone(text, target.zone), target, exact);
        if (entry === undefined) return GONE;
        return {
          id: inputs === undefined ? formatRecordId(target) : id,
          ...describeEntry(target, entry, state["marked"] !== undefined),
        };
      });
    },

    async update(olds, news, preview) {
      const inputs = knownInputs(news);
      if (inputs === undefined) {
        if (!preview) throw badInputs(news);
        return { ...news, marked: true };
      }
      return named(inputs.zone, () => write(inputs, knownOf(olds), preview));
    },

    async remove(olds) {
      const inputs = stateInputs(olds);
      if (inputs === undefined) throw badInputs(olds);
      await named(inputs.zone, () =>
        store.update(directoryOf(inputs.directory), inputs.zone, text => {
          if (text === undefined) return undefined;
          const after = removeRecord(text, inputs.zone, inputs);
          return after === text ? undefined : bumpSerial(after, inputs.zone, now());
        }),
      );
    },
  };
}

function ownEntry(zone: Zone, inputs: RecordInputs, known: KnownRecord | undefined): RecordEntry | undefined {
  return findEntry(zone, markOf(inputs)) ?? (known === undefined ? undefined : findEntry(zone, known));
}

/** Name, type and label alone: an unmarked record with the same content is foreign until it is imported. */
function markOf({ name, type, label }: RecordInputs): KnownRecord {
  return { name, type, label };
}

function knownOf(olds: Properties): KnownRecord | undefined {
  const inputs = stateInputs(olds);
  return inputs && { ...markOf(inputs), content: inputs.content };
}

function badInputs(inputs: Properties): Error {
  const [fault] = inputFaults(inputs);
  return new Error(fault?.reason ?? "an input of the record is not known yet.");
}

function zoneFileReason(zone: string, error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return message.includes(zone) ? message : `the zone file of ${zone}: ${message}`;
}

/** Says which zone an error is about. */
async function named<T>(zone: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw new Error(zoneFileReason(zone, error), { cause: error });
  }
}
