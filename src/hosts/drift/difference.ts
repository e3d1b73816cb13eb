/** One difference between a plan and the DNS, before and after somebody has said where it may come from. */
import type { DomainPlan } from "../../plan/domain-plan.ts";
import type { DirectAnswer, LiveDomain } from "./live-domain.ts";

export type DriftKind = "missing" | "extra" | "different" | "unreachable";

/** One thing a name should say: an RRset of the plan, or the part of one that stands for itself. */
export interface Slot {
  readonly name: string;
  readonly type: "TXT" | "CNAME" | "MX";
  /** `string` is one string at a name that many share; `authorisation` consent to reports (RFC 9990 §4). */
  readonly purpose: "spf" | "dmarc" | "dkim" | "authorisation" | "string" | "other";
  /** Values in plan form; none where nothing should stand. */
  readonly expected: readonly string[];
  /** Where nothing is expected: the strings that have slots of their own here, and which others count as drift. */
  readonly beside?: { readonly declared: readonly string[]; readonly counts: "all" | "mail" };
}

export interface Difference {
  readonly slot: Slot;
  readonly kind: DriftKind;
  /** Values in plan form; those of another type behind their type: `CNAME _dmarc.vendor.example`. */
  readonly found: readonly string[];
  readonly answer: DirectAnswer;
  /** Names of the servers that say so. */
  readonly servers: readonly string[];
  /** Names of the servers that say what the plan says. */
  readonly agreeing: readonly string[];
}

export interface DriftContext {
  readonly plan: DomainPlan;
  readonly live: LiveDomain;
  /** What the servers of the difference, or the first of them that knows, say of another name. */
  readonly answer: (type: string, name: string) => DirectAnswer | undefined;
}

/** What to do: take it into the spec, put the planned value back, or let time do it. */
export type Advice = "adopt" | "revert" | "wait";

export interface Cause {
  /** Stable, kebab-case. */
  readonly id: string;
  /** What happened, in one sentence. */
  readonly says: string;
  readonly advice: Advice;
  /** What to do, in one sentence. */
  readonly fix: string;
}

/** One known cause a file, named for its id; undefined where it does not fit. */
export type NameCause = (difference: Difference, context: DriftContext) => Cause | undefined;

/** How a planned value comes back; what stands there is shown before anything is changed. */
export const PUT_BACK = "mailwright up -- --refresh";

/** Rdata of one type in an answer. */
export function rdataOf(answer: DirectAnswer | undefined, type: string): readonly string[] {
  return answer?.status === "ok" ? answer.records.filter(one => one.type === type).map(({ rdata }) => rdata) : [];
}
