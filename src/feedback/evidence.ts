/**
 * What the feedback of one window says of one domain, as a file in git: the gate and the impact of a change are judged on it
 * and on nothing else. Every message of the window stands in exactly one of `services`, `forwarders`, `unknown` and
 * `unauthenticated` (with what was summed away), and once more in `rows` or `rest`.
 */
import type { LocalFinding } from "../finding.ts";
import type { DkimResult, Disposition, OverrideType, PublishedPolicy, SpfAuthResultWord } from "./feedback.ts";
import type { FeedbackWindow } from "./domain-feedback.ts";

export const EVIDENCE_VERSION = 1;

export interface Evidence {
  readonly version: typeof EVIDENCE_VERSION;
  readonly domain: string;
  readonly window: FeedbackWindow;
  /** First day that was searched for mail of the declared services; it may lie long before the window. */
  readonly searchedSince: string;
  /** First day ever that a report is about, and the last until the window ends; absent where none ever came. */
  readonly reported?: FeedbackWindow | undefined;
  readonly daysWithReports: number;
  /** Of the window; a run of days as `2026-06-01/2026-06-04`. */
  readonly missingDays: readonly string[];
  readonly totals: EvidenceTotals;
  /** Those of the window and those who reported regularly not long before it, most messages first. */
  readonly reporters: readonly EvidenceReporter[];
  readonly moreReporters: { readonly reporters: number; readonly reports: number; readonly messages: number };
  /** In the order of their text; `rows` name them by index. */
  readonly policies: readonly EvidencePolicy[];
  /** All that the spec declares, also what no mail was seen of, by id. */
  readonly services: readonly ServiceEvidence[];
  /** Signatures at or above the policy domain or below it, by domain, selector and source. */
  readonly selectors: readonly SelectorEvidence[];
  readonly forwarders: readonly ForwarderEvidence[];
  /** Most messages first, as all further lists. */
  readonly unknown: readonly UnknownEvidence[];
  readonly moreUnknown: SummedSources;
  readonly unauthenticated: readonly UnauthenticatedEvidence[];
  readonly moreUnauthenticated: SummedSources;
  readonly rows: readonly ReplayRow[];
  /** What found no place in `rows`. */
  readonly rest: readonly RestRow[];
  /** What is wrong with the feedback itself, as of the window's last day. */
  readonly findings: readonly LocalFinding[];
}

/** Messages. */
export interface Aligned {
  readonly messages: number;
  /** Aligned SPF, aligned DKIM or both: what DMARC calls a pass. */
  readonly passed: number;
  readonly alignedSpf: number;
  readonly alignedDkim: number;
}

export interface EvidenceTotals extends Aligned {
  readonly declared: number;
  readonly forwarders: number;
  readonly unknown: number;
  readonly unauthenticated: number;
}

export interface EvidenceReporter {
  readonly name: string;
  /** In the window. */
  readonly reports: number;
  readonly messages: number;
  /** Ever. */
  readonly first: string;
  readonly last: string;
  readonly days: number;
}

/** What receivers made of the policy record: absent tags as their defaults (RFC 9989 §4.7). */
export interface EvidencePolicy {
  readonly domain: string;
  readonly p: PublishedPolicy;
  readonly sp: PublishedPolicy;
  readonly np: PublishedPolicy;
  readonly adkim: "r" | "s";
  readonly aspf: "r" | "s";
  readonly pct: number;
  readonly testing: "y" | "n";
  /** In the window; of the reporters, at least so many. */
  readonly first: string;
  readonly last: string;
  readonly reporters: number;
  readonly messages: number;
}

/** When such mail was seen in the window; without mail, no first and no last day. */
export interface Seen extends Aligned {
  readonly daysSeen: number;
  readonly first?: string | undefined;
  readonly last?: string | undefined;
  /** The days; a run of days as `2026-06-01/2026-06-04`. */
  readonly days: readonly string[];
}

