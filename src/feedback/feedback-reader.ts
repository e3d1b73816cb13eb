/** What evidence asks of the store. */
import type { DomainFeedback, FeedbackWindow, UndeclaredDomain } from "./domain-feedback.ts";

export interface FeedbackQuestion {
  /** All domains of the fleet, canonical: mail from a name below several of them belongs to the most specific. */
  readonly declared: readonly string[];
  readonly window: FeedbackWindow;
}

export interface FeedbackReader {
  /**
   * Of each domain in `wanted` (all of them declared), in that order: what is stored of mail whose header-from is the domain
   * or a name below it. One that no report was ever about is left out. One domain at a time is in memory.
   */
  feedbackOf(wanted: readonly string[], question: FeedbackQuestion): AsyncIterable<DomainFeedback>;
  /** Domains of policies published that are none of `declared` and below none of them, in the window; in no order. */
  undeclared(question: FeedbackQuestion): Promise<readonly UndeclaredDomain[]>;
  /** Last day that any report in the store is about; undefined of an empty store. */
  lastDay(): Promise<string | undefined>;
}
