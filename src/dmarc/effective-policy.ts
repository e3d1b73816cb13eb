/**
 * What a policy record asks for, as receivers of RFC 7489 and of RFC 9989 read it. Both are out there: a record is safe only
 * where it means the same to the two.
 */
import type { Policy } from "./policy-record.ts";
import { isStricter, oneLower, stricterOf } from "./strictness.ts";

export type Reading = "rfc7489" | "rfc9989";
export const readings: readonly Reading[] = ["rfc7489", "rfc9989"];

/** A name in From, seen from the policy domain: that domain, a name below it that exists, one that does not. */
export type NameKind = "apex" | "subdomain" | "nonexistent";
export const nameKinds: readonly NameKind[] = ["apex", "subdomain", "nonexistent"];

/** The tags that decide what becomes of a message. `pct` stands in records of others only: a spec cannot say it. */
export interface PolicyTags {
  readonly p: Policy;
  readonly sp?: Policy | undefined;
  readonly np?: Policy | undefined;
  readonly t?: "y" | "n" | undefined;
  /** 0 to 100. */
  readonly pct?: number | undefined;
}

/** What is done with messages that fail: `policy` with that share of them (above 0, at most 1), `rest` with the others. */
export interface AppliedPolicy {
  readonly policy: Policy;
  readonly share: number;
  readonly rest: Policy;
}

/** The effective policies of a domain, by the tag that sets each: what a rollout moves along. */
export interface Stage {
  readonly p: Policy;
  readonly sp: Policy;
  readonly np: Policy;
}

export type StagePart = keyof Stage;
/** In the order of `nameKinds`. */
const stageParts: readonly StagePart[] = ["p", "sp", "np"];

export type PolicyByName = Readonly<Record<NameKind, Policy>>;

export interface EffectivePolicies {
  readonly rfc7489: PolicyByName;
  readonly rfc9989: PolicyByName;
  /** Names for which the two do not do the same, also where only `pct` makes the difference. */
  readonly differs: readonly NameKind[];
}

/**
 * The policy for one kind of name. RFC 9989 §4.7: with `t=y` one level lower than asked. RFC 7489 §6.6.4: the policy is
 * for `pct` of 100 failing messages, the others are treated one level lower (§6.7); neither knows the tag of the other.
 */
export function appliedPolicy(tags: PolicyTags, kind: NameKind, reading: Reading): AppliedPolicy {
  const asked = askedPolicy(tags, kind, reading);
  if (reading === "rfc9989") return toAll(tags.t === "y" ? oneLower(asked) : asked);
  const share = shareOf(tags.pct);
  if (share === 0) return toAll(oneLower(asked));
  return share === 1 || asked === "none" ? toAll(asked) : { policy: asked, share, rest: oneLower(asked) };
}

/** The strictest that can happen to a message of such a name; `appliedPolicy` also says to how many of them. */
export function policyFor(tags: PolicyTags, kind: NameKind, reading: Reading): Policy {
  return appliedPolicy(tags, kind, reading).policy;
}

/** Both readings side by side, for each kind of name. */
export function effectivePolicies(tags: PolicyTags): EffectivePolicies {
  const [rfc7489, rfc9989] = [policyByName(tags, "rfc7489"), policyByName(tags, "rfc9989")];
  const differs = nameKinds.filter(
    kind => rfc7489[kind] !== rfc9989[kind] || appliedPolicy(tags, kind, "rfc7489").share < 1,
  );
  return { rfc7489, rfc9989, differs };
}

/** The stage as one of the two reads it. */
export function stageOf(tags: PolicyTags, reading: Reading): Stage {
  const { apex, subdomain, nonexistent } = policyByName(tags, reading);
  return { p: apex, sp: subdomain, np: nonexistent };
}

/**
 * The stage as the stricter of the two reads it, for each kind of name: what mail must be ready for, since nobody chooses
 * which of them a recipient follows.
 */
export function strictestStage(tags: PolicyTags): Stage {
  const [old, current] = [stageOf(tags, "rfc7489"), stageOf(tags, "rfc9989")];
  return { p: stricterOf(old.p, current.p), sp: stricterOf(old.sp, current.sp), np: stricterOf(old.np, current.np) };
}

/** The parts of the stage that are stricter in `to` than in `from`. */
export function rises(from: Stage, to: Stage): readonly StagePart[] {
  return stageParts.filter(part => isStricter(to[part], from[part]));
}

/**
 * The parts that either reading makes stricter, or applies to a larger share. The strictest stages alone would hide it: with
 * `p=reject; t=y` gone to `p=reject`, it is only receivers of RFC 9989 who begin to reject.
 */
export function risesForAnyone(from: PolicyTags, to: PolicyTags): readonly StagePart[] {
  return nameKinds.flatMap((kind, index) => {
    const higher = readings.some(reading =>
      isHigher(appliedPolicy(to, kind, reading), appliedPolicy(from, kind, reading)),
    );
    const part = stageParts[index];
    return higher && part !== undefined ? [part] : [];
  });
}

function isHigher(a: AppliedPolicy, b: AppliedPolicy): boolean {
  return isStricter(a.policy, b.policy) || (a.policy === b.policy && a.share > b.share);
}

/** RFC 9989 §4.10.1: p for the policy domain; np, then sp, then p below it. RFC 7489 §6.6.3 knows no np. */
function askedPolicy({ p, sp, np }: PolicyTags, kind: NameKind, reading: Reading): Policy {
  if (kind === "apex") return p;
  const existing = sp ?? p;
  // RFC 9091 §3.2 brought np to receivers of RFC 7489 as an experiment; most never took it up.
  return kind === "nonexistent" && reading === "rfc9989" ? (np ?? existing) : existing;
}

/** RFC 7489 §6.3: pct is 100 where it is absent or no number from 0 to 100. */
function shareOf(pct: number | undefined): number {
  return pct === undefined || !(pct >= 0 && pct <= 100) ? 1 : pct / 100;
}

function toAll(policy: Policy): AppliedPolicy {
  return { policy, share: 1, rest: policy };
}

function policyByName(tags: PolicyTags, reading: Reading): PolicyByName {
  return {
    apex: policyFor(tags, "apex", reading),
    subdomain: policyFor(tags, "subdomain", reading),
    nonexistent: policyFor(tags, "nonexistent", reading),
  };
}
