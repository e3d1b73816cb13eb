/** One DKIM selector of a plan, with what a rotation has to know of it. */

export interface PlannedSelector {
  /** Owner name: `s1._domainkey.client.example`. */
  readonly name: string;
  /** As it stands in s=, lower case. */
  readonly selector: string;
  /** As it stands in d=. */
  readonly signingDomain: string;
  /** Where it stands in the spec: `services[1]`, `dkim.old`. */
  readonly path: string;
  /** Service id; absent for a selector of the spec's own. */
  readonly service?: string;
  /** `cname`: whoever has the target holds the key, and changes it. */
  readonly form: "key" | "revoked" | "cname";
  /** Base64 of the key, the target of a CNAME, or nothing where it is revoked. */
  readonly content: string;
  /** ISO date from which the key is in the spec, or is revoked, where the spec says it. */
  readonly since?: string | undefined;
}
