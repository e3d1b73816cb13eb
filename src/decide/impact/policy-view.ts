/** The policy and the alignment that a receiver finds under a plan for a name in From. */
import { isAligned } from "../../dmarc/alignment.ts";
import { discoverPolicy } from "../../dmarc/discover-policy.ts";
import { policyFor, type PolicyTags, type Reading } from "../../dmarc/effective-policy.ts";
import {
  declaredOrganizationalDomain,
  sameByDeclaration,
  sameByTreeWalk,
  type SameOrganization,
} from "../../dmarc/organizational-domain.ts";
import type { Policy, PolicyRecord } from "../../dmarc/policy-record.ts";
import type { PolicyTexts } from "../../dmarc/tree-walk.ts";
import { selfAndAncestors, under } from "../../dns/owner-name.ts";
import { plannedZone, type PublishedPlan } from "./planned-zone.ts";

export type Modes = Pick<PolicyRecord, "aspf" | "adkim">;

/** What is asked of failing mail from one name. */
export interface AuthorPolicy {
  readonly modes: Modes;
  readonly tags: PolicyTags;
  /** False for names below the policy domain. */
  readonly isApex: boolean;
  /** For the name, if it exists and if it does not; the same for the policy domain itself. */
  readonly existing: Policy;
  readonly missing: Policy;
}

export interface PolicyView {
  /** Undefined where DMARC is not applied. */
  policyOf(author: string): AuthorPolicy | undefined;
  readonly same: SameOrganization;
}

/** `elsewhere` are the policy records that the plan does not have: those of other domains. */
export function policyView(domain: string, plan: PublishedPlan, reading: Reading, elsewhere: PolicyTexts): PolicyView {
  const zone = plannedZone(plan.rrsets);
  const texts: PolicyTexts = name => zone.at("TXT", under("_dmarc", name)) ?? (name === domain ? [] : elsewhere(name));
  const declared = new Set([domain, ...selfAndAncestors(domain).filter(name => texts(name).length > 0)]);
  const sight = {
    texts,
    // Both kinds of name are told below.
    exists: () => true,
    organizationalDomain: (name: string) => declaredOrganizationalDomain(name, declared),
  };
  const known = new Map<string, AuthorPolicy | undefined>();
  const discover = (author: string): AuthorPolicy | undefined => {
    const found = discoverPolicy(author, reading, sight);
    return found && authorPolicy(found.record, found.kind === "apex", reading);
  };
  return {
    policyOf: author => {
      if (!known.has(author)) known.set(author, discover(author));
      return known.get(author);
    },
    same: remembered(reading === "rfc9989" ? sameByTreeWalk(texts) : sameByDeclaration(declared)),
  };
}

export function authorPolicy(record: PolicyTags & Modes, isApex: boolean, reading: Reading): AuthorPolicy {
  return {
    modes: record,
    tags: record,
    isApex,
    existing: policyFor(record, isApex ? "apex" : "subdomain", reading),
    missing: policyFor(record, isApex ? "apex" : "nonexistent", reading),
  };
}

/** What passed of one kind of mail. */
export interface Passed {
  /** Domains of MAIL FROM, and d= of signatures. */
  readonly spf: readonly string[];
  readonly dkim: readonly string[];
}

export interface Aligned {
  readonly spf: boolean;
  readonly dkim: boolean;
}

export function alignedUnder(author: string, { spf, dkim }: Passed, modes: Modes, same: SameOrganization): Aligned {
  return {
    spf: spf.some(name => isAligned(name, author, modes.aspf, same)),
    dkim: dkim.some(name => isAligned(name, author, modes.adkim, same)),
  };
}

/** Rows ask for the same few pairs again and again. */
function remembered(same: SameOrganization): SameOrganization {
  const known = new Map<string, Map<string, boolean>>();
  return (a, b) => {
    const answers = known.get(b) ?? new Map<string, boolean>();
    if (answers.size === 0) known.set(b, answers);
    let answer = answers.get(a);
    if (answer === undefined) answers.set(a, (answer = same(a, b)));
    return answer;
  };
}
