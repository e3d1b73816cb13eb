/** What a contribution needs of a zone, value by value, in the terms of the zone's facts. */
import { canonicalName, under } from "../../dns/owner-name.ts";
import { templateMatcher, withoutMarkers } from "../../services/option-holes.ts";
import type { Contribution } from "../../services/service.ts";
import { termKey, type FactKind } from "./zone-facts.ts";

export interface Need {
  readonly kind: FactKind;
  readonly name: string;
  readonly value: string;
}

/** All but keys: those are not compared as text, since one key has many spellings. */
export function needsOf({ spf, dkim, returnPaths, names }: Contribution, at: string): readonly Need[] {
  const needs: Need[] = [];
  const cname = (name: string, target: string): void =>
    void needs.push({ kind: "cname", name, value: canonicalName(target) });
  const terms = (name: string, list: readonly string[]): void => {
    // A term with a hole in it may not parse yet.
    for (const term of list) needs.push({ kind: "term", name, value: termKey(term) ?? term });
  };
  terms(at, spf ?? []);
  for (const one of dkim ?? []) {
    if ("cname" in one) cname(under(`${one.selector.toLowerCase()}._domainkey`, at), one.cname);
  }
  for (const path of returnPaths ?? []) {
    const name = under(path.name, at);
    if ("cname" in path) cname(name, path.cname);
    else {
      terms(name, path.spf);
      for (const mx of path.mx)
        needs.push({ kind: "mx", name, value: `${mx.preference} ${canonicalName(mx.exchange)}` });
    }
  }
  for (const one of names ?? []) {
    const name = under(one.name, at);
    if (one.type === "CNAME") cname(name, one.target);
    else needs.push({ kind: "txt", name, value: one.text });
  }
  return needs;
}

/** True where a need's value says nothing of the vendor: it would take whatever stands at the name. */
export function saysNothing({ kind, value }: Need): boolean {
  const text = kind === "term" ? value.replace(/^[a-z0-9]+:/, "") : kind === "mx" ? value.replace(/^\d+ /, "") : value;
  return withoutMarkers(text) === "";
}

/** The values of a need's markers at which it is this fact; undefined where it cannot be. */
export type Match = (name: string, value: string) => ReadonlyMap<string, string> | undefined;

export function matcher(need: Need): Match {
  const match = templateMatcher(`${need.name}\n${need.value}`);
  return (name, value) => match(`${name}\n${value}`);
}
