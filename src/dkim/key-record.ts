/**
 * DKIM key records (RFC 6376 §3.6.1, RFC 8463 §3): the TXT at `<selector>._domainkey.<signing domain>` that publishes a
 * public key.
 */

export type KeyType = "rsa" | "ed25519";

export interface KeyRecord {
  readonly keyType: KeyType;
  /** Base64 of the key, no white space: SPKI DER for RSA, the raw 32 octets for Ed25519 (RFC 8463 §4). "" = revoked key. */
  readonly publicKey: string;
  /** `h=`: acceptable hashes; empty means all (RFC 6376 §3.6.1). */
  readonly hashes: readonly string[];
  /** `s=`: service types; empty means `*`. */
  readonly services: readonly string[];
  /** `t=` flags: `y` testing, `s` i= must equal d=; others are kept. */
  readonly flags: readonly string[];
  /** `n=`: a note for people, decoded; undefined when absent. */
  readonly note?: string | undefined;
}

/**
 * A key as a spec gives it: base64, PEM, or the whole record as a vendor shows it, with or without line breaks;
 * or an object when the record needs more than a key.
 */
export type DkimKeyInput =
  | string
  | {
      readonly key: string;
      /** `t=y`: verifiers treat the mail as unsigned (RFC 6376 §3.6.1). */
      readonly testing?: boolean | undefined;
      /** `t=s`: the i= domain must equal d=. */
      readonly strict?: boolean | undefined;
      /** ISO date: the day from which the key is in the spec. A note: it never reaches DNS. */
      readonly since?: string | undefined;
    }
  | {
      readonly revoked: true;
      /** ISO date: the day from which it is revoked. */
      readonly since?: string | undefined;
    };
