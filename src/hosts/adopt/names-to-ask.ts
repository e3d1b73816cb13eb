/** What to ask the DNS for, of which nobody can list a zone: the names that services prescribe, and usual ones. */
import { isAtOrBelow, under } from "../../dns/owner-name.ts";
import { compareText } from "../../finding.ts";
import { catalogue } from "../../services/catalogue.ts";
import { markersIn } from "../../services/option-holes.ts";
import { optionVariants } from "../../services/option-variants.ts";
import { needsOf } from "./service-needs.ts";

/** Selectors that people and programs choose where no vendor prescribes one. */
const usualSelectors =
  "default dkim mail mail2 smtp email selector sel1 key1 k1 s1 s2 s1024 s2048 dk dkim1 dkim2 mx root server www ed25519 rsa 2024 2025 2026".split(
    " ",
  );

/** Return paths and subdomains that people choose. */
const usualNames =
  "bounce bounces rp return mta em email mail mg mailgun news newsletter marketing send sender smtp pm notify info mailer go click track links".split(
    " ",
  );

export interface NamesToAsk {
  /** Below `_domainkey`. */
  readonly selectors: readonly string[];
  readonly names: readonly string[];
}

/** Absolute names, sorted. `apex` are the strings and SPF terms at the domain, which may say more. */
export function namesToAsk(domain: string): NamesToAsk {
  const selectors = new Set(usualSelectors.map(selector => under(`${selector}._domainkey`, domain)));
  const names = new Set(usualNames.map(name => under(name, domain)));
  for (const service of catalogue) {
    for (const trace of service.traces.selectors ?? []) {
      if (!trace.includes("*")) selectors.add(under(`${trace}._domainkey`, domain));
    }
    if (service.id === "own-server") continue;
    for (const { options } of optionVariants(service.options)) {
      for (const { name } of needsOf(service.contribute(options, { domain }), domain)) {
        if (markersIn(name).length > 0 || name === domain || !isAtOrBelow(name, domain)) continue;
        (name.includes("._domainkey.") ? selectors : names).add(name);
      }
    }
  }
  return { selectors: [...selectors].toSorted(compareText), names: [...names].toSorted(compareText) };
}

/** Selectors and names that what was found so far leads to: numbers of accounts that stand in both. */
export function namesFurther(domain: string, values: readonly string[]): readonly string[] {
  const portals = values.flatMap(value => /(?:^|[\s:])(\d+)\.spf\d+\.hubspotemail\.net/.exec(value)?.[1] ?? []);
  return portals.flatMap(id => [`hs1-${id}`, `hs2-${id}`].map(selector => under(`${selector}._domainkey`, domain)));
}
