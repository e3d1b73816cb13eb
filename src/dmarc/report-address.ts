/** Mail addresses for reports, as a spec gives them, to the mailto URIs of `rua=` and `ruf=` (RFC 9989 §4.7, RFC 6068). */
import { canonicalName, ownerNameFault } from "../dns/owner-name.ts";
import { decodeUri } from "./report-uri.ts";

export type ReportAddress = { readonly uri: string } | { readonly fault: string };

/** RFC 5321 §4.5.3.1.1: a local part is at most 64 octets. */
const MAX_LOCAL_PART = 64;

/** RFC 5322 §3.2.3 `atext`. */
const atext = "[a-z0-9!#$%&'*+/=?^_`{|}~-]+";
const dotAtom = new RegExp(`^${atext}(?:\\.${atext})*$`, "i");

/**
 * `user@host`, also behind `mailto:` (then percent-encoded, as in any URI), to a decoded mailto URI with the host in lower
 * case and A-labels. The local part is a dot-atom (RFC 5321 §4.1.2) and keeps its case (§2.4): quoted ones and those outside
 * US-ASCII are allowed elsewhere and refused here, because few report generators can write to them.
 */
export function readReportAddress(text: string): ReportAddress {
  const trimmed = text.trim();
  const scheme = /^mailto:/i.exec(trimmed)?.[0];
  const address = scheme === undefined ? trimmed : decodeUri(trimmed)?.slice(scheme.length);
  if (address === undefined) return { fault: "it is not percent-encoded as a URI must be" };
  const [local = "", host, ...more] = address.split("@");
  if (host === undefined) return { fault: "it has no @" };
  if (more.length > 0) return { fault: "it has more than one @; write one address a string" };
  if (local.length > MAX_LOCAL_PART)
    return { fault: `what stands before the @ is longer than ${MAX_LOCAL_PART} characters` };
  if (!dotAtom.test(local)) return { fault: "what stands before the @ is no dot-separated text in US-ASCII" };
  const canonical = canonicalName(host);
  // The space that canonicalName would take off is no part of an address.
  if (/\s/.test(host) || !isMailHost(canonical)) return { fault: "what stands behind the @ is no host name" };
  return { uri: `mailto:${local}@${canonical}` };
}

/** RFC 5321 §4.1.2 `Domain`, of at least two labels: letters, digits and hyphens; no wildcard, no underscore, no address. */
function isMailHost(name: string): boolean {
  return ownerNameFault(name) === undefined && !/[*_]/.test(name) && /\.(?!\d+$)[^.]+$/.test(name);
}
