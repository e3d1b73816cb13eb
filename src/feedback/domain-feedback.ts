/** What the store tells of one domain's mail: the input of its evidence. Days are ISO dates, UTC. */
import type { PolicyPublished } from "./feedback.ts";
import type { SourceRow } from "./source-row.ts";

/** Whole days, both inclusive. */
export interface FeedbackWindow {
  readonly first: string;
  readonly last: string;
}

export interface DomainFeedback {
  readonly domain: string;
  readonly window: FeedbackWindow;
  /** Everyone who ever reported about the domain, in the window or before it, sorted by name. */
  readonly reporters: readonly SeenReporter[];
  /** Days of the window that some report is about, by index from its first day, ascending; null reports count. */
  readonly days: readonly number[];
  /** Policies that reports of the window saw published, in the order of the first day they were seen. */
  readonly policies: readonly SeenPolicy[];
  /** In no order; each combination once. */
  readonly rows: Iterable<SourceRow>;
}

export interface SeenReporter {
  /** `org_name`, as it was sent. */
  readonly name: string;
  /** In the window. */
  readonly reports: number;
  readonly messages: number;
  /** First and last day ever that a report of theirs is about, and how many different days those were. */
  readonly first: string;
  readonly last: string;
  readonly days: number;
}

export interface SeenPolicy {
  /** Without `fo`, which no mail depends on. */
  readonly published: Omit<PolicyPublished, "fo" | "discoveryMethod">;
  /** In the window: first and last day, reporters who saw it, messages under it. */
  readonly first: string;
  readonly last: string;
  readonly reporters: number;
  readonly messages: number;
}

/** A domain that reports came about and that nobody declares. */
export interface UndeclaredDomain {
  readonly domain: string;
  readonly reports: number;
  readonly messages: number;
  readonly first: string;
  readonly last: string;
}