/** Mail of one source, and the rules by which it was taken for that (docs/attribution.md), sorted. */
export interface Attributed extends Seen {
  readonly rules: readonly string[];
}

export interface ServiceEvidence extends Attributed {
  /** `DeclaredSource.id`; its `sourceKey` is `declared <id>`. */
  readonly id: string;
  /** First and last day with its mail since `searchedSince`, for what sends more rarely than the window is long. */
  readonly everFirst?: string | undefined;
  readonly everLast?: string | undefined;
  /** All its messages by what became of both mechanisms: those with neither `aligned` failed, and this is why. */
  readonly outcomes: readonly OutcomeCount[];
}

/** `unaligned`: only somebody else's name was authenticated. `broken`: an own signature did not verify. */
export type DkimOutcome = "aligned" | "unsigned" | "unaligned" | "broken" | "permerror" | "temperror";
/** `not-authorised`: an own name, and its record does not let the address pass. `unknown`: nothing was reported. */
export type SpfOutcome =
  "aligned" | "unaligned" | "not-authorised" | "no-record" | "permerror" | "temperror" | "unknown";

export interface OutcomeCount {
  readonly dkim: DkimOutcome;
  readonly spf: SpfOutcome;
  readonly messages: number;
}

export interface SelectorEvidence {
  /** d=. */
  readonly domain: string;
  readonly selector: string;
  /** `sourceKey` of whose mail it was. */
  readonly source: string;
  readonly messages: number;
  readonly passed: number;
  /** First and last day that a signature passed, since `searchedSince`. */
  readonly everFirst?: string | undefined;
  readonly everLast?: string | undefined;
}

export interface ForwarderEvidence extends Attributed {
  /** Whose mail was forwarded, where signatures say it. */
  readonly origin?: string | undefined;
  readonly addresses: number;
}

export interface UnknownEvidence extends Attributed {
  /** `sourceKey`. */
  readonly source: string;
  readonly aligned: boolean;
  /** The domain it authenticates as, of most messages where there are several. */
  readonly domain: string;
  readonly selector?: string | undefined;
  /** Ids of the catalogue. */
  readonly services: readonly string[];
  readonly addresses: number;
  /** Those of most messages. */
  readonly topAddresses: readonly string[];
}

export interface UnauthenticatedEvidence extends Attributed {
  /** `sourceKey`. */
  readonly source: string;
  readonly addresses: number;
  readonly topAddresses: readonly string[];
}

export interface SummedSources extends Aligned {
  readonly sources: number;
}

/** One kind of mail, with all that a replay under another plan needs. */
export interface ReplayRow {
  /** `sourceKey`. */
  readonly source: string;
  readonly ip: string;
  readonly headerFrom: string;
  /** Domain of MAIL FROM, without the local part; empty for the null sender, absent where no reporter said. */
  readonly envelopeFrom?: string | undefined;
  readonly alignedSpf: boolean;
  readonly alignedDkim: boolean;
  readonly spf: readonly ReplaySpf[];
  readonly dkim: readonly ReplayDkim[];
  /** Index into `policies`; absent where it is none of those. */
  readonly policy?: number | undefined;
  readonly messages: number;
  /** What receivers did with them. */
  readonly dispositions: readonly ReplayDisposition[];
}

export interface ReplaySpf {
  readonly domain: string;
  readonly scope?: "helo" | "mfrom" | undefined;
  readonly result: SpfAuthResultWord;
}

export interface ReplayDkim {
  readonly domain: string;
  readonly selector?: string | undefined;
  readonly result: DkimResult;
}

export interface ReplayDisposition {
  readonly disposition: Disposition;
  readonly overrides: readonly OverrideType[];
  readonly messages: number;
}

export interface RestRow {
  /** `declared sendgrid` for each declared source, the kind of source for all others. */
  readonly source: string;
  readonly alignedSpf: boolean;
  readonly alignedDkim: boolean;
  readonly disposition: Disposition;
  readonly messages: number;
}
