/**
 * Marks at the messages that are done with. Nothing is ever deleted: RFC 9051 §6.4.3 (EXPUNGE) and the flag \Deleted do not
 * occur here, not even where moving would need them.
 */
import type { ImapFlow, SearchObject } from "imapflow";
import { Refused, type ImapConnection } from "./imap-connection.ts";

/** RFC 9051 §2.3.2: keywords are flags that the client names. */
export const STORED = "$MailwrightStored";
export const REJECTED = "$MailwrightRejected";

export type Outcome = "stored" | "rejected";

export interface Marks {
  add(uid: number, outcome: Outcome): void;
  /** Tells the server. */
  flush(): Promise<void>;
  /** The UIDs mean nothing any more. */
  forget(): void;
  /** Messages that the server lets nobody mark. */
  readonly refused: number;
}

/** UIDs in one command: servers may refuse lines of more than 8,192 octets (RFC 7162 §4). */
const AT_ONCE = 500;

export function imapMarks(connection: ImapConnection, moveTo: readonly string[] | undefined): Marks {
  let waiting: { readonly uid: number; readonly outcome: Outcome }[] = [];
  let refused = 0;

  const tell = async (outcome: Outcome, uids: readonly number[]): Promise<void> => {
    for (let start = 0; start < uids.length; start += AT_ONCE) {
      const some = uids.slice(start, start + AT_ONCE);
      try {
        await connection.run(client =>
          outcome === "stored" && moveTo !== undefined ? move(client, some, moveTo) : flag(client, some, outcome),
        );
      } catch (error) {
        if (!(error instanceof Refused)) throw error;
        refused += some.length;
      }
    }
  };

  return {
    add(uid, outcome) {
      waiting.push({ uid, outcome });
    },
    async flush() {
      const now = waiting;
      waiting = [];
      for (const outcome of ["stored", "rejected"] as const)
        await tell(
          outcome,
          now.filter(one => one.outcome === outcome).map(({ uid }) => uid),
        );
    },
    forget() {
      waiting = [];
    },
    get refused() {
      return refused;
    },
  };
}

/** What a mailbox lets be marked: with keywords, or at least as read, or not at all. */
export function marking(client: ImapFlow): "keyword" | "seen" | "none" {
  if (client.mailbox === false || client.mailbox.readOnly === true) return "none";
  // RFC 9051 §7.1: without PERMANENTFLAGS all flags are permanent; \* there allows new keywords.
  const { permanentFlags: flags } = client.mailbox;
  if (flags === undefined || flags.has("\\*") || (flags.has(STORED) && flags.has(REJECTED))) return "keyword";
  return flags.has("\\Seen") ? "seen" : "none";
}

/** Finds the messages without a mark. */
export function unmarked(client: ImapFlow): SearchObject {
  const way = marking(client);
  if (way === "keyword") return { unKeyword: STORED, not: { keyword: REJECTED } };
  return way === "seen" ? { seen: false } : { all: true };
}

async function flag(client: ImapFlow, uids: readonly number[], outcome: Outcome): Promise<void> {
  const way = marking(client);
  // Known, and said, since the mailbox was opened.
  if (way === "none") return;
  const name = way === "seen" ? "\\Seen" : outcome === "stored" ? STORED : REJECTED;
  answered(client, await client.messageFlagsAdd([...uids], [name], { uid: true, silent: true }));
}

/**
 * RFC 6851 §3.2. Where the server has no MOVE, the message is copied and stays, marked: taking it away would need EXPUNGE, which
 * may take other messages with it.
 */
async function move(client: ImapFlow, uids: readonly number[], target: readonly string[]): Promise<void> {
  if (client.capabilities.has("MOVE")) {
    answered(client, await client.messageMove([...uids], [...target], { uid: true }));
    return;
  }
  answered(client, await client.messageCopy([...uids], [...target], { uid: true }));
  await flag(client, uids, "stored");
}

/** imapflow says false both for a server that refuses and for a connection that broke. */
function answered(client: ImapFlow, result: unknown): void {
  if (result !== false && result !== undefined) return;
  if (client.usable) throw new Refused();
  throw Object.assign(new Error("The connection broke."), { code: "NoConnection" });
}
