/** Consent to reports from other domains (RFC 9990 §4): a TXT below the host that takes them. */
import { isAtOrBelow } from "../dns/owner-name.ts";

/** The whole record: its first tag is the version, and nothing else is needed (RFC 9990 §4). */
export const AUTHORISATION_TEXT = "v=DMARC1";

/** The name whose TXT says that `reportHost` takes reports about `policyDomain` (RFC 9990 §4). */
export function authorisationName(policyDomain: string, reportHost: string): string {
  return `${policyDomain}._report._dmarc.${reportHost}`;
}

/**
 * Whether reports about a domain need the consent of the host they go to: RFC 9990 §4 asks for it when the organizational
 * domains differ. Where one name is at or below the other they do not, short of a public suffix between the two; siblings
 * count as different here, because a record too many does no harm and a missing one loses the reports.
 */
export function needsAuthorisation(policyDomain: string, reportHost: string): boolean {
  return !isAtOrBelow(policyDomain, reportHost) && !isAtOrBelow(reportHost, policyDomain);
}
