/**
 * A mailbox as a source: reads each message that has no mark yet, and marks it only when what it held is in the store for good.
 * A run that dies at any moment reads again what it had not marked; the store takes nothing twice.
 */
import type { RejectedSource } from "../feedback-document.ts";
import type { Incoming } from "../ingest.ts";
import { Refused, Renumbered, imapConnection, type ImapSecret, type Patience } from "./imap-connection.ts";
import { ImapError } from "./imap-error.ts";
import { firstPieces, grouped, octetsOf, sizesOf, tooLarge } from "./imap-fetch.ts";
import { REJECTED, imapMarks, marking, unmarked, type Outcome } from "./imap-marks.ts";
import { parseImapUrl } from "./imap-url.ts";

export interface ImapOptions {
  /** Where the password or the token is: `MAILWRIGHT_IMAP_PASSWORD`, `MAILWRIGHT_IMAP_TOKEN`. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** For people: a sentence about what went otherwise than usual, safe to print. */
  readonly notice: (text: string) => void;
  readonly patience?: Patience;
}

export interface ImapMailbox {
  /** Messages without a mark. */
  readonly total: number;
  /** One by one; `octets` of one are to be read, or left, before the next is asked for. Throws an `ImapError`. */
  readonly messages: AsyncIterable<Incoming | RejectedSource>;
  /** Marks what `done` was called for, and logs out. Throws an `ImapError` when that cannot be. */
  close(): Promise<void>;
}

const PATIENCE: Patience = { answer: 60_000, pauses: [1_000, 2_000, 5_000, 10_000, 20_000] };

/** A report of two million rows, gzipped, in base64, is 55 MB; few servers take messages of half of that. */
const MOST_OCTETS = 100 * 1024 * 1024;

/** Messages whose sizes are asked for at once, and after which those done with are marked. */
const BATCH = 200;

/** A server that gives new numbers all the time is not to be read. */
const MOST_RENUMBERINGS = 3;

/** Logs in and looks what there is. Throws an `ImapError`. */
export async function openImap(url: string, options: ImapOptions): Promise<ImapMailbox> {
  const { env, notice, patience = PATIENCE } = options;
  const address = parseImapUrl(url);
  const stored = { count: 0 };
  let total = 0;
  const soFar = (): string => `${stored.count} of ${total} messages are stored, and another run goes on from there`;
  const connection = imapConnection({ address, secret: secretOf(env), patience, notice, soFar });
  const marks = imapMarks(connection, address.moveTo);
  /** Counts the numberings: a `done` of an earlier one has no message to mark. */
  let numbering = 0;
  let pending: readonly number[] = [];

  const look = async (): Promise<void> => {
    pending = await connection.run(async client => {
      const found = await client.search(unmarked(client), { uid: true });
      if (found === false || found === undefined) throw new ImapError(`${address.shown} cannot be searched.`);
      return found;
    });
    total = pending.length;
  };

  const tellOfMarks = async (): Promise<void> => {
    const [way, rejected] = await connection.run(async client => {
      const kept = marking(client) === "keyword" && (await client.search({ keyword: REJECTED }, { uid: true }));
      return [marking(client), kept ? kept.length : 0] as const;
    });
    if (way === "seen")
      notice(
        `${address.shown} takes no keywords: messages that are done with are marked as read, and those are left out.`,
      );
    if (way === "none") notice(`${address.shown} lets nothing be marked: every run reads all of it again.`);
    if (rejected > 0)
      notice(
        `${address.shown} holds ${rejected} messages with the flag ${REJECTED}, of earlier runs: they are left out.`,
      );
  };

  const incoming = (uid: number, first: Uint8Array): Incoming => {
    const numbered = numbering;
    return {
      source: sourceOf(uid),
      octets: octetsOf(connection, uid, first, MOST_OCTETS),
      async done(outcome: Outcome) {
        if (outcome === "stored") stored.count += 1;
        if (numbered === numbering) marks.add(uid, outcome);
      },
    };
  };

  const sourceOf = (uid: number): string => `${address.shown}: message ${uid}`;

  async function* batch(uids: readonly number[]): AsyncGenerator<Incoming | RejectedSource> {
    await marks.flush();
    const sizes = new Map(await sizesOf(connection, uids));
    for (const [uid, size] of sizes) {
      if (size <= MOST_OCTETS) continue;
      sizes.delete(uid);
      marks.add(uid, "rejected");
      yield { source: sourceOf(uid), reason: tooLarge(MOST_OCTETS) };
    }
    for (const group of grouped(sizes)) {
      const pieces = await firstPieces(connection, group);
      for (const uid of group) {
        const first = pieces.get(uid);
        pieces.delete(uid);
        // Whoever took it away in the meantime wanted it away.
        if (first !== undefined) yield incoming(uid, first);
      }
    }
  }

  async function* messages(): AsyncGenerator<Incoming | RejectedSource> {
    for (let renumberings = 0; ; renumberings += 1) {
      try {
        if (renumberings > 0) await look();
        for (let start = 0; start < pending.length; start += BATCH) yield* batch(pending.slice(start, start + BATCH));
        return;
      } catch (error) {
        if (!(error instanceof Renumbered)) throw error;
        if (renumberings === MOST_RENUMBERINGS)
          throw new ImapError(`${address.shown} keeps giving its messages new numbers; ${soFar()}.`);
        numbering += 1;
        marks.forget();
        notice(`${address.shown} gave its messages new numbers: looking again for those without a mark.`);
      }
    }
  }

  const close = async (): Promise<void> => {
    try {
      // Who was told that the connection is lost does not wait for it once more.
      if (!connection.lost) await marks.flush();
    } catch (error) {
      if (!(error instanceof Renumbered)) throw error;
      notice(
        `${address.shown} gave its messages new numbers: some of what is stored is not marked, and will be read again.`,
      );
    } finally {
      await connection.close();
    }
    if (marks.refused > 0)
      throw new ImapError(
        `${address.shown} lets ${marks.refused} messages not be marked; what they held is stored, and they will be read again.`,
      );
  };

  try {
    await look();
    await tellOfMarks();
  } catch (error) {
    await connection.close();
    if (error instanceof Refused || error instanceof Renumbered)
      throw new ImapError(`${address.shown} cannot be read.`);
    throw error;
  }
  return {
    get total() {
      return total;
    },
    messages: messages(),
    close,
  };
}

function secretOf(env: ImapOptions["env"]): ImapSecret {
  const token = env["MAILWRIGHT_IMAP_TOKEN"] ?? "";
  if (token !== "") return { name: "MAILWRIGHT_IMAP_TOKEN", auth: { accessToken: token } };
  const pass = env["MAILWRIGHT_IMAP_PASSWORD"] ?? "";
  if (pass !== "") return { name: "MAILWRIGHT_IMAP_PASSWORD", auth: { pass } };
  throw new ImapError(
    "The mailbox needs a password in the environment variable MAILWRIGHT_IMAP_PASSWORD, or an OAuth token in MAILWRIGHT_IMAP_TOKEN.",
  );
}
