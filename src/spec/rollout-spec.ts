/** What a spec says of its domain's way to a stricter policy, and the fleet of everybody's. */
import type { Policy } from "../dmarc/policy-record.ts";

export interface RolloutSpec {
  /** What the evidence must have at least before the policy rises, in place of the gate's own figures. */
  readonly minimum?: RolloutMinimum | undefined;
  /** Lets the policy rise against the gate's verdict. */
  readonly override?: RolloutOverride | undefined;
  /** What was published when the domain came under mailwright: it counts as long as no report shows what is. */
  readonly adopted?: AdoptedPolicy | undefined;
}

export interface RolloutMinimum {
  /** Days of the window that have reports. */
  readonly days?: number | undefined;
  readonly reporters?: number | undefined;
  /** Messages of declared services. */
  readonly messages?: number | undefined;
  /** Days at one stage before the next. */
  readonly stageDays?: number | undefined;
  /** Part of each service's messages that must pass: 0.98. */
  readonly passRate?: number | undefined;
  /** Part of each service's messages that must be aligned by DKIM before reject: 0.9. */
  readonly dkimRate?: number | undefined;
  readonly reason: string;
}

export interface RolloutOverride {
  readonly reason: string;
  /** Who answers for it. */
  readonly who: string;
  /** ISO date: the last day it counts. */
  readonly until: string;
}

export interface AdoptedPolicy {
  readonly policy: Policy;
  readonly subdomainPolicy?: Policy | undefined;
  readonly nonexistentPolicy?: Policy | undefined;
  /** ISO date. */
  readonly on: string;
}

/** A sender that nobody declares and that the owner knows of, or a declared one that is known to be silent. */
export interface AcknowledgedSource {
  /** As the gate names it: `mailchimp`, `k1._domainkey.client.example`. */
  readonly source: string;
  readonly reason: string;
  /** ISO date. */
  readonly since: string;
}
