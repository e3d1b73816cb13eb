/** The address of a mailbox: `imaps://user@host[:port]/INBOX/Sub?move=Archive/DMARC`. */
import { isIP } from "node:net";
import { domainToASCII } from "node:url";
import { printable } from "../../finding.ts";
import { ImapError } from "./imap-error.ts";

export interface ImapAddress {
  readonly scheme: "imap" | "imaps";
  readonly host: string;
  readonly port: number;
  readonly user: string;
  /** `starttls` is demanded; `offered` takes it where it is offered. */
  readonly protection: "tls" | "starttls" | "offered" | "none";
  /** Names from the top of the hierarchy down, whatever the server puts between them. */
  readonly mailbox: readonly string[];
  /** The mailbox that what was stored is moved to. */
  readonly moveTo: readonly string[] | undefined;
  /** Safe to print. */
  readonly shown: string;
}

/** Nothing of a refused address is repeated in the sentence: a password may be anywhere in it. */
export function parseImapUrl(text: string): ImapAddress {
  const url = URL.parse(text);
  const scheme = url?.protocol.slice(0, -1);
  if (url === null || (scheme !== "imap" && scheme !== "imaps") || url.hostname === "" || url.hash !== "")
    throw new ImapError("The address of a mailbox is imaps://user@host/INBOX.");
  if (url.password !== "") {
    throw new ImapError(
      "The address of a mailbox must not hold the password, which others see in the list of processes and the shell's history: put it into MAILWRIGHT_IMAP_PASSWORD.",
    );
  }
  const user = decoded(url.username);
  if (user === "") throw new ImapError("The address of the mailbox names no user: write imaps://user@host/INBOX.");
  const host = hostOf(url.hostname);
  const options = optionsOf(url.search);
  const names = namesOf(url.pathname);
  const mailbox = names.length === 0 ? ["INBOX"] : names;
  const shown = printable(`${scheme}://${host}${url.port === "" ? "" : `:${url.port}`}/${mailbox.join("/")}`);
  return {
    scheme,
    host,
    user,
    mailbox,
    shown,
    port: url.port === "" ? (scheme === "imaps" ? 993 : 143) : Number(url.port),
    protection: protectionOf(scheme, host, options.get("tls")),
    moveTo: moveTarget(options.get("move"), mailbox),
  };
}

/** Also in what a control character could end a line of the protocol with. */
function decoded(part: string): string {
  try {
    const text = decodeURIComponent(part);
    if (printable(text) === text) return text;
  } catch {
    // Falls through to the same sentence.
  }
  throw new ImapError("The address of the mailbox holds a broken %-escape or a control character.");
}

function namesOf(path: string): readonly string[] {
  return path
    .split("/")
    .filter(part => part !== "")
    .map(decoded);
}

function hostOf(hostname: string): string {
  if (hostname.startsWith("[")) return hostname.slice(1, -1);
  const ascii = domainToASCII(decoded(hostname));
  if (ascii === "") throw new ImapError("The address of the mailbox names no host that can be.");
  return ascii;
}

function optionsOf(search: string): ReadonlyMap<string, string> {
  const options = new Map<string, string>();
  for (const part of search.slice(1).split("&")) {
    if (part === "") continue;
    const [name = "", value = ""] = part.split(/=(.*)/s);
    if ((name !== "move" && name !== "tls") || options.has(name))
      throw new ImapError("Behind the ? of a mailbox's address stand only move=FOLDER and tls=no, each once.");
    options.set(name, value);
  }
  return options;
}

function moveTarget(value: string | undefined, mailbox: readonly string[]): readonly string[] | undefined {
  if (value === undefined) return undefined;
  const names = namesOf(decoded(value));
  if (names.length === 0) throw new ImapError("move= names no folder: write ?move=Archive/DMARC.");
  if (names.join("/") === mailbox.join("/")) throw new ImapError("move= names the mailbox that is read.");
  return names;
}

/** The password passes in clear text only where nobody can listen, or where somebody said so. */
function protectionOf(scheme: string, host: string, tls: string | undefined): ImapAddress["protection"] {
  if (tls !== undefined && (tls !== "no" || scheme === "imaps"))
    throw new ImapError("tls=no stands only in an address that begins with imap://, and tls takes no other value.");
  if (scheme === "imaps") return "tls";
  if (tls === "no") return "none";
  return isLoopback(host) ? "offered" : "starttls";
}

function isLoopback(host: string): boolean {
  return host === "localhost" || host === "::1" || (isIP(host) === 4 && host.startsWith("127."));
}
