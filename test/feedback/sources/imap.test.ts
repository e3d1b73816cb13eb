/** Mailboxes over IMAP, from a real server: Dovecot. */
import { chmodSync, readdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type AddressInfo } from "node:net";
import { join } from "node:path";
import * as tls from "node:tls";
import { afterAll, beforeAll, describe, expect, jest, test } from "@jest/globals";
import { ImapFlow } from "imapflow";
import type { RejectedSource } from "../../../src/feedback/feedback-document.ts";
import type { Incoming } from "../../../src/feedback/ingest.ts";
import { openImap, type ImapMailbox } from "../../../src/feedback/sources/imap.ts";
import { cuttingProxy } from "../../support/cut-connections.ts";
import { startDovecot, type Dovecot } from "../../support/dovecot.ts";
import { contents, deliver, digest, files } from "../../support/mailboxes.ts";

const PASSWORD = "correct-horse";
const env = { MAILWRIGHT_IMAP_PASSWORD: PASSWORD };
jest.setTimeout(60_000);

const patience = { answer: 5_000, pauses: [5, 5, 5] };
const authorities = tls.getCACertificates("default");

let dovecot: Dovecot;
/** Without MOVE and without TLS. */
let plain: Dovecot;
let users = 0;

beforeAll(async () => {
  dovecot = await startDovecot({ password: PASSWORD });
  plain = await startDovecot({ password: PASSWORD, tls: false, capabilities: "IMAP4rev1 UIDPLUS NAMESPACE" });
});

afterAll(async () => {
  tls.setDefaultCACertificates(authorities);
  await Promise.all([dovecot.stop(), plain.stop()]);
});

interface Account {
  readonly user: string;
  readonly maildir: string;
  /** `imap://` address of a mailbox of the user. */
  at(path: string, port?: number): string;
}

function account(server = dovecot): Account {
  users += 1;
  const user = `user${users}`;
  const maildir = server.user(user);
  return { user, maildir, at: (path, port = server.port) => `imap://${user}@127.0.0.1:${port}/${path}?tls=no` };
}

/** What another program than ours sees and does there. */
async function asUser<T>({ user }: Account, work: (client: ImapFlow) => Promise<T>, server = dovecot): Promise<T> {
  const auth = { user, pass: PASSWORD };
  const client = new ImapFlow({ host: "127.0.0.1", port: server.port, auth, doSTARTTLS: false, logger: false });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.logout();
  }
}

/** Flags of the messages of a mailbox, in the order of UIDs. */
function flagsOf(who: Account, path = "INBOX", server = dovecot): Promise<readonly (readonly string[])[]> {
  return asUser(
    who,
    async client => {
      await client.mailboxOpen(path, { readOnly: true });
      if (client.mailbox !== false && client.mailbox.exists === 0) return [];
      const rows = await client.fetchAll("1:*", { uid: true, flags: true });
      return rows.map(({ flags }) => [...(flags ?? [])].filter(one => one !== "\\Recent").toSorted());
    },
    server,
  );
}

async function octetsOf({ octets }: Incoming): Promise<Buffer> {
  const pieces: Uint8Array[] = [];
  for await (const one of octets) pieces.push(one);
  return Buffer.concat(pieces);
}

interface Read {
  readonly texts: string[];
  readonly rejected: RejectedSource[];
  readonly notices: string[];
}

/** Reads all, says `outcome` of each, and closes. */
async function readAll(
  url: string,
  outcome: (text: string) => "stored" | "rejected" | "nothing" = () => "stored",
): Promise<Read> {
  const notices: string[] = [];
  const mailbox = await openImap(url, { env, patience, notice: text => notices.push(text) });
  const read: Read = { texts: [], rejected: [], notices };
  for await (const one of mailbox.messages) {
    if ("reason" in one) read.rejected.push(one);
    else {
      const text = (await octetsOf(one)).toString();
      read.texts.push(text);
      const word = outcome(text);
      if (word !== "nothing") await one.done?.(word);
    }
  }
  await mailbox.close();
  return read;
}

const open = (url: string, environment: Record<string, string> = env): Promise<ImapMailbox> =>
  openImap(url, { env: environment, patience, notice: () => undefined });

