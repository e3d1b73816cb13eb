/** One mailbox held open: when the connection breaks, it is made again, and what was asked is asked again. */
import { setTimeout as pause } from "node:timers/promises";
import { ImapFlow } from "imapflow";
import { listed, printable } from "../../finding.ts";
import { ImapError, imapError, isFinal } from "./imap-error.ts";
import type { ImapAddress } from "./imap-url.ts";

export interface ImapSecret {
  /** The environment variable it came from. */
  readonly name: string;
  readonly auth: { readonly pass: string } | { readonly accessToken: string };
}

export interface Patience {
  /** Milliseconds that a server may take to answer. */
  readonly answer: number;
  /** Milliseconds before each new try; no try brought anything when they are used up. */
  readonly pauses: readonly number[];
}

export interface ImapConnection {
  /** May run the work again, from its start, on a new connection. Throws an `ImapError` or `Renumbered`. */
  run<T>(work: (client: ImapFlow) => Promise<T>): Promise<T>;
  /** Something came: the tries are counted anew. */
  progress(): void;
  /** It broke, and all tries are used up. */
  readonly lost: boolean;
  close(): Promise<void>;
}

/** RFC 9051 §2.3.1.1: the UIDVALIDITY is another than before, so no UID known so far means anything. */
export class Renumbered extends Error {}

/** A command that the server answered with NO; imapflow tells the reason only to its log. */
export class Refused extends Error {}

interface Situation {
  readonly address: ImapAddress;
  readonly secret: ImapSecret;
  readonly patience: Patience;
  readonly notice: (text: string) => void;
  /** How far the run came, for who gives up. */
  readonly soFar: () => string;
}

export function imapConnection({ address, secret, patience, notice, soFar }: Situation): ImapConnection {
  let client: ImapFlow | undefined;
  let uidValidity: bigint | undefined;
  let failures = 0;

  const current = async (): Promise<ImapFlow> => {
    if (client?.usable === true) return client;
    client = await openMailbox(address, secret, patience);
    const before = uidValidity;
    uidValidity = client.mailbox === false ? undefined : client.mailbox.uidValidity;
    if (before !== undefined && before !== uidValidity) throw new Renumbered();
    return client;
  };

  const again = async (error: unknown): Promise<void> => {
    // A command the server refused on a connection that stands: asking again brings the same answer.
    const stands = client?.usable === true;
    if (error instanceof Renumbered || error instanceof Refused) throw error;
    // Who was never in is told at once: the address is more likely wrong than the network.
    if (stands || isFinal(error) || uidValidity === undefined) throw imapError(error, address, secret.name);
    client = undefined;
    const why = imapError(error, address, secret.name).message;
    const wait = patience.pauses[failures];
    failures += 1;
    if (wait === undefined)
      throw new ImapError(`${why.slice(0, -1)}, after ${patience.pauses.length} new tries too; ${soFar()}.`);
    notice(`${why} Trying again.`);
    await pause(wait);
  };

  return {
    async run(work) {
      for (;;) {
        try {
          const result = await work(await current());
          failures = 0;
          return result;
        } catch (error) {
          await again(error);
        }
      }
    },
    progress() {
      failures = 0;
    },
    get lost() {
      return failures > patience.pauses.length;
    },
    async close() {
      const open = client;
      client = undefined;
      if (open?.usable === true) await open.logout().catch(() => undefined);
      open?.close();
    },
  };
}

/** Connected, logged in, the mailbox selected. */
async function openMailbox(address: ImapAddress, secret: ImapSecret, { answer }: Patience): Promise<ImapFlow> {
  const { host, port, user, protection } = address;
  const client = new ImapFlow({
    host,
    port,
    secure: protection === "tls",
    logger: false,
    ...(protection === "starttls" ? { doSTARTTLS: true } : protection === "none" ? { doSTARTTLS: false } : {}),
    auth: { user, ...secret.auth },
    clientInfo: { name: "mailwright", version: false, vendor: false, "support-url": false },
    connectionTimeout: answer,
    greetingTimeout: answer,
    socketTimeout: answer,
    // A message is read in pieces; a server that sends more at once than it was asked for has its end here.
    maxLiteralSize: 64 * 1024 * 1024,
  });
  // Every failure also comes as the rejection of what was asked.
  client.on("error", () => undefined);
  try {
    await client.connect();
    await openNamed(client, address);
    return client;
  } catch (error) {
    client.close();
    throw error;
  }
}

async function openNamed(client: ImapFlow, { mailbox, moveTo, shown }: ImapAddress): Promise<void> {
  if (moveTo !== undefined) {
    const target = await client.status([...moveTo], { messages: true }).catch(() => false as const);
    if (target === false && client.usable)
      throw new ImapError(`There is no folder ${moveTo.join("/")} to move to, and ${await folders(client)}.`);
  }
  try {
    await client.mailboxOpen([...mailbox]);
  } catch (error) {
    if (!client.usable) throw error;
    const { mailboxMissing } = error as { mailboxMissing?: boolean };
    throw new ImapError(
      mailboxMissing === true
        ? `There is no mailbox ${shown}, and ${await folders(client)}.`
        : `The mailbox ${shown} cannot be opened.`,
    );
  }
}

async function folders(client: ImapFlow): Promise<string> {
  const all = await client.list();
  const names = all
    .filter(({ flags }) => !flags.has("\\Noselect"))
    .map(({ path, delimiter }) => inUrl(path, delimiter));
  return names.length === 0 ? "the server shows none" : `what there is: ${listed(names.toSorted(), 12)}`;
}

/** As it is written in an address. */
function inUrl(path: string, delimiter: string): string {
  return printable(delimiter === "" ? path : path.split(delimiter).join("/"));
}
