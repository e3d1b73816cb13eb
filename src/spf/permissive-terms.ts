/** Terms that let far more addresses pass than a mail service has. */
import type { Family } from "./ip-address.ts";
import type { SpfTreeTerm } from "./spf-tree.ts";

/** The largest networks that are plausible: no vendor of mail has a million IPv4 addresses. */
const SHORTEST: Readonly<Record<Family, number>> = { 4: 12, 6: 24 };

export interface Permissive {
  readonly family: Family;
  readonly prefix: number;
}

/** The networks of a term that are larger than plausible; none for a term that is not tried, or that passes nobody. */
export function largeNetworks({ term, tried }: SpfTreeTerm): readonly Permissive[] {
  if (!tried || term.type === "modifier" || term.qualifier !== "+") return [];
  const { mechanism } = term;
  const prefixes: readonly (readonly [Family, number | undefined])[] =
    mechanism.kind === "ip4"
      ? [[4, mechanism.prefix]]
      : mechanism.kind === "ip6"
        ? [[6, mechanism.prefix]]
        : mechanism.kind === "a" || mechanism.kind === "mx"
          ? [
              [4, mechanism.prefix4],
              [6, mechanism.prefix6],
            ]
          : [];
  return prefixes.flatMap(([family, prefix]) =>
    prefix !== undefined && prefix < SHORTEST[family] ? [{ family, prefix }] : [],
  );
}

/** True for `+all` where it is tried. */
export function isPassAll({ term, tried }: SpfTreeTerm): boolean {
  return tried && term.type === "directive" && term.qualifier === "+" && term.mechanism.kind === "all";
}
