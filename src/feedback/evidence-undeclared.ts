/** Reports about domains that no spec declares, as `evidence/_undeclared.json`. */
import type { FeedbackWindow, UndeclaredDomain } from "./domain-feedback.ts";
import { evidenceText } from "./evidence-text.ts";
import { mostFirst } from "./evidence-tally.ts";
import { EVIDENCE_VERSION } from "./evidence.ts";

/** No domain name, so no domain's evidence can stand there. */
export const UNDECLARED_FILE = "_undeclared.json";
export const MAX_UNDECLARED = 200;

export interface UndeclaredEvidence {
  readonly version: typeof EVIDENCE_VERSION;
  readonly window: FeedbackWindow;
  /** Most messages first. */
  readonly undeclared: readonly UndeclaredDomain[];
  readonly moreUndeclared: { readonly domains: number; readonly reports: number; readonly messages: number };
}

/** Undefined where there are none: then there is no file. */
export function makeUndeclared(
  window: FeedbackWindow,
  domains: readonly UndeclaredDomain[],
): UndeclaredEvidence | undefined {
  if (domains.length === 0) return undefined;
  const all = mostFirst(
    domains.map(({ domain, reports, messages, first, last }) => {
      return { domain: evidenceText(domain), reports, messages, first, last };
    }),
    ({ domain }) => domain,
  );
  const more = all.slice(MAX_UNDECLARED);
  return {
    version: EVIDENCE_VERSION,
    window,
    undeclared: all.slice(0, MAX_UNDECLARED),
    moreUndeclared: {
      domains: more.length,
      reports: more.reduce((sum, one) => sum + one.reports, 0),
      messages: more.reduce((sum, one) => sum + one.messages, 0),
    },
  };
}
