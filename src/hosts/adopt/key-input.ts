/** A published DKIM key as a spec gives it, in the shortest form that is published as the same key again. */
import { formatKeyRecord } from "../../dkim/format.ts";
import { generateKey, REVOKED_KEY_TEXT } from "../../dkim/generate.ts";
import type { DkimKeyInput } from "../../dkim/key-record.ts";
import { parseKeyRecord } from "../../dkim/parse.ts";

export interface AdoptedKey {
  readonly input: DkimKeyInput;
  /** The record as the plan will have it. */
  readonly text: string;
}

/** Undefined for a record that is no usable key: a spec with it would be refused. */
export function keyInputOf(text: string): AdoptedKey | undefined {
  const parsed = parseKeyRecord(text);
  if (!parsed.ok) return undefined;
  const { record } = parsed;
  // RFC 6376 §3.6.1: an empty p= revokes.
  if (record.publicKey === "") return { input: { revoked: true }, text: REVOKED_KEY_TEXT };
  const [testing, strict] = ["y", "s"].map(flag => record.flags.includes(flag));
  const candidates: readonly DkimKeyInput[] = [
    record.publicKey,
    {
      key: record.publicKey,
      ...(testing === true ? { testing: true } : {}),
      ...(strict === true ? { strict: true } : {}),
    },
    text,
  ];
  const wanted = formatKeyRecord(record);
  for (const input of candidates) {
    const made = generateKey(input, "dkim");
    // A key that no verifier takes (RFC 8301 §3.2) is not what a spec should publish.
    if (made.findings.some(({ severity }) => severity === "error")) return undefined;
    if (made.text === wanted) return { input, text: wanted };
  }
  return undefined;
}
