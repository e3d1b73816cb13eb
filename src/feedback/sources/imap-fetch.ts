/** Takes messages out of an open mailbox: small ones many at a time, large ones piece by piece, none as a whole in memory. */
import { Unreadable } from "../feedback-document.ts";
import { Renumbered, type ImapConnection } from "./imap-connection.ts";

/** Octets asked for at once of one message; nearly every report is smaller. */
const PIECE = 1024 * 1024;
/** Octets, and messages, asked for with one command: they are in memory together. */
const GROUP_OCTETS = 4 * 1024 * 1024;
const GROUP_MESSAGES = 100;

/** Octets of each message by its UID, as the server counts them; what is gone is missing. */
export async function sizesOf(
  connection: ImapConnection,
  uids: readonly number[],
): Promise<ReadonlyMap<number, number>> {
  const rows = await connection.run(client => client.fetchAll([...uids], { uid: true, size: true }, { uid: true }));
  return new Map(rows.flatMap(({ uid, size }) => (size === undefined ? [] : [[uid, size] as const])));
}

/** UIDs in their order, as many together as may be in memory together. */
export function grouped(sizes: ReadonlyMap<number, number>): readonly (readonly number[])[] {
  const groups: number[][] = [];
  let room = 0;
  for (const [uid, size] of sizes) {
    const taken = Math.min(size, PIECE);
    const last = groups.at(-1);
    if (last === undefined || last.length === GROUP_MESSAGES || taken > room) {
      groups.push([uid]);
      room = GROUP_OCTETS - taken;
    } else {
      last.push(uid);
      room -= taken;
    }
  }
  return groups;
}

/** The first piece of each message. What came before the connection broke is not asked for again. */
export async function firstPieces(
  connection: ImapConnection,
  uids: readonly number[],
): Promise<Map<number, Uint8Array>> {
  const pieces = new Map<number, Uint8Array>();
  await connection.run(async client => {
    const missing = uids.filter(uid => !pieces.has(uid));
    if (missing.length === 0) return;
    // BODY.PEEK: reading sets no flag (RFC 9051 §6.4.5).
    const query = { uid: true, source: { start: 0, maxLength: PIECE } };
    for await (const { uid, source } of client.fetch(missing, query, { uid: true })) {
      if (source === undefined) continue;
      pieces.set(uid, source);
      connection.progress();
    }
  });
  return pieces;
}

/** The whole message, to be read once. Throws `Unreadable` when it is gone, or longer than it may be, in the middle. */
export async function* octetsOf(
  connection: ImapConnection,
  uid: number,
  first: Uint8Array,
  most: number,
): AsyncGenerator<Uint8Array> {
  yield first;
  let last = first;
  let start = first.length;
  // A shorter piece is the last; one longer than what was asked for is the whole, from a server that knows no pieces.
  while (last.length === PIECE) {
    if (start > most) throw new Unreadable(tooLarge(most));
    last = await piece(connection, uid, start);
    start += last.length;
    yield last;
  }
}

export function tooLarge(most: number): string {
  return `The message is larger than ${most / 1024 / 1024} MB.`;
}

async function piece(connection: ImapConnection, uid: number, start: number): Promise<Uint8Array> {
  try {
    const query = { uid: true, source: { start, maxLength: PIECE } };
    const found = await connection.run(client => client.fetchOne(String(uid), query, { uid: true }));
    if (found === false) throw new Unreadable("The message was taken out of the mailbox while it was read.");
    return found.source ?? new Uint8Array();
  } catch (error) {
    if (!(error instanceof Renumbered)) throw error;
    throw new Unreadable("The server gave the messages new numbers while this one was read.");
  }
}
