/** What goes wrong between here and a mailbox, in words that say what to do. */
import { printable } from "../../finding.ts";
import type { ImapAddress } from "./imap-url.ts";

/** A mailbox cannot be read: one sentence, safe to print; it never holds a password. */
export class ImapError extends Error {
  override readonly name = "ImapError";
}

/** What imapflow, TLS and the network tell in their errors; any of it may be absent. */
interface Trouble {
  readonly message?: string;
  readonly code?: string;
  readonly authenticationFailed?: boolean;
  readonly serverResponseCode?: string;
  readonly responseText?: string;
  readonly tlsFailed?: boolean;
  readonly reason?: string;
}

/** Certificates that lead to no authority this machine knows. */
const UNTRUSTED =
  /^(DEPTH_ZERO_SELF_SIGNED_CERT|SELF_SIGNED_CERT_IN_CHAIN|UNABLE_TO_(VERIFY|GET_ISSUER)|CERT_UNTRUSTED)/;
const CERTIFICATE = /^(CERT_|ERR_TLS_CERT|HOSTNAME_MISMATCH)/;
const NOT_TLS = /^(ERR_SSL_|EPROTO)/;
const TIMED_OUT = /^(CONNECT_TIMEOUT|GREETING_TIMEOUT|UPGRADE_TIMEOUT|ETIMEDOUT|ETIMEOUT)$/;
/** RFC 5530 §3: the server says that the same login may work later. */
const LATER = /^(UNAVAILABLE|INUSE|LIMIT|SERVERBUG|CONTACTADMIN)$/;

/** Trying again cannot help: the login, the certificate or the name is wrong. */
export function isFinal(error: unknown): boolean {
  const { code = "", authenticationFailed, serverResponseCode = "" } = troubleOf(error);
  if (error instanceof ImapError || isUnencrypted(error)) return true;
  if (authenticationFailed === true) return !LATER.test(serverResponseCode);
  return UNTRUSTED.test(code) || CERTIFICATE.test(code);
}

/** The error as a person should read it. `secretName` is the environment variable that the password came from. */
export function imapError(error: unknown, address: ImapAddress, secretName: string): ImapError {
  if (error instanceof ImapError) return error;
  const { host, port, user, scheme } = address;
  const trouble = troubleOf(error);
  const { code = "", authenticationFailed, reason } = trouble;
  const message = printable(trouble.message ?? String(error)).slice(0, 200);
  const at = `${host}:${port}`;
  if (authenticationFailed === true) {
    const said = printable(trouble.responseText ?? "").slice(0, 200);
    const quoted = said === "" ? "" : ` (it says “${said}”)`;
    return new ImapError(`${host} refuses the login of ${user}${quoted}: check ${secretName}.`);
  }
  if (/^Unsupported authentication/i.test(message))
    return new ImapError(`${at} offers no way to log in with ${secretName}, at least not on this connection.`);
  if (UNTRUSTED.test(code)) {
    return new ImapError(
      `The certificate of ${at} is signed by nobody this machine trusts (${message.split(";")[0]}): if it is your own, name the file of its authority in NODE_EXTRA_CA_CERTS.`,
    );
  }
  if (code === "ERR_TLS_CERT_ALTNAME_INVALID")
    return new ImapError(`The certificate of ${at} is for another name: ${printable(reason ?? message).slice(0, 300)}`);
  if (CERTIFICATE.test(code)) return new ImapError(`The certificate of ${at} cannot be trusted: ${message}.`);
  if (NOT_TLS.test(code) && scheme === "imaps")
    return new ImapError(`${at} does not speak TLS from the start: write imap:// if it has STARTTLS.`);
  if (isUnencrypted(error)) {
    return new ImapError(
      `${at} offers no encryption (${message}): write imaps://, or append ?tls=no to let the password pass in clear text.`,
    );
  }
  return new ImapError(`${networkWords(code, at, host) ?? `${at} cannot be read: ${message}`}.`);
}

/** A connection that breaks during STARTTLS has the mark of TLS too, but a code besides. */
function isUnencrypted(error: unknown): boolean {
  const { tlsFailed, code } = troubleOf(error);
  return tlsFailed === true && (code === undefined || code === "STARTTLS_INJECTION");
}

function networkWords(code: string, at: string, host: string): string | undefined {
  if (code === "ENOTFOUND") return `There is no host ${host} in the DNS`;
  if (code === "EAI_AGAIN") return `The name ${host} cannot be looked up now`;
  if (code === "ECONNREFUSED") return `${at} accepts no connection`;
  if (code === "EHOSTUNREACH" || code === "ENETUNREACH") return `${at} cannot be reached from this network`;
  if (TIMED_OUT.test(code)) return `${at} does not answer in time`;
  if (/^(NoConnection|EConnectionClosed|ClosedAfterConnect|ECONNRESET|EPIPE)/.test(code))
    return `${at} closed the connection`;
  return undefined;
}

function troubleOf(error: unknown): Trouble {
  return typeof error === "object" && error !== null ? error : {};
}