describe("reading", () => {
  test("gives every message whole, in order, with where it is", async () => {
    const who = account();
    const texts = deliver(who.maildir, 3);
    const mailbox = await open(who.at("INBOX"));
    expect(mailbox.total).toBe(3);
    const found: string[] = [];
    const sources: string[] = [];
    for await (const one of mailbox.messages) {
      sources.push(one.source);
      if (!("reason" in one)) found.push((await octetsOf(one)).toString());
    }
    await mailbox.close();
    expect(found).toEqual(texts);
    expect(sources[0]).toBe(`imap://127.0.0.1:${dovecot.port}/INBOX: message 1`);
  });

  test("marks only what done() was called for, and reads the rest next time", async () => {
    const who = account();
    const texts = deliver(who.maildir, 4);
    const before = contents(who.maildir);
    const outcomes = ["stored", "rejected", "nothing", "stored"] as const;
    const first = await readAll(who.at("INBOX"), text => outcomes[texts.indexOf(text)]!);
    expect(first.texts).toEqual(texts);
    expect(await flagsOf(who)).toEqual([["$MailwrightStored"], ["$MailwrightRejected"], [], ["$MailwrightStored"]]);
    const second = await readAll(who.at("INBOX"), () => "nothing");
    expect(second.texts).toEqual([texts[2]]);
    expect(second.notices).toEqual([expect.stringContaining("1 messages with the flag $MailwrightRejected")]);
    expect(contents(who.maildir)).toEqual(before);
  });

  test("marks nothing before it is told that all is stored", async () => {
    const who = account();
    deliver(who.maildir, 250);
    const mailbox = await open(who.at("INBOX"));
    const dones: (() => Promise<void>)[] = [];
    for await (const one of mailbox.messages) if (!("reason" in one)) dones.push(() => one.done!("stored"));
    expect((await flagsOf(who)).flat()).toEqual([]);
    for (const done of dones) await done();
    await mailbox.close();
    expect((await flagsOf(who)).flat()).toHaveLength(250);
    expect((await readAll(who.at("INBOX"))).texts).toEqual([]);
  });

  test.each(["Üben & <prüfen>/Größe", "日本語/ re%ports.+"])("finds the mailbox %s", async path => {
    const who = account();
    const names = path.split("/").map(name => name.replace(".", "-"));
    const created = await asUser(who, client => client.mailboxCreate(names));
    const folder = readdirSync(who.maildir).find(name => name.startsWith(".") && name.split(".").length > 2);
    expect(created.created).toBe(true);
    // The server has a way of its own to write such names.
    expect(folder).toMatch(/^[\x20-\x7e]+$/);
    const texts = deliver(join(who.maildir, folder!), 2);
    const url = who.at(names.map(encodeURIComponent).join("/"));
    expect((await readAll(url)).texts).toEqual(texts);
    expect(await flagsOf(who, names.join("."))).toEqual([["$MailwrightStored"], ["$MailwrightStored"]]);
    expect((await readAll(url)).texts).toEqual([]);
  });

  test("a message of many pieces comes piece by piece", async () => {
    const who = account();
    const [text = ""] = deliver(who.maildir, 1, 5_300_000);
    const mailbox = await open(who.at("INBOX"));
    const sizes: number[] = [];
    const all: Uint8Array[] = [];
    for await (const one of mailbox.messages) {
      if ("reason" in one) continue;
      for await (const piece of one.octets) {
        sizes.push(piece.length);
        all.push(piece);
      }
    }
    await mailbox.close();
    expect(digest(Buffer.concat(all))).toBe(digest(text));
    expect(Math.max(...sizes)).toBeLessThanOrEqual(1024 * 1024);
  });

  test("a message larger than any report is not fetched, says so, and is left out next time", async () => {
    const who = account();
    const [large = ""] = deliver(who.maildir, 1, 101 * 1024 * 1024);
    const texts = deliver(who.maildir, 1);
    const read = await readAll(who.at("INBOX"));
    expect(large.length).toBeGreaterThan(100 * 1024 * 1024);
    expect(read.texts).toEqual(texts);
    expect(read.rejected).toEqual([
      { source: expect.stringMatching(/: message 1$/), reason: "The message is larger than 100 MB." },
    ]);
    expect(await flagsOf(who)).toEqual([["$MailwrightRejected"], ["$MailwrightStored"]]);
    expect((await readAll(who.at("INBOX"))).rejected).toEqual([]);
  });
});

