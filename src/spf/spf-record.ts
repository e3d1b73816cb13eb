/** SPF records (RFC 7208 §4.6, §12) as data: an ordered list of terms. */

export type Qualifier = "+" | "-" | "~" | "?";

export type Mechanism =
  | { readonly kind: "all" }
  | { readonly kind: "include" | "exists"; readonly domainSpec: string }
  | {
      readonly kind: "a" | "mx";
      readonly domainSpec?: string | undefined;
      /** Prefix lengths; undefined when not written (then 32 and 128, RFC 7208 §5.6). */
      readonly prefix4?: number | undefined;
      readonly prefix6?: number | undefined;
    }
  | { readonly kind: "ptr"; readonly domainSpec?: string | undefined }
  | { readonly kind: "ip4" | "ip6"; readonly address: string; readonly prefix?: number | undefined };

export interface Directive {
  readonly type: "directive";
  readonly qualifier: Qualifier;
  readonly mechanism: Mechanism;
}

export interface Modifier {
  readonly type: "modifier";
  /** Lower case: `redirect`, `exp`, or an unknown modifier's name (RFC 7208 §6). */
  readonly name: string;
  readonly value: string;
}

export type Term = Directive | Modifier;

export interface SpfRecord {
  readonly terms: readonly Term[];
}
