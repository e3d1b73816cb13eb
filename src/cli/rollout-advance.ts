/** `mailwright rollout advance <domain>…`: the next step of a policy, written into its spec where the gate allows it. */
import { gate } from "../decide/gate.ts";
import { nextStep, stepTo, type Step } from "../decide/rollout/next-step.ts";
import { stageText } from "../decide/stage-text.ts";
import type { GateResult } from "../decide/verdict.ts";
import { strictestStage, type PolicyTags } from "../dmarc/effective-policy.ts";
import { printable } from "../finding.ts";
import type { DomainPlan } from "../plan/domain-plan.ts";
import { loadRollout, type LoadedRollout } from "./load-rollout.ts";
import type { Output } from "./output.ts";
import { renderGate } from "./render-gate.ts";
import { selectDomains } from "./select-domains.ts";
import { specEdit } from "./spec-edit.ts";

export interface AdvanceOptions {
  readonly directory: string;
  readonly names: readonly string[];
  /** One step on where it is not said. */
  readonly to: Step["level"] | undefined;
  readonly dryRun: boolean;
  readonly json: boolean;
}

type Advance =
  | {
      readonly state: "advanced";
      readonly step: Step;
      readonly gate: GateResult;
      readonly file: string;
      readonly diff: readonly string[];
    }
  | { readonly state: "unchanged"; readonly reason: string }
  | { readonly state: "refused"; readonly reason: string; readonly gate?: GateResult | undefined };

/** Each domain by itself: one that is refused holds no other up. Exit code: 1 where one is refused, else 0. */
export async function rolloutAdvance(options: AdvanceOptions, output: Output): Promise<number> {
  const { directory, names, dryRun, json } = options;
  const loaded = await loadRollout(directory);
  const { domains, findings } = selectDomains(loaded.fleetPlan, names);
  const broken = [...new Set(findings.map(({ domain }) => domain))].filter(
    name => !domains.some(({ domain }) => domain === name),
  );
  const done: { readonly domain: string; readonly result: Advance }[] = broken.map(domain => ({
    domain,
    result: { state: "refused", reason: "Its spec has errors; mailwright check lists them." },
  }));
  for (const plan of domains) {
    const result = await advance(plan, loaded, options);
    done.push({ domain: plan.domain, result });
    if (!json) output.text(render(plan.domain, result, dryRun, output));
  }
  if (json) output.json({ domains: done.map(({ domain, result }) => toJson(domain, result, dryRun)) });
  else
    for (const domain of broken)
      output.diagnostic(printable(`error: ${domain}: its spec has errors; mailwright check lists them.`));
  return done.some(({ result }) => result.state === "refused") ? 1 : 0;
}

async function advance(plan: DomainPlan, loaded: LoadedRollout, options: AdvanceOptions): Promise<Advance> {
  const { domain, policy, findings, file } = plan;
  const spec = loaded.specs.get(domain);
  if (!plan.sends) return { state: "unchanged", reason: "It is parked, and its policy is reject." };
  if (policy === undefined || spec === undefined || findings.some(({ severity }) => severity === "error"))
    return { state: "refused", reason: "Its spec has errors; mailwright check lists them." };
  const step = options.to === undefined ? nextStep(policy) : stepTo(policy, options.to);
  if (step === undefined) return { state: "unchanged", reason: `It declares ${textOf(policy)} already.` };
  const { evidence, faults, fleet, today } = loaded;
  const judged = gate({
    plan,
    evidence: evidence.get(domain),
    fault: faults.get(domain),
    fleet,
    today,
    policy: step.to,
  });
  if (judged?.verdict !== "allowed")
    return { state: "refused", reason: `The gate does not allow ${textOf(step.to)}.`, gate: judged };
  const edit = await specEdit(spec, step.change, { directory: options.directory, lock: loaded.lock });
  if (!edit.ok) return { state: "refused", reason: edit.reason };
  if (!options.dryRun) edit.write();
  return { state: "advanced", step, gate: judged, file, diff: edit.diff };
}

function textOf(tags: PolicyTags): string {
  return stageText(strictestStage(tags));
}

function render(domain: string, result: Advance, dryRun: boolean, { style }: Output): string {
  const name = style("bold", printable(domain));
  if (result.state === "unchanged") return `unchanged  ${name}  ${result.reason}`;
  if (result.state === "refused") {
    const why = result.gate === undefined ? "" : `\n${renderGate(result.gate, false, style)}`;
    return `${style("red", "refused")}  ${name}  ${printable(result.reason)}${why}`;
  }
  const { step, gate: judged, diff } = result;
  const word = dryRun ? "would advance" : "advanced";
  const by = judged.override;
  const override =
    by === undefined ? [] : [style("yellow", printable(`  by override of ${by.who} until ${by.until}: ${by.reason}`))];
  return [
    `${style("green", word)}  ${name}  ${textOf(step.from)} → ${textOf(step.to)}`,
    ...override,
    ...renderDiff(diff, style),
  ].join("\n");
}

export function renderDiff(diff: readonly string[], style: Output["style"]): readonly string[] {
  return diff.map(line => {
    const shown = printable(line);
    if (/^(---|\+\+\+) /.test(line)) return style("bold", shown);
    return line.startsWith("-") ? style("red", shown) : line.startsWith("+") ? style("green", shown) : shown;
  });
}

function toJson(domain: string, result: Advance, dryRun: boolean): object {
  if (result.state === "unchanged") return { domain, state: result.state, reason: result.reason };
  if (result.state === "refused") {
    const { reason, gate: judged } = result;
    const rules = judged?.rules.map(({ id, ok, detail }) => ({ id, ok, detail }));
    return { domain, state: "refused", reason, ...(judged && { verdict: judged.verdict, rules }) };
  }
  const { step, gate: judged, file, diff } = result;
  const [from, to] = [strictestStage(step.from), strictestStage(step.to)];
  const override = judged.override && { override: judged.override, overridden: judged.overridden };
  return { domain, state: "advanced", file, from, to, ...override, diff, written: !dryRun };
}