describe("moving", () => {
  test("moves what is stored, flags what is not", async () => {
    const who = account();
    await asUser(who, client => client.mailboxCreate(["Archive", "DMARC"]));
    const texts = deliver(who.maildir, 3);
    const before = contents(who.maildir);
    const url = `${who.at("INBOX")}&move=Archive/DMARC`;
    await readAll(url, text => (text === texts[1] ? "rejected" : "stored"));
    expect(await flagsOf(who)).toEqual([["$MailwrightRejected"]]);
    expect(files(join(who.maildir, ".Archive.DMARC"))).toHaveLength(2);
    expect(contents(who.maildir)).toEqual(before);
    expect((await readAll(url)).texts).toEqual([]);
  });

  test("without MOVE it copies, flags, and takes nothing away", async () => {
    const who = account(plain);
    await asUser(who, client => client.mailboxCreate("Archive"), plain);
    deliver(who.maildir, 2);
    const before = contents(who.maildir);
    const url = `${who.at("INBOX")}&move=Archive`;
    expect((await readAll(url)).texts).toHaveLength(2);
    expect(await flagsOf(who, "INBOX", plain)).toEqual([["$MailwrightStored"], ["$MailwrightStored"]]);
    expect(contents(join(who.maildir, ".Archive"))).toEqual(before);
    expect(contents(who.maildir)).toEqual([...before, ...before].toSorted());
    expect((await readAll(url)).texts).toEqual([]);
  });

  test("to where there is nothing is refused before anything is read", async () => {
    const who = account();
    await asUser(who, client => client.mailboxCreate("Archive"));
    await expect(open(`${who.at("INBOX")}&move=Archiv`)).rejects.toThrow(
      "There is no folder Archiv to move to, and what there is: Archive, INBOX.",
    );
  });
});

describe("servers that let less be marked", () => {
  function allow(who: Account, rights: string): void {
    const file = join(who.maildir, "dovecot-acl");
    writeFileSync(file, `owner ${rights}\n`);
    chmodSync(file, 0o644);
  }

  test("no keywords: marks as read", async () => {
    const who = account();
    allow(who, "lrs");
    const texts = deliver(who.maildir, 2);
    const first = await readAll(who.at("INBOX"), text => (text === texts[0] ? "stored" : "rejected"));
    expect(first.texts).toEqual(texts);
    expect(first.notices).toEqual([expect.stringContaining("takes no keywords")]);
    expect(await flagsOf(who)).toEqual([["\\Seen"], ["\\Seen"]]);
    expect((await readAll(who.at("INBOX"))).texts).toEqual([]);
  });

  test("nothing at all: reads, and says that it will again", async () => {
    const who = account();
    allow(who, "lr");
    const texts = deliver(who.maildir, 2);
    const notices: string[] = [];
    const mailbox = await openImap(who.at("INBOX"), { env, patience, notice: text => notices.push(text) });
    const found: string[] = [];
    for await (const one of mailbox.messages) {
      if ("reason" in one) continue;
      found.push((await octetsOf(one)).toString());
      await one.done?.("stored");
    }
    expect(found).toEqual(texts);
    expect(notices).toEqual([expect.stringContaining("every run reads all of it again")]);
    await mailbox.close();
    expect(await flagsOf(who)).toEqual([[], []]);
  });
});

