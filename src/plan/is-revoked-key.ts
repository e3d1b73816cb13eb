import { parseKeyRecord } from "../dkim/parse.ts";
import type { WantedRecord } from "./wanted-record.ts";

/** True for a key record whose `p=` is empty (RFC 6376 §3.6.1): it can verify nothing. */
export function isRevokedKey(record: Pick<WantedRecord, "type" | "rdata">): boolean {
  if (record.type !== "TXT") return false;
  const parsed = parseKeyRecord(record.rdata);
  return parsed.ok && parsed.record.publicKey === "";
}
