/** When the mail of each source and the signatures of each selector were last seen: what sends rarely is not gone. */
import { sourceKey, type Attribution } from "./attribution.ts";
import type { DomainFeedback, FeedbackWindow } from "./domain-feedback.ts";
import { dayAt } from "./evidence-days.ts";
import { isOwnName } from "./evidence-outcome.ts";
import { evidenceText } from "./evidence-text.ts";
import type { SourceRow } from "./source-row.ts";

export interface Sightings {
  /** First day that was searched. */
  readonly since: string;
  /** By `sourceKey`, of declared sources. */
  readonly sources: ReadonlyMap<string, FeedbackWindow>;
  /** By `selectorKey`: signatures that passed. */
  readonly selectors: ReadonlyMap<string, FeedbackWindow>;
}

/** A source's key is as long as what it names, and that is anybody's. */
export const MAX_SOURCE = 400;

/** `sourceKey`, not too long. Few attributions name the sources of many rows, so each is worked out once. */
export function sourceNames(): (attribution: Attribution) => string {
  const known = new WeakMap<Attribution, string>();
  return attribution => {
    const name = known.get(attribution) ?? evidenceText(sourceKey(attribution), MAX_SOURCE);
    known.set(attribution, name);
    return name;
  };
}

export interface OwnSignature {
  readonly key: string;
  readonly domain: string;
  readonly selector: string;
  readonly passed: boolean;
}

/** The row's signatures of names that can align, each domain and selector once. */
export function ownSignatures(row: Pick<SourceRow, "dkim">, domain: string, source: string): Iterable<OwnSignature> {
  const found = new Map<string, OwnSignature>();
  for (const one of row.dkim) {
    if (one.selector === undefined || one.result === "none" || !isOwnName(one.domain, domain)) continue;
    const [signer, selector] = [evidenceText(one.domain), evidenceText(one.selector)];
    const key = `${signer}\n${selector}\n${source}`;
    const passed = one.result === "pass" || found.get(key)?.passed === true;
    found.set(key, { key, domain: signer, selector, passed });
  }
  return found.values();
}

/** What earlier feedback says; its messages are none of the evidence's. */
export function sightings(earlier: DomainFeedback, attribute: (row: SourceRow) => Attribution): Sightings {
  const { domain, window, rows } = earlier;
  const sources = new Map<string, FeedbackWindow>();
  const selectors = new Map<string, FeedbackWindow>();
  const sourceOf = sourceNames();
  for (const row of rows) {
    const [first, last] = [row.days[0], row.days.at(-1)];
    if (row.messages <= 0 || first === undefined || last === undefined) continue;
    const seen = { first: dayAt(window.first, first), last: dayAt(window.first, last) };
    const attribution = attribute(row);
    const source = sourceOf(attribution);
    if (attribution.kind === "declared") sources.set(source, widest(sources.get(source), seen));
    for (const { key, passed } of ownSignatures(row, domain, source))
      if (passed) selectors.set(key, widest(selectors.get(key), seen));
  }
  return { since: window.first, sources, selectors };
}

export function widest(a: FeedbackWindow | undefined, b: FeedbackWindow): FeedbackWindow {
  if (a === undefined) return b;
  return { first: a.first < b.first ? a.first : b.first, last: a.last > b.last ? a.last : b.last };
}

/** As evidence has it: nothing where nothing was seen. */
export function everOf(seen: FeedbackWindow | undefined): { readonly everFirst?: string; readonly everLast?: string } {
  return seen === undefined ? {} : { everFirst: seen.first, everLast: seen.last };
}
