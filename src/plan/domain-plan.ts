/** What a plan is: the RRsets a domain should have, and what a person should know about them. */
import type { RRset } from "../dns/rrset.ts";
import type { PolicyRecord } from "../dmarc/policy-record.ts";
import type { Finding } from "../finding.ts";
import type { HostChoice } from "../spec/domain-spec.ts";

export interface DomainPlan {
  readonly domain: string;
  /** Spec file. */
  readonly file: string;
  readonly zone: string;
  readonly host: HostChoice;
  /** Canonical order (RFC 4034 §6.1), one an owner name and type. */
  readonly rrsets: readonly RRset[];
  readonly policy?: PolicyRecord | undefined;
  /** Authorisation records of other managed domains that this domain's reports need first (RFC 9990 §4). */
  readonly authorisedBy: readonly Authorisation[];
  readonly findings: readonly Finding[];
}

/** One external-report authorisation record: `<client>._report._dmarc.<host>`, in the plan of `domain`. */
export interface Authorisation {
  readonly domain: string;
  readonly name: string;
}

export interface FleetPlan {
  /** Sorted by domain. */
  readonly domains: readonly DomainPlan[];
  /** All findings, those of unplanned specs too, in stable order. */
  readonly findings: readonly Finding[];
}

/** Roles that other code looks for by name. */
export const SPF_ROLE = "spf";
export const DKIM_ROLE = "dkim";
export const DMARC_ROLE = "dmarc";
export const AUTHORISATION_ROLE = "report-authorisation";
