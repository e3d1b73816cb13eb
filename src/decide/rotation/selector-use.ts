/** What evidence says of one selector: who signs with it, and when a signature was last verified. */
import { MAX_SELECTORS } from "../../feedback/evidence-sources.ts";
import type { Evidence } from "../../feedback/evidence.ts";
import type { PlannedSelector } from "../../plan/planned-selector.ts";

export interface SelectorUse {
  /** In the window, with a signature that receivers verified. */
  readonly passed: number;
  /** In the window, of declared sources, with a signature that no receiver could verify: anyone else can write one. */
  readonly failed: number;
  /** Last day with a verified signature. */
  readonly last?: string | undefined;
  /** Keys of the sources whose signatures were verified, sorted. */
  readonly sources: readonly string[];
}

/** Undefined where evidence cannot tell: there is none, or it lists as many selectors as it may and not this one. */
export function selectorUse(
  evidence: Evidence | undefined,
  { selector, signingDomain }: Pick<PlannedSelector, "selector" | "signingDomain">,
): SelectorUse | undefined {
  if (evidence === undefined) return undefined;
  const own = evidence.selectors.filter(
    one => one.selector.toLowerCase() === selector && one.domain.toLowerCase() === signingDomain,
  );
  if (own.length === 0 && evidence.selectors.length >= MAX_SELECTORS) return undefined;
  const verified = own.filter(one => one.everLast !== undefined);
  return {
    passed: own.reduce((sum, one) => sum + one.passed, 0),
    failed: own
      .filter(one => one.source.startsWith("declared "))
      .reduce((sum, one) => sum + one.messages - one.passed, 0),
    last: verified.reduce<string | undefined>(
      (last, { everLast }) => (last === undefined || (everLast ?? "") > last ? everLast : last),
      undefined,
    ),
    sources: [...new Set(verified.map(({ source }) => source))].toSorted(),
  };
}
