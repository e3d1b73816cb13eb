/** The text of a DKIM key record from a key as a spec gives it (RFC 6376 §3.6.1). */
import type { LocalFinding } from "../finding.ts";
import { formatKeyRecord } from "./format.ts";
import type { DkimKeyInput } from "./key-record.ts";
import { readKey } from "./read-key.ts";

/** RFC 6376 §3.6.1: an empty p= revokes; k= would say the type of a key that is not there. */
export const REVOKED_KEY_TEXT = "v=DKIM1; p=";

export interface GeneratedKey {
  /** Absent when there is no usable key. */
  readonly text?: string;
  /** `KeyRecord.publicKey`, where there is a text. */
  readonly publicKey?: string;
  readonly findings: readonly LocalFinding[];
}

/** The TXT value that publishes a key, or that revokes it; `where` is the key's path in the spec. */
export function generateKey(input: DkimKeyInput, where: string): GeneratedKey {
  const { record, findings } = readKey(input, where);
  if (record === undefined) return { findings };
  const { publicKey } = record;
  return { text: publicKey === "" ? REVOKED_KEY_TEXT : formatKeyRecord(record), publicKey, findings };
}
