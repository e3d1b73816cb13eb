/** One TLS report as data (RFC 8460 §4.4). Names are lower case without a trailing dot; addresses in canonical text. */

export interface TlsReport {
  readonly organizationName: string;
  readonly contactInfo?: string | undefined;
  readonly reportId: string;
  /** Seconds since 1970-01-01T00:00:00Z, both ends as reported. */
  readonly dateRange: { readonly begin: number; readonly end: number };
  readonly policies: readonly TlsPolicyResult[];
}

export interface TlsPolicyResult {
  /** RFC 8460 §4.2: the kind of policy the reporter found; `other` for words that it does not know. */
  readonly policyType: "tlsa" | "sts" | "no-policy-found" | "other";
  /** TLSA records or lines of the MTA-STS policy, as applied. */
  readonly policyStrings: readonly string[];
  readonly policyDomain: string;
  readonly mxHosts: readonly string[];
  /** Sessions. */
  readonly successful: number;
  readonly failed: number;
  readonly failures: readonly TlsFailure[];
}

export interface TlsFailure {
  /** A word of RFC 8460 §4.3 or a reporter's own, lower case. */
  readonly resultType: string;
  readonly sendingMtaIp?: string | undefined;
  readonly receivingMxHostname?: string | undefined;
  readonly receivingIp?: string | undefined;
  /** Sessions. */
  readonly failed: number;
  readonly failureReasonCode?: string | undefined;
  readonly additionalInformation?: string | undefined;
}
