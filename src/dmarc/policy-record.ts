/** DMARC policy records (RFC 9989 §4.7): the TXT at `_dmarc.<policy domain>`. */

export type Policy = "none" | "quarantine" | "reject";
export type AlignmentMode = "r" | "s";
export type FailureOption = "0" | "1" | "d" | "s";

export interface PolicyRecord {
  readonly p: Policy;
  readonly sp?: Policy | undefined;
  readonly np?: Policy | undefined;
  readonly adkim?: AlignmentMode | undefined;
  readonly aspf?: AlignmentMode | undefined;
  readonly fo?: readonly FailureOption[] | undefined;
  /** Report URIs, percent-decoded: `mailto:dmarc@reports.msp.example`. */
  readonly rua?: readonly string[] | undefined;
  readonly ruf?: readonly string[] | undefined;
  readonly t?: "y" | "n" | undefined;
  readonly psd?: "y" | "n" | "u" | undefined;
}
