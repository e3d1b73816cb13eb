/**
 * May the declared policy stand? Judged is a rise over what reporters saw published, and nothing else: what is looser or as it
 * was is never held up. docs/gate.md says why each thing is decided as it is.
 */
import {
  risesForAnyone,
  strictestStage,
  type PolicyTags,
  type Stage,
  type StagePart,
} from "../dmarc/effective-policy.ts";
import { isStricter } from "../dmarc/strictness.ts";
import type { Evidence } from "../feedback/evidence.ts";
import type { DomainPlan } from "../plan/domain-plan.ts";
import type { FleetSpec } from "../spec/fleet-spec.ts";
import type { AdoptedPolicy } from "../spec/rollout-spec.ts";
import { gateRules } from "./gate-rules.ts";
import { publishedStage, type PublishedStage } from "./published-stage.ts";
import { stageText } from "./stage-text.ts";
import { thresholds, weeklyMessages } from "./thresholds.ts";
import type { GateResult, RuleResult, Verdict } from "./verdict.ts";

export interface GateInput {
  readonly plan: DomainPlan;
  /** Absent where there is none; `fault` says why, where it is more than that. */
  readonly evidence: Evidence | undefined;
  readonly fault?: string | undefined;
  readonly fleet: FleetSpec;
  /** ISO date. */
  readonly today: string;
  /** In place of the plan's own policy, to ask what another would be judged as. */
  readonly policy?: PolicyTags | undefined;
}

/** Undefined where the spec's errors leave no policy to judge. */
export function gate(input: GateInput): GateResult | undefined {
  const { plan, today } = input;
  const tags = input.policy ?? plan.policy;
  if (tags === undefined) return undefined;
  const declared = strictestStage(tags);
  const { domain, rollout } = plan;
  if (!plan.sends) {
    const rules = [
      { id: "parked", ok: true, detail: "Nothing may send in its name, so nothing has to be waited for." },
    ];
    return { domain, declared, rises: [], verdict: "allowed", rules };
  }
  const judged = judge(input, tags, declared);
  const override = rollout?.override;
  if (judged.verdict === "allowed" || judged.rises.length === 0 || override === undefined || override.until < today)
    return { domain, declared, ...judged };
  return { domain, declared, ...judged, verdict: "allowed", override, overridden: judged.verdict };
}

type Judged = Pick<GateResult, "published" | "rises" | "unshown" | "verdict" | "rules">;

function judge({ plan, evidence, fault, fleet, today }: GateInput, tags: PolicyTags, declared: Stage): Judged {
  const adopted = adoptedTags(plan.rollout?.adopted);
  const published = evidence === undefined ? undefined : publishedStage(evidence);
  if (evidence === undefined || published === undefined) {
    // A new domain starts at none, and so does one of which nobody knows where it stands.
    const rises = risesForAnyone(adopted ?? { p: "none" }, tags);
    const known: RuleResult = { id: "published-known", ok: "unknown", ...unknownStage(plan, evidence, fault, rises) };

    return { rises, verdict: "insufficient", rules: [known] };
  }
  const { stage } = published;
  const rises = risesOver(published, tags, adopted);
  if (rises.length === 0) {
    const what = isLooser(declared, stage)
      ? `Looser than ${stageText(stage)}, which is published`
      : `${stageText(declared)} is published already`;
    return {
      published: stage,
      rises,
      verdict: "allowed",
      rules: [{ id: "no-rise", ok: true, detail: `${what}; that is never held up.` }],
    };
  }
  const measure = thresholds(weeklyMessages(evidence), plan.rollout?.minimum);
  const gateCase = { plan, evidence, published, declared, rises, thresholds: measure, fleet, today };
  const results = gateRules.map(rule => ({ unmet: rule.unmet, result: { id: rule.id, ...rule.judge(gateCase) } }));
  const unshown = !published.showsNp && rises.every(part => part === "np") ? { unshown: true as const } : {};
  const rules = results.map(({ result }) => result);
  return { published: stage, rises, ...unshown, verdict: verdictOf(results), rules };
}

function verdictOf(results: readonly { readonly unmet: Verdict; readonly result: RuleResult }[]): Verdict {
  if (results.some(({ unmet, result }) => result.ok === false && unmet === "blocked")) return "blocked";
  return results.every(({ result }) => result.ok === true) ? "allowed" : "insufficient";
}

/** Stricter, to anyone, than everything that is still published. */
function risesOver(
  { policies, showsNp }: PublishedStage,
  tags: PolicyTags,
  adopted: PolicyTags | undefined,
): readonly StagePart[] {
  const all: readonly StagePart[] = ["p", "sp", "np"];
  const rises = all.filter(part => policies.every(policy => risesForAnyone(policy, tags).includes(part)));
  // Nobody but reporters of RFC 9990 tells of np, and what was adopted is then all that is known of it.
  const isAdopted = !showsNp && adopted !== undefined && !risesForAnyone(adopted, tags).includes("np");
  return isAdopted ? rises.filter(part => part !== "np") : rises;
}

function adoptedTags(adopted: AdoptedPolicy | undefined): PolicyTags | undefined {
  if (adopted === undefined) return undefined;
  const { policy, subdomainPolicy, nonexistentPolicy } = adopted;
  return { p: policy, sp: subdomainPolicy, np: nonexistentPolicy };
}

function isLooser(declared: Stage, published: Stage): boolean {
  return (["p", "sp", "np"] as const).some(part => isStricter(published[part], declared[part]));
}

function unknownStage(
  { domain, rollout }: DomainPlan,
  evidence: Evidence | undefined,
  fault: string | undefined,
  rises: readonly StagePart[],
): Pick<RuleResult, "detail" | "fix"> {
  const why =
    evidence !== undefined
      ? `no report from ${evidence.window.first} to ${evidence.window.last} says what is published`
      : (fault ?? `there is no evidence/${domain}.json`);
  const adopted = rollout?.adopted === undefined ? "" : `, beside what was adopted on ${rollout.adopted.on}`;
  const harmless = rises.length === 0 ? "; nothing rises over that" : "";
  const detail = `Nothing is known of its mail${adopted}: ${why}${harmless}.`;
  const fix =
    rises.length === 0
      ? undefined
      : "Start at none and let mailwright ingest and mailwright evidence tell of its mail; where the policy has stood already, say so in rollout.adopted.";
  return { detail, fix };
}