describe("a connection that breaks", () => {
  test.each([20_000, 45_000, 150_000])("after every %d octets: each message comes once, and is marked", async after => {
    const who = account();
    const texts = deliver(who.maildir, 120, 6_000);
    const before = contents(who.maildir);
    const proxy = await cuttingProxy(dovecot.port, after, Infinity);
    try {
      const read = await readAll(who.at("INBOX", proxy.port));
      expect(read.texts.length).toBe(120);
      expect(read.texts).toEqual(texts);
      expect(proxy.connections).toBeGreaterThan(3);
      expect(read.notices[0]).toMatch(/ closed the connection\. Trying again\.$/);
      expect((await flagsOf(who)).flat()).toHaveLength(120);
      expect(contents(who.maildir)).toEqual(before);
    } finally {
      await proxy.close();
    }
  });

  test("in the middle of a large message: it goes on where it was", async () => {
    const who = account();
    const [text = ""] = deliver(who.maildir, 1, 6_000_000);
    const proxy = await cuttingProxy(dovecot.port, 2_500_000, 2);
    try {
      const read = await readAll(who.at("INBOX", proxy.port));
      expect(read.texts.map(digest)).toEqual([digest(text)]);
      expect(proxy.connections).toBe(3);
    } finally {
      await proxy.close();
    }
  });

  test("while messages are moved: none is lost, none is there twice", async () => {
    const who = account();
    await asUser(who, client => client.mailboxCreate("Archive"));
    deliver(who.maildir, 450, 300);
    const before = contents(who.maildir);
    const proxy = await cuttingProxy(dovecot.port, 60_000, 5);
    try {
      await readAll(`${who.at("INBOX", proxy.port)}&move=Archive`);
      expect(proxy.cuts).toBeLessThan(3);
      expect(contents(join(who.maildir, ".Archive"))).toEqual(before);
      expect(contents(who.maildir)).toEqual(before);
    } finally {
      await proxy.close();
    }
  });

  test("for good: gives up, and says how much is stored", async () => {
    const who = account();
    deliver(who.maildir, 300, 300);
    const proxy = await cuttingProxy(dovecot.port);
    const mailbox = await open(who.at("INBOX", proxy.port));
    let seen = 0;
    const reading = async (): Promise<void> => {
      for await (const one of mailbox.messages) {
        if ("reason" in one) continue;
        seen += 1;
        await one.done?.("stored");
        if (seen === 50) await proxy.close();
      }
    };
    await expect(reading()).rejects.toThrow(
      `127.0.0.1:${proxy.port} accepts no connection, after 3 new tries too; 100 of 300 messages are stored, and another run goes on from there.`,
    );
    await mailbox.close();
    // Nothing was marked: all of it comes again, and the store takes nothing twice.
    expect((await readAll(who.at("INBOX"))).texts).toHaveLength(300);
  });

  test("and comes back with new numbers for the messages: looks again, and marks by the new ones", async () => {
    const who = account();
    const texts = deliver(who.maildir, 250);
    const proxy = await cuttingProxy(dovecot.port);
    const notices: string[] = [];
    const mailbox = await openImap(who.at("INBOX", proxy.port), { env, patience, notice: text => notices.push(text) });
    const found: string[] = [];
    let late: Incoming | undefined;
    for await (const one of mailbox.messages) {
      if ("reason" in one) continue;
      const text = (await octetsOf(one)).toString();
      found.push(text);
      late ??= one;
      if (found.length <= 40) await one.done?.("stored");
      if (found.length === 50) {
        proxy.cut();
        await new Promise(resolve => setTimeout(resolve, 300));
        renumber(who.maildir);
      }
      // After the new numbers, every message whose text says so.
      if (found.length > 100 && isWanted(text)) await one.done?.("stored");
    }
    await late?.done?.("stored");
    await mailbox.close();
    await proxy.close();
    expect(notices).toContainEqual(expect.stringContaining("gave its messages new numbers"));
    expect(found.length).toBe(100 + 250);
    expect(found.slice(100).toSorted()).toEqual(texts.toSorted());
    const unmarked = await readAll(who.at("INBOX"), () => "nothing");
    expect(unmarked.texts.toSorted()).toEqual(texts.filter(text => !isWanted(text)).toSorted());
  });

  const isWanted = (text: string): boolean => /^Subject: Report \d*[02468]\r$/m.test(text);

  /** Another UIDVALIDITY, and the messages in another order. */
  function renumber(maildir: string): void {
    for (const name of readdirSync(maildir)) if (/^dovecot(-uidlist|\.index)/.test(name)) rmSync(join(maildir, name));
    const current = join(maildir, "cur");
    for (const name of readdirSync(current).toSorted().slice(0, 60))
      renameSync(join(current, name), join(current, name.replace(/^1/, "2")));
  }
});

