/**
 * Logical names of the engine's resources: a record's role, never its content or a position, so that a changed value is an
 * update in place. They are a contract: a change here needs an alias and a test.
 */
import type { RRset, RecordType } from "../dns/rrset.ts";

/** One resource a value: `client.example/TXT/spf`, `_dmarc.client.example/TXT/dmarc`, `s1._domainkey.client.example/CNAME`. */
export function recordName(name: string, type: RecordType, role: string): string {
  // A name has one CNAME at most (RFC 2181 §10.1), so its role would say nothing.
  return type === "CNAME" ? rrsetName(name, type) : `${name}/${type}/${role}`;
}

/** One resource an RRset: `client.example/TXT`. */
export function rrsetName(name: string, type: RecordType): string {
  return `${name}/${type}`;
}

/**
 * The logical name the same role has when the service hands out the other form (a key record for a delegation, a return path
 * of its own for one that is delegated). As an alias it makes the change one replacement, deleted before it is made, so
 * that a CNAME never meets other data (RFC 1034 §3.6.2).
 */
export function otherForm(set: RRset, role: string): { readonly type: RecordType; readonly role: string } | undefined {
  if (role === "dkim") return { type: set.type === "CNAME" ? "TXT" : "CNAME", role };
  if (set.type === "CNAME" && role === "return-path") return { type: "TXT", role: "spf" };
  // The SPF record of a return path of its own; a domain's own SPF record was never a CNAME, and the alias is idle there.
  if (set.type === "TXT" && role === "spf") return { type: "CNAME", role: "return-path" };
  return undefined;
}
