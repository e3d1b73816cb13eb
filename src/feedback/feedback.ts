/**
 * One DMARC aggregate report as data, in the words of its schema (RFC 9990 §3, Appendix A; RFC 7489 Appendix C). Both eras
 * have this one shape: what only one of them knows is absent where the other speaks.
 */

/** What a report says of itself and of the policy, without its rows: those may be millions, and come one by one. */
export interface FeedbackHead {
  /** As it stands in the file: `1.0`; absent in many. */
  readonly version?: string | undefined;
  readonly reportMetadata: ReportMetadata;
  readonly policyPublished: PolicyPublished;
}

export interface Feedback extends FeedbackHead {
  readonly records: readonly FeedbackRecord[];
}

export interface ReportMetadata {
  readonly orgName: string;
  readonly email: string;
  readonly extraContactInfo?: string | undefined;
  /** Without angle brackets and white space around it. */
  readonly reportId: string;
  /** Seconds since 1970-01-01T00:00:00Z, both ends as reported. */
  readonly dateRange: { readonly begin: number; readonly end: number };
  readonly errors: readonly string[];
  /** RFC 9990 §3.1.1.3: the software that wrote it. */
  readonly generator?: string | undefined;
}

export type PublishedPolicy = "none" | "quarantine" | "reject";
export type AlignmentMode = "r" | "s";

/** The policy record as the reporter saw it. Names are lower case without a trailing dot, everywhere in a report. */
export interface PolicyPublished {
  readonly domain: string;
  readonly p: PublishedPolicy;
  readonly sp?: PublishedPolicy | undefined;
  readonly np?: PublishedPolicy | undefined;
  readonly adkim?: AlignmentMode | undefined;
  readonly aspf?: AlignmentMode | undefined;
  /** RFC 7489 only: 0 to 100. */
  readonly pct?: number | undefined;
  readonly fo?: string | undefined;
  /** RFC 9990: how the policy was found, the tag `t` of the policy record. */
  readonly discoveryMethod?: "psl" | "treewalk" | undefined;
  readonly testing?: "y" | "n" | undefined;
}

export interface FeedbackRecord {
  readonly row: Row;
  readonly identifiers: Identifiers;
  readonly authResults: AuthResults;
}

export interface Row {
  /** In canonical text (RFC 5952); an IPv4-mapped address as IPv4. Empty where the reporter named none. */
  readonly sourceIp: string;
  /** Messages; 0 where the reporter said so. */
  readonly count: number;
  readonly policyEvaluated: PolicyEvaluated;
}

/** `pass` is RFC 9990's word for mail that passed DMARC; RFC 7489 says `none` of it. */
export type Disposition = "none" | "quarantine" | "reject" | "pass";

export interface PolicyEvaluated {
  readonly disposition: Disposition;
  /** Aligned results. */
  readonly dkim: "pass" | "fail";
  readonly spf: "pass" | "fail";
  readonly reasons: readonly OverrideReason[];
}

export interface OverrideReason {
  readonly type: OverrideType;
  readonly comment?: string | undefined;
}

/** RFC 9990 §3.1.1.14 and RFC 7489 Appendix C; what neither knows is `other`, with its own word in the comment. */
export type OverrideType =
  "forwarded" | "local_policy" | "mailing_list" | "other" | "policy_test_mode" | "sampled_out" | "trusted_forwarder";

export interface Identifiers {
  readonly headerFrom: string;
  /** Empty for the null sender; absent where the reporter kept it to itself. */
  readonly envelopeFrom?: string | undefined;
  readonly envelopeTo?: string | undefined;
}

export interface AuthResults {
  readonly dkim: readonly DkimAuthResult[];
  readonly spf: readonly SpfAuthResult[];
}

export type DkimResult = "none" | "pass" | "fail" | "policy" | "neutral" | "temperror" | "permerror";
export type SpfAuthResultWord =
  "none" | "neutral" | "pass" | "fail" | "softfail" | "policy" | "temperror" | "permerror";

export interface DkimAuthResult {
  readonly domain: string;
  readonly selector?: string | undefined;
  readonly result: DkimResult;
  readonly humanResult?: string | undefined;
}

export interface SpfAuthResult {
  readonly domain: string;
  /** Absent where the reporter did not say. */
  readonly scope?: "helo" | "mfrom" | undefined;
  readonly result: SpfAuthResultWord;
  readonly humanResult?: string | undefined;
}
