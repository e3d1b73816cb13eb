/** What a check looks at: the spec, what was wanted, and what it was merged to. */
import type { RRset } from "../dns/rrset.ts";
import type { PolicyRecord } from "../dmarc/policy-record.ts";
import type { LocalFinding } from "../finding.ts";
import type { CheckedSpec } from "../spec/parse-spec.ts";
import type { PlannedSpf } from "./domain-plan.ts";
import type { ServiceContribution } from "./contributions.ts";
import type { WantedRecord } from "./wanted-record.ts";

export interface DraftPlan {
  readonly spec: CheckedSpec;
  readonly wanted: readonly WantedRecord[];
  readonly rrsets: readonly RRset[];
  readonly from: readonly ServiceContribution[];
  readonly policy: PolicyRecord | undefined;
  readonly spf: readonly PlannedSpf[];
}

/** One rule a file, in checks/, named for its finding's id. */
export type DomainCheck = (draft: DraftPlan) => readonly LocalFinding[];
