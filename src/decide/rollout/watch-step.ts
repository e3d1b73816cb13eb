/** What a step did to the mail: each declared service before it and after it, from what receivers reported. */
import { risesForAnyone, strictestStage, type PolicyTags, type StagePart } from "../../dmarc/effective-policy.ts";
import { isStricter } from "../../dmarc/strictness.ts";
import { evidenceText } from "../../feedback/evidence-text.ts";
import type { Evidence, EvidencePolicy, ReplayRow } from "../../feedback/evidence.ts";
import type { DomainPlan } from "../../plan/domain-plan.ts";
import { plural } from "../plural.ts";
import { allowedFailures } from "../thresholds.ts";
import { mailUnder, type MailUnder, type SourceMail } from "./mail-under.ts";

/** `waiting`: no report shows the step yet. `unknown`: nothing tells of the mail before it. */
export type WatchVerdict = "dropped" | "steady" | "waiting" | "unknown";

export interface StepWatch {
  readonly verdict: WatchVerdict;
  /** Days on which the policy before and the one after were seen. */
  readonly days: { readonly before: number | undefined; readonly after: number | undefined };
  /** All that the spec declares. */
  readonly services: readonly ServiceWatch[];
  /** Mail that authenticates as nobody: what the step is for. */
  readonly spoofed: { readonly before: SourceMail | undefined; readonly after: SourceMail };
  /** Messages after the step that stand in no row, so that nobody knows under which policy they came. */
  readonly untold: number;
}

export interface ServiceWatch {
  /** `DeclaredSource.id`. */
  readonly id: string;
  readonly before: SourceMail | undefined;
  readonly after: SourceMail;
  /** One sentence with the figures; absent where nothing dropped. */
  readonly drop?: string | undefined;
  /** The mail that failed after the step, most first. */
  readonly failing: readonly ReplayRow[];
}

export interface WatchInput {
  readonly plan: DomainPlan;
  /** Policies before and after the step. */
  readonly from: PolicyTags;
  readonly to: PolicyTags;
  /** As it was made before the step; absent where there is none. */
  readonly earlier: Evidence | undefined;
  readonly now: Evidence | undefined;
}

/** One or two messages that go astray are no trend. */
const LEAST_FAILED = 3;
const none: SourceMail = { messages: 0, passed: 0, stopped: 0, failing: [] };

/** Mail of the days since the step counts as after it, however far the evidence reaches back. */
export function watchStep({ plan, from, to, earlier, now }: WatchInput): StepWatch {
  const parts = risesForAnyone(from, to);
  const isAfter = (policy: EvidencePolicy): boolean => policy.domain === plan.domain && stands(policy, to, parts);
  const isBefore = (policy: EvidencePolicy): boolean => !isAfter(policy);
  const after = now && mailUnder(now, isAfter);
  const before = (earlier && mailUnder(earlier, isBefore)) ?? (now && mailUnder(now, isBefore));
  const days = { before: before?.days, after: after?.days };
  if (after === undefined)
    return { verdict: "waiting", days, services: [], spoofed: { before: undefined, after: none }, untold: 0 };
  const services = plan.declared.map(({ id }) => watchService(id, before, after, plan.rollout?.minimum?.passRate));
  const dropped = services.some(({ drop }) => drop !== undefined);
  return {
    verdict: dropped ? "dropped" : before === undefined ? "unknown" : "steady",
    days,
    services,
    spoofed: {
      before: before && (before.bySource.get("unauthenticated") ?? none),
      after: after.bySource.get("unauthenticated") ?? none,
    },
    untold: after.untold,
  };
}

/** Whether all that rose in the step stands as high as it rose. */
function stands(policy: EvidencePolicy, to: PolicyTags, parts: readonly StagePart[]): boolean {
  const [seen, wanted] = [strictestStage({ ...policy, t: policy.testing }), strictestStage(to)];
  // Reporters of RFC 7489 tell of no np, so it is looked at where nothing else rose.
  const told = parts.filter(part => part !== "np");
  return (told.length > 0 ? told : parts).every(part => !isStricter(wanted[part], seen[part]));
}

function watchService(
  id: string,
  before: MailUnder | undefined,
  after: MailUnder,
  passRate: number | undefined,
): ServiceWatch {
  const key = `declared ${evidenceText(id)}`;
  const mail = after.bySource.get(key) ?? none;
  const earlier = before && (before.bySource.get(key) ?? none);
  return { id, before: earlier, after: mail, drop: dropOf(earlier, mail, passRate), failing: mail.failing };
}

/** Both need more than the gate lets fail, and more than failed before the step: what was bad already did not drop. */
function dropOf(before: SourceMail | undefined, after: SourceMail, passRate: number | undefined): string | undefined {
  const most = Math.max(LEAST_FAILED - 1, allowedFailures(after.messages, passRate));
  const failed = after.messages - after.passed;
  const hadMail = before !== undefined && before.messages > 0;
  if (failed > most && hadMail && failed * before.messages > (before.messages - before.passed) * after.messages)
    return `${plural(failed, "message")} of ${after.messages.toLocaleString("en")} failed since the step, ${ofBefore(before.messages - before.passed, before)} before it.`;
  if (after.stopped > most && (!hadMail || after.stopped * before.messages > before.stopped * after.messages)) {
    const then = hadMail ? `, ${ofBefore(before.stopped, before)} before it` : "";
    return `${plural(after.stopped, "message")} of ${after.messages.toLocaleString("en")} went into quarantine or ${after.stopped === 1 ? "was" : "were"} rejected since the step${then}.`;
  }
  return undefined;
}

function ofBefore(count: number, { messages }: SourceMail): string {
  return `${count.toLocaleString("en")} of ${messages.toLocaleString("en")}`;
}
