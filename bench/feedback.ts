/** A thousand aggregate reports read, and read and stored, beside parsedmarc and the Rust crate mail-auth in the same run. */
import { cpus } from "node:os";
import { join } from "node:path";
import { mailAuth, parsedmarc } from "./feedback-peers.ts";
import { makeReports, type FeedbackTotals } from "./make-feedback.ts";
import { show, type Timing } from "./measure.ts";
import { removeStore, runMailwright, runProgram, storedTotals } from "./run-mailwright.ts";

const REPORTS = 1000;
const ROWS = 50;
/** The first, of which nothing is kept, warms up what can be. All take part in each, so that what else the machine does falls on all. */
const ROUNDS = 3;
const WARM_LOOPS = 5;

/** What a reader prints. */
interface Reading {
  readonly rows: number;
  readonly messages: number;
  /** Of each loop over the folder. */
  readonly seconds: readonly number[];
}

interface TimedReading {
  readonly reading: Reading;
  /** Seconds of the whole process. */
  readonly whole: number;
}

interface Contender {
  readonly label: string;
  /** One loop over the folder, in a process of its own. */
  readonly once: () => Promise<TimedReading>;
  /** Seconds of loops in one process that has done one before; only of those where a second loop does the same as a first. */
  readonly warm?: () => readonly number[];
}

export async function benchFeedback(project: string, work: string): Promise<void> {
  const folder = join(work, "reports");
  const totals = makeReports(folder, REPORTS, ROWS);
  const [python, rust] = [parsedmarc(), mailAuth()];
  const threads = cpus().length;
  const ours = reader("mailwright", process.execPath, [join(import.meta.dirname, "read-reports.ts"), folder]);
  const rustReader = (count: number): readonly Contender[] =>
    "missing" in rust
      ? []
      : [reader(`mail-auth 0.13.3, threads: ${count}`, rust.bin, [...rust.args, folder, String(count)])];
  // It remembers addresses: a second loop in its process would have less to do than a first.
  const pythonReader: readonly Contender[] =
    "missing" in python
      ? []
      : [{ label: "parsedmarc 11.1.0", once: () => readOnce("parsedmarc", python.bin, [...python.args, folder]) }];
  const ingest: Contender = {
    label: "mailwright ingest: read and stored",
    once: () => ingested(project, work, folder),
  };

  const contenders = [ours, ingest, ...pythonReader, ...rustReader(1), ...(threads > 1 ? rustReader(threads) : [])];
  const measured = await measure(contenders, totals);
  const whole = [...measured].map(([{ label }, times]) => ({ label, seconds: median(times.map(one => one.whole)) }));
  const loops = [...measured].flatMap(([contender, times]): Timing[] => {
    if (contender === ingest) return [];
    const seconds = median(contender.warm?.() ?? times.map(({ loop }) => loop));
    return [{ label: contender.label, seconds }];
  });

  const size = `${REPORTS} gzipped reports, ${totals.rows} rows, ${Math.round(totals.size / 1e6)} MB of XML`;
  show(`feedback, ${size}: the loop that reads them, warm, median`, loops);
  show(`feedback, ${size}: whole process, median of ${ROUNDS} rounds`, whole);
  sayTargets(loops, whole, ingest.label);
  for (const peer of [python, rust]) if ("missing" in peer) console.log(`  (${peer.missing})`);
}

/** A program that takes the number of loops as its last argument. */
function reader(label: string, bin: string, args: readonly string[]): Contender {
  return {
    label,
    once: () => readOnce(label, bin, [...args, "1"]),
    warm: () => read(label, bin, [...args, String(WARM_LOOPS + 1)]).seconds.slice(1),
  };
}

function read(label: string, bin: string, args: readonly string[]): Reading {
  return JSON.parse(runProgram(label, bin, args)) as Reading;
}

async function readOnce(label: string, bin: string, args: readonly string[]): Promise<TimedReading> {
  const start = performance.now();
  const reading = read(label, bin, args);
  return { reading, whole: (performance.now() - start) / 1000 };
}

/** Into a store that is not there yet. */
async function ingested(project: string, work: string, folder: string): Promise<TimedReading> {
  const store = join(work, "store.duckdb");
  removeStore(store);
  const { seconds } = runMailwright(project, ["ingest", folder], store);
  return { reading: { ...(await storedTotals(store)), seconds: [] }, whole: seconds };
}

interface Times {
  readonly whole: number;
  readonly loop: number;
}

/** Throws when somebody counted other rows or messages than were written. */
async function measure(
  contenders: readonly Contender[],
  { rows, messages }: FeedbackTotals,
): Promise<ReadonlyMap<Contender, readonly Times[]>> {
  const measured = new Map<Contender, Times[]>(contenders.map(one => [one, []]));
  for (let round = 0; round <= ROUNDS; round += 1) {
    for (const contender of contenders) {
      const { reading, whole } = await contender.once();
      if (reading.rows !== rows || reading.messages !== messages)
        throw new Error(
          `${contender.label} counted ${reading.rows} rows and ${reading.messages} messages of ${rows} and ${messages}.`,
        );
      if (round > 0) measured.get(contender)?.push({ whole, loop: reading.seconds[0] ?? whole });
    }
  }
  return measured;
}

/** What was asked for when this was built. */
function sayTargets(loops: readonly Timing[], whole: readonly Timing[], ingest: string): void {
  const seconds = (from: readonly Timing[], start: string): number | undefined =>
    from.find(({ label }) => label.startsWith(start))?.seconds;
  const [stored, parsed] = [seconds(whole, ingest), seconds(loops, "mailwright")];
  const [python, rust] = [seconds(loops, "parsedmarc"), seconds(loops, "mail-auth")];
  if (python !== undefined && stored !== undefined)
    console.log(
      `  read and stored, whole process: 1/${(python / stored).toFixed(1)} of parsedmarc's loop (target 1/15)`,
    );
  if (rust !== undefined && parsed !== undefined)
    console.log(`  read only: ${(parsed / rust).toFixed(1)} x mail-auth's loop on one thread (target 4 x)`);
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1] ?? 0;
}
