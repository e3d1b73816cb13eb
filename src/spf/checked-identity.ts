/** Whose policy a message is checked by (RFC 7208 §2.3, §2.4, §4.1), out of what stands in the SMTP session. */
import { canonicalName } from "../dns/owner-name.ts";
import { isWellFormed } from "./expand-macros.ts";

/** The `<sender>` of check_host(). */
export interface CheckedIdentity {
  readonly localPart: string;
  /** A-labels, in the case of the message and without trailing dot; it may be no name at all. */
  readonly domain: string;
  /** The HELO name as the macros show it. */
  readonly helo: string;
}

/**
 * More than any path may have (RFC 5321 §4.5.3.1 allows 64 octets and "@" and 255): hostile text is cut to it before
 * thousands of macros split it.
 */
const MAX_TEXT = 320;

/**
 * The identity to check. A null reverse-path stands for postmaster at the HELO name (RFC 7208 §2.4), and so does a missing
 * local-part for postmaster (§4.3).
 */
export function checkedIdentity(mailFrom: string, helo: string): CheckedIdentity {
  // RFC 5321 §4.1.1.3: a source route in front of the mailbox is ignored; RFC 7208 §2.2 warns of reading it as the domain.
  const path = mailFrom.replace(/^<(.*)>$/s, "$1").replace(/^@[^:]*:/, "");
  // The last "@": one before it can only stand in a quoted local-part.
  const at = path.lastIndexOf("@");
  const domain = (path === "" ? helo : path.slice(at + 1)).replace(/\.$/, "");
  return {
    // A name keeps its right side (RFC 7208 §7.3), so that is what is kept of an endless local-part.
    localPart: path.slice(0, Math.max(at, 0)).slice(-MAX_TEXT) || "postmaster",
    domain: domain.length > MAX_TEXT ? "" : aLabels(domain),
    helo: aLabels(helo.slice(0, MAX_TEXT)),
  };
}

/**
 * True for a domain that can have a policy at all (RFC 7208 §4.3): no malformed one, no single label, and no address literal
 * (§2.3).
 */
export function canHavePolicy(domain: string): boolean {
  return isWellFormed(domain) && domain.includes(".") && !/^\[|\]$/.test(domain);
}

/** RFC 8616 §4: U-labels become A-labels for the questions and for the macros alike. */
function aLabels(name: string): string {
  return name
    .split(".")
    .map(label => (/[^\x00-\x7f]/.test(label) && !/[^\w\x80-\uffff-]/.test(label) ? canonicalName(label) : label))
    .join(".");
}
