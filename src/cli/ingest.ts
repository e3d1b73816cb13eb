/** `mailwright ingest`: feedback from files, folders, mailboxes and standard input into the store. */
import { Unreadable, type RejectedSource } from "../feedback/feedback-document.ts";
import { ingest as ingestFeedback, type Incoming, type IngestProgress, type IngestTotals } from "../feedback/ingest.ts";
import { fileSources } from "../feedback/sources/files.ts";
import { ImapError } from "../feedback/sources/imap-error.ts";
import { isImapUrl } from "../feedback/sources/is-imap-url.ts";
import type { ImapMailbox } from "../feedback/sources/imap.ts";
import { listFiles, type FileListing } from "../feedback/sources/list-files.ts";
import { feedbackWriter } from "../feedback/store/feedback-writer.ts";
import { openStore } from "../feedback/store/open-store.ts";
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

async function ingestAll({ sources, store, environment, json }: IngestOptions, output: Output): Promise<IngestTotals> {
  // Before the store is made: a path that was mistyped leaves nothing behind.
  const listing = listFiles(sources.filter(source => !isImapUrl(source)));
  const mailboxes: ImapMailbox[] = [];
  const line = progressLine(json);
  const start = performance.now();
  try {
    for (const url of sources.filter(isImapUrl)) {
      // Few need it, and it takes its time to load.
      const { openImap } = await import("../feedback/sources/imap.ts");
      line.show(`Logging in to ${url.replace(/\?.*$/, "")}`);
      mailboxes.push(await openImap(url, { env: environment, notice: text => notice(line, text, output) }));
    }
    const expected = listing.entries.length + mailboxes.reduce((sum, { total }) => sum + total, 0);
    const onProgress = (progress: Readonly<IngestProgress>): void => {
      line.show(ingestProgress(progress, expected, (performance.now() - start) / 1000));
    };
    const all = everything(listing, mailboxes);
    return await withStore(
      () => openStore(store),
      async opened => ingestFeedback(all, await feedbackWriter(opened), onProgress),
    );
  } finally {
    line.clear();
    for (const mailbox of mailboxes) await mailbox.close();
  }
}

async function* everything(
  listing: FileListing,
  mailboxes: readonly ImapMailbox[],
): AsyncGenerator<Incoming | RejectedSource> {
  yield* fileSources(listing);
  for (const { messages } of mailboxes) yield* messages;
}

function notice(line: ProgressLine, text: string, output: Output): void {
  line.clear();
  output.diagnostic(text);
}

async function sayingWhy<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw error instanceof Unreadable || error instanceof ImapError ? new CannotRun(error.message) : error;
  }
}