describe("what cannot be read is said in a sentence", () => {
  test("a wrong password, which is not repeated", async () => {
    const who = account();
    const wrong = open(who.at("INBOX"), { MAILWRIGHT_IMAP_PASSWORD: "hunter2" });
    await expect(wrong).rejects.toThrow(
      /^127\.0\.0\.1 refuses the login of user\d+ \(it says “.*”\): check MAILWRIGHT_IMAP_PASSWORD\.$/,
    );
    await expect(wrong).rejects.not.toThrow("hunter2");
  });

  test("no password", async () => {
    await expect(open(account().at("INBOX"), {})).rejects.toThrow("needs a password in the environment variable");
  });

  test("a token that the server has no use for", async () => {
    await expect(open(account().at("INBOX"), { MAILWRIGHT_IMAP_TOKEN: "t0ken" })).rejects.toThrow(
      "offers no way to log in with MAILWRIGHT_IMAP_TOKEN",
    );
  });

  test("a mailbox that is not there: which are", async () => {
    const who = account();
    await asUser(who, client => client.mailboxCreate(["Reports", "DMARC"]));
    await expect(open(who.at("Reports/Dmark"))).rejects.toThrow(
      /^There is no mailbox imap:\/\/127\.0\.0\.1:\d+\/Reports\/Dmark, and what there is: INBOX, Reports\/DMARC\.$/,
    );
  });

  test("a certificate nobody vouches for, and one for another name", async () => {
    const { user, maildir } = account();
    deliver(maildir, 1);
    const url = (host: string): string => `imaps://${user}@${host}:${dovecot.tlsPort}/`;
    await expect(open(url("localhost"))).rejects.toThrow(
      `The certificate of localhost:${dovecot.tlsPort} is signed by nobody this machine trusts (self-signed certificate): if it is your own, name the file of its authority in NODE_EXTRA_CA_CERTS.`,
    );
    tls.setDefaultCACertificates([...authorities, dovecot.certificate]);
    try {
      expect((await readAll(url("localhost"))).texts).toHaveLength(1);
      await expect(open(url("0.0.0.0"))).rejects.toThrow(/^The certificate of 0\.0\.0\.0:\d+ is for another name: /);
      // STARTTLS, with the same certificate.
      deliver(maildir, 2);
      expect((await readAll(`imap://${user}@localhost:${dovecot.port}/INBOX`)).texts).toHaveLength(2);
      await expect(open(`imap://${user}@0.0.0.0:${dovecot.port}/INBOX`)).rejects.toThrow("is for another name");
    } finally {
      tls.setDefaultCACertificates(authorities);
    }
  });

  test("clear text to another machine, unless it is asked for", async () => {
    const { user, maildir } = account(plain);
    deliver(maildir, 1);
    // 0.0.0.0 is this machine, and not called loopback.
    const url = `imap://${user}@0.0.0.0:${plain.port}/INBOX`;
    await expect(open(url)).rejects.toThrow(/offers no encryption .*: write imaps:\/\/, or append \?tls=no/);
    expect((await readAll(`${url}?tls=no`)).texts).toHaveLength(1);
    expect((await readAll(`imap://${user}@127.0.0.1:${plain.port}/INBOX`)).texts).toHaveLength(0);
  });

  test("a port that speaks no TLS from the start", async () => {
    await expect(open(`imaps://who@localhost:${dovecot.port}/`)).rejects.toThrow("does not speak TLS from the start");
  });

  test("a host that is not there, a port that is closed, a server that is silent", async () => {
    await expect(open("imaps://who@mail.invalid/")).rejects.toThrow(/mail\.invalid/);
    const silent = createServer(() => undefined);
    await new Promise<void>(resolve => silent.listen(0, "127.0.0.1", resolve));
    const { port } = silent.address() as AddressInfo;
    const options = { env, patience: { answer: 100, pauses: [] }, notice: () => undefined };
    await expect(openImap(`imap://who@127.0.0.1:${port}/`, options)).rejects.toThrow("does not answer in time");
    await new Promise(resolve => silent.close(resolve));
    await expect(open(`imap://who@127.0.0.1:${port}/`)).rejects.toThrow(`127.0.0.1:${port} accepts no connection.`);
  });
});
