/** What a plan is: the RRsets a domain should have, and what a person should know about them. */
import type { RRset } from "../dns/rrset.ts";
import type { PolicyRecord } from "../dmarc/policy-record.ts";
import type { Finding } from "../finding.ts";
import type { DeletePermission, HostChoice } from "../spec/domain-spec.ts";
import type { AcknowledgedSource, RolloutSpec } from "../spec/rollout-spec.ts";
import type { SpfNode } from "../spf/spf-tree.ts";
import type { DeclaredSource } from "./declared-sources.ts";
import type { PlannedSelector } from "./planned-selector.ts";

export interface DomainPlan {
  readonly domain: string;
  /** Spec file. */
  readonly file: string;
  readonly zone: string;
  readonly host: HostChoice;
  /** A second host of another kind, while the domain moves. */
  readonly alsoAt?: HostChoice | undefined;
  /** False for a parked domain: nothing of it is missed by mail. */
  readonly sends: boolean;
  /** Everything the spec says may send in its name; none for a parked domain. */
  readonly declared: readonly DeclaredSource[];
  /** Every DKIM selector; none for a parked domain, whose wildcard revokes them all. */
  readonly selectors: readonly PlannedSelector[];
  /** Names that had a key once and may have none again, lower case. */
  readonly retiredSelectors: readonly string[];
  readonly allowDeletes?: DeletePermission | undefined;
  /** Canonical order (RFC 4034 §6.1), one an owner name and type. */
  readonly rrsets: readonly RRset[];
  readonly policy?: PolicyRecord | undefined;
  readonly rollout?: RolloutSpec | undefined;
  readonly acknowledged?: readonly AcknowledgedSource[] | undefined;
  /** The SPF records of the domain's names, the apex first; not those that only take up the overflow of another. */
  readonly spf: readonly PlannedSpf[];
  /** Authorisation records of other managed domains that this domain's reports need first (RFC 9990 §4). */
  readonly authorisedBy: readonly Authorisation[];
  readonly findings: readonly Finding[];
}

/** One SPF record and what it is made of. */
export interface PlannedSpf {
  readonly name: string;
  /** The record as it is published. */
  readonly text: string;
  /** The record before anything was flattened; equal to `text` where nothing was. */
  readonly source: string;
  /** What each service and each of the spec's own terms brings, in the order of the record. */
  readonly parts: readonly SpfPart[];
  /** The published record, followed through the plan's own names and the lock. */
  readonly tree: SpfNode;
}

export interface SpfPart {
  /** Terms as they were given, before flattening. */
  readonly terms: readonly string[];
  /** Terms as they are published. */
  readonly published: readonly string[];
  /** Service id; absent for a term of the spec's own. */
  readonly service?: string;
  /** Where it stands in the spec: `services[1]`, `spf.terms[0]`. */
  readonly path: string;
  readonly flatten: boolean;
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
/** Records that the SPF record includes, for what it has no room for. */
export const SPF_OVERFLOW_ROLE = "spf-overflow";
export const DKIM_ROLE = "dkim";
export const DMARC_ROLE = "dmarc";
export const AUTHORISATION_ROLE = "report-authorisation";
