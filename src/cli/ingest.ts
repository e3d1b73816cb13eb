/** `mailwright ingest`: feedback from files, folders, mailboxes and standard input into the store. */
import { setFlagsFromString } from "node:v8";
import { Unreadable, type RejectedSource } from "../feedback/feedback-document.ts";
import type { Incoming, IngestProgress, IngestTotals } from "../feedback/ingest.ts";
import type { PackedFiles } from "../feedback/packed-reports.ts";
import { ImapError } from "../feedback/sources/imap-error.ts";
import { isImapUrl } from "../feedback/sources/is-imap-url.ts";
import type { ImapMailbox } from "../feedback/sources/imap.ts";
import { listFiles } from "../feedback/sources/list-files.ts";
import { readFiles, type ReadFiles } from "../feedback/sources/read-files.ts";
import { CannotRun } from "./cannot-run.ts";
import { ingestProgress } from "./ingest-progress.ts";
import type { Output } from "./output.ts";
import { progressLine, type ProgressLine } from "./progress-line.ts";
import { renderIngest } from "./render-ingest.ts";
import { withStore } from "./with-store.ts";

export interface IngestOptions {
  /** Paths, `-` for standard input, and URLs of mailboxes, in the order they are read. */
  readonly sources: readonly string[];
  /** The store's file. */
  readonly store: string;
  readonly environment: NodeJS.ProcessEnv;
  readonly json: boolean;
}

/** Exit code: 1 when something was rejected. What cannot be read at all, or not be stored: CannotRun. */
export async function ingest(options: IngestOptions, output: Output): Promise<number> {
  const totals = await sayingWhy(() => ingestAll(options, output));
  if (options.json) output.json(totals);
  else output.text(renderIngest(totals, output.style));
  return totals.rejected.length > 0 ? 1 : 0;
}

/**
 * Rows live for a moment each. Left to itself, Node makes more and more room for such before it looks for what is still in use:
 * 100 MB that a report of millions of rows does not need.
 */
const KEEP_YOUNG_SMALL = "--semi-space-growth-factor=1";

async function ingestAll({ sources, store, environment, json }: IngestOptions, output: Output): Promise<IngestTotals> {
  setFlagsFromString(KEEP_YOUNG_SMALL);
  // Before the store is made: a path that was mistyped leaves nothing behind.
  const listing = listFiles(sources.filter(source => !isImapUrl(source)));
  // While threads read the first files, the database is loaded and opened.
  const files = readFiles(listing);
  const mailboxes: ImapMailbox[] = [];
  const line = progressLine(json);
  const start = performance.now();
  const run = async (): Promise<IngestTotals> => {
    for (const url of sources.filter(isImapUrl)) mailboxes.push(await logIn(url, environment, { line, output }));
    const expected = listing.entries.length + mailboxes.reduce((sum, { total }) => sum + total, 0);
    const onProgress = (progress: Readonly<IngestProgress>): void => {
      line.show(() => ingestProgress(progress, expected, (performance.now() - start) / 1000));
    };
    const all = everything(files, mailboxes);
    const [{ ingest: ingestFeedback }, { feedbackWriter }, { openStore }] = await Promise.all([
      import("../feedback/ingest.ts"),
      import("../feedback/store/feedback-writer.ts"),
      import("../feedback/store/open-store.ts"),
    ]);
    return withStore(
      () => openStore(store),
      async opened => ingestFeedback(all, await feedbackWriter(opened), onProgress),
    );
  };
  const [outcome] = await Promise.allSettled([run()]);
  files.close();
  // What was stored before something failed is marked all the same.
  const closed = await Promise.allSettled(mailboxes.map(mailbox => mailbox.close()));
  line.clear();
  const failed = [outcome, ...closed].find(one => one.status === "rejected");
  if (failed !== undefined) throw failed.reason;
  return (outcome as PromiseFulfilledResult<IngestTotals>).value;
}

async function logIn(
  url: string,
  environment: NodeJS.ProcessEnv,
  { line, output }: { readonly line: ProgressLine; readonly output: Output },
): Promise<ImapMailbox> {
  // Few need it, and it takes its time to load.
  const [{ openImap }, { parseImapUrl }] = await Promise.all([
    import("../feedback/sources/imap.ts"),
    import("../feedback/sources/imap-url.ts"),
  ]);
  // A password that was typed into the address by mistake is refused before anything is shown.
  const { shown } = parseImapUrl(url);
  line.show(() => `Logging in to ${shown}`);
  const notice = (text: string): void => {
    line.clear();
    output.diagnostic(text);
  };
  return openImap(url, { env: environment, notice });
}

async function* everything(
  files: ReadFiles,
  mailboxes: readonly ImapMailbox[],
): AsyncGenerator<Incoming | RejectedSource | PackedFiles> {
  yield* files.incoming;
  for (const { messages } of mailboxes) yield* messages;
}

async function sayingWhy<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw error instanceof Unreadable || error instanceof ImapError ? new CannotRun(error.message) : error;
  }
}
