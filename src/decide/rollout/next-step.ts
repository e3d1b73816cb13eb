/** One step of a policy on its way to reject, by the keys of the spec that it changes. */
import type { PolicyTags } from "../../dmarc/effective-policy.ts";
import type { Policy } from "../../dmarc/policy-record.ts";
import { isStricter } from "../../dmarc/strictness.ts";

export type PolicyKey = "policy" | "subdomainPolicy" | "nonexistentPolicy";

/** By key of the spec's `dmarc`; only what is written there and changes. */
export type PolicyChange = Readonly<Partial<Record<PolicyKey, { readonly from: Policy; readonly to: Policy }>>>;

export interface Step {
  /** What the part that is furthest behind rises to. */
  readonly level: Exclude<Policy, "none">;
  readonly from: PolicyTags;
  readonly to: PolicyTags;
  readonly change: PolicyChange;
}

const tagOf = { policy: "p", subdomainPolicy: "sp", nonexistentPolicy: "np" } as const;
const keys = Object.keys(tagOf) as readonly PolicyKey[];

const higher = { none: "quarantine", quarantine: "reject", reject: undefined } as const;

/** The lowest of what p, sp and np ask for: RFC 9989 §4.7 has np fall back to sp, and sp to p. */
export function lowestLevel({ p, sp = p, np = sp }: PolicyTags): Policy {
  return [p, sp, np].reduce((lowest, one) => (isStricter(lowest, one) ? one : lowest));
}

/** Undefined where everything stands at reject. */
export function nextStep(tags: PolicyTags): Step | undefined {
  const level = higher[lowestLevel(tags)];
  return level === undefined ? undefined : stepTo(tags, level);
}

/**
 * What is written and stands below the level rises to it; what is stricter stays, and what is not written follows as it did.
 * Undefined where nothing stands below the level.
 */
export function stepTo(tags: PolicyTags, level: Step["level"]): Step | undefined {
  const change = changeBetween(tags, {
    p: atLeast(tags.p, level),
    sp: tags.sp && atLeast(tags.sp, level),
    np: tags.np && atLeast(tags.np, level),
  });
  return Object.keys(change).length === 0 ? undefined : { level, from: tags, to: changed(tags, change), change };
}

/** What leads from one policy to the other where both have the same keys; a key that only one of them has stays as it is. */
export function changeBetween(from: PolicyTags, to: PolicyTags): PolicyChange {
  return Object.fromEntries(
    keys.flatMap(key => {
      const [before, after] = [from[tagOf[key]], to[tagOf[key]]];
      return before === undefined || after === undefined || before === after
        ? []
        : [[key, { from: before, to: after }]];
    }),
  );
}

/** What takes a step back: no part that is written stays above what the name had before, and none rises. */
export function changeBack(now: PolicyTags, before: PolicyTags): PolicyChange {
  const { p, sp = p, np = sp } = before;
  return changeBetween(now, {
    p: atMost(now.p, p),
    sp: now.sp && atMost(now.sp, sp),
    np: now.np && atMost(now.np, np),
  });
}

export function changed(tags: PolicyTags, change: PolicyChange): PolicyTags {
  const set = keys.flatMap(key => (change[key] === undefined ? [] : [[tagOf[key], change[key].to]]));
  return { ...tags, ...(Object.fromEntries(set) as Partial<PolicyTags>) };
}

function atLeast(policy: Policy, level: Policy): Policy {
  return isStricter(level, policy) ? level : policy;
}

function atMost(policy: Policy, level: Policy): Policy {
  return isStricter(policy, level) ? level : policy;
}
