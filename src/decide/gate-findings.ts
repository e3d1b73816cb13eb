/** What the gate says of one domain, as findings: a policy that is not carried stops a run. */
import { dayAt } from "../feedback/evidence-days.ts";
import type { Finding } from "../finding.ts";
import type { DomainPlan } from "../plan/domain-plan.ts";
import type { RolloutOverride } from "../spec/rollout-spec.ts";
import { moveText, stageText } from "./stage-text.ts";
import type { GateResult, RuleResult } from "./verdict.ts";

const cite = "mailwright: the gate";
/** The sentence names what weighs most; `mailwright gate` has the rest. */
const MOST_RULES = 3;

/** Days: an override is for while something is being mended, and can be renewed where that takes longer. */
const LONGEST_OVERRIDE = 90;

/** Nothing of a domain of which no report tells what is published: that is told of all of them at once. */
export function gateFindings(plan: DomainPlan, gate: GateResult, today: string): readonly Finding[] {
  const { domain, file } = plan;
  const about = { domain, file, name: `_dmarc.${domain}`, cite };
  const override = plan.rollout?.override;
  const expired = override !== undefined && override.until < today;
  if (gate.overridden !== undefined && override !== undefined) {
    const message = `${riseText(gate)} by override until ${override.until} (${override.who}: ${sentence(override.reason)}), while the gate says ${gate.overridden}: ${unmetText(gate)}`;
    const fix = "Do what the rules ask for before the override ends, then remove it.";
    return [
      { ...about, id: "policy-overridden", severity: "warning", message, fix },
      ...lasting(about, override, today),
    ];
  }
  if (gate.verdict === "allowed" || gate.rises.length === 0) return needless(about, override, expired);
  if (expired) {
    const message = `The override of ${override.who} ended on ${override.until}, and the gate still says ${gate.verdict}: ${unmetText(gate)}`;
    const fix = "Declare the policy that the gate allows, or give the override a new reason and date.";
    return [{ ...about, id: "override-expired", severity: "error", message, fix }];
  }
  if (gate.published === undefined) return [];
  // Reports of RFC 7489 leave np out: it may have stood there for years.
  const severity = gate.unshown ? "warning" : "error";
  const message = `${riseText(gate)}, and the evidence does not carry it (${gate.verdict}): ${unmetText(gate)}`;
  const fix = gate.unshown
    ? "Do what the rules ask for or, where np has stood already, say so in rollout.adopted."
    : `Declare ${stageText(gate.published)}, which is published, until mailwright gate ${domain} allows more; rollout.override lets it rise all the same.`;
  return [{ ...about, id: "policy-not-carried", severity, message, fix }];
}

/** `p rises from none to quarantine`; all that rises alike in one. */
function riseText({ rises, declared, published }: GateResult): string {
  const moves = Map.groupBy(rises, part =>
    published === undefined ? `to ${declared[part]}` : moveText(published[part], declared[part]),
  );
  return [...moves]
    .map(([move, parts]) => `${parts.join(" and ")} ${parts.length === 1 ? "rises" : "rise"} ${move}`)
    .join(", ");
}

/** What is not met, in one sentence: what is known to be wrong goes before what is not known. */
function unmetText({ rules }: GateResult): string {
  const unmet = [...rules.filter(({ ok }) => ok === false), ...rules.filter(({ ok }) => ok === "unknown")];
  const shown = unmet.slice(0, MOST_RULES).map(({ id, detail }: RuleResult) => `${id}: ${sentence(detail)}`);
  const more = unmet.length - shown.length;
  return `${shown.join("; ")}${more > 0 ? `; and ${more} more` : ""}.`;
}

function lasting(
  about: Pick<Finding, "domain" | "file" | "name" | "cite">,
  { who, until }: RolloutOverride,
  today: string,
): readonly Finding[] {
  if (until <= dayAt(today, LONGEST_OVERRIDE)) return [];
  const message = `The override of ${who} lasts until ${until}, more than ${LONGEST_OVERRIDE} days from now; until then nothing of this domain is judged.`;
  const fix = "Give the day by which the rules can be met, and renew it then if need be.";
  return [{ ...about, id: "override-long", severity: "warning", message, fix }];
}

function needless(
  about: Pick<Finding, "domain" | "file" | "name" | "cite">,
  override: RolloutOverride | undefined,
  expired: boolean,
): readonly Finding[] {
  if (override === undefined) return [];
  const message = expired
    ? `The override of ${override.who} ended on ${override.until}.`
    : "The gate does not need the override: nothing rises, or the rules allow it.";
  return [{ ...about, id: "override-unused", severity: "info", message, fix: "Remove rollout.override." }];
}

function sentence(text: string): string {
  return text.replace(/\.$/, "");
}
