/** `mailwright rollout plan [domain…]`: who moves next, and when; and what keeps the others. */
import { DEFAULT_PER_DAY, rolloutPlan, type Move, type RolloutPlan } from "../decide/rollout/plan-waves.ts";
import { plural } from "../decide/plural.ts";
import type { StoppedMail } from "../decide/rollout/monthly-mail.ts";
import type { NotReady } from "../decide/rollout/step-candidates.ts";
import { stageText } from "../decide/stage-text.ts";
import { strictestStage, type PolicyTags } from "../dmarc/effective-policy.ts";
import { listed, printable } from "../finding.ts";
import type { FleetSpec } from "../spec/fleet-spec.ts";
import { loadRollout } from "./load-rollout.ts";
import type { Output } from "./output.ts";
import { selectDomains } from "./select-domains.ts";

export interface RolloutPlanOptions {
  readonly directory: string;
  readonly names: readonly string[];
  readonly json: boolean;
}

/** Planned is the whole fleet, since domains wait for each other; names choose what is shown. Exit code 0. */
export async function showRolloutPlan({ directory, names, json }: RolloutPlanOptions, output: Output): Promise<number> {
  const loaded = await loadRollout(directory);
  const { domains, findings } = selectDomains(loaded.fleetPlan, names);
  const chosen = new Set(domains.map(({ domain }) => domain));
  const unplanned = [...new Set(findings.map(({ domain }) => domain))].filter(
    name => name !== "" && !loaded.plans.some(({ domain }) => domain === name),
  );
  const plan = only(rolloutPlan(loaded), chosen);
  if (json) output.json(toJson(plan));
  else output.text(render(plan, loaded.fleet, output));
  if (unplanned.length > 0)
    output.diagnostic(
      printable(
        `warning: not planned, since their specs have errors: ${listed(unplanned)}; mailwright check lists them.`,
      ),
    );
  return 0;
}

function only({ waves, notReady, onTheirWay, done }: RolloutPlan, chosen: ReadonlySet<string>): RolloutPlan {
  return {
    waves: waves
      .map(wave => ({ ...wave, moves: wave.moves.filter(({ plan }) => chosen.has(plan.domain)) }))
      .filter(({ moves }) => moves.length > 0),
    notReady: notReady.filter(({ plan }) => chosen.has(plan.domain)),
    onTheirWay: onTheirWay.filter(({ plan }) => chosen.has(plan.domain)),
    done: done.filter(domain => chosen.has(domain)),
  };
}

function textOf(tags: PolicyTags): string {
  return stageText(strictestStage(tags));
}

function render({ waves, notReady, onTheirWay, done }: RolloutPlan, fleet: FleetSpec, { style }: Output): string {
  const parts: string[] = [];
  if (waves.length > 0)
    parts.push(
      table(
        ["date", "wave", "domain", "step", "messages", "stopped in 30 days"],
        waves.flatMap(({ date, wave, moves }) =>
          moves.map(move => [
            date,
            `${wave}${move.isCanary ? " canary" : ""}`,
            printable(move.plan.domain),
            `${textOf(move.step.from)} → ${textOf(move.step.to)}`,
            move.mail?.messages.toLocaleString("en") ?? "?",
            `${move.mail === undefined ? "?" : stoppedWords(move.mail.stopped)}${move.overridden ? "; by override" : ""}`,
          ]),
        ),
        4,
        style,
      ),
    );
  if (onTheirWay.length > 0)
    parts.push(
      [
        style("bold", "on their way: declared, and no report shows it yet"),
        ...onTheirWay.map(({ plan, declared }) => `  ${printable(plan.domain)}  ${textOf(declared)}`),
      ].join("\n"),
    );
  if (notReady.length > 0)
    parts.push(
      [style("bold", "not ready"), ...notReady.flatMap(one => notReadyLines(one, widthOf(notReady), style))].join("\n"),
    );
  const moves = waves.reduce((sum, wave) => sum + wave.moves.length, 0);
  const { perDay = DEFAULT_PER_DAY } = fleet;
  const sum = [
    `${plural(moves, "domain")} in ${plural(waves.length, "wave")}`,
    ...(onTheirWay.length > 0 ? [`${onTheirWay.length} on their way`] : []),
    `${notReady.length} not ready`,
    `${done.length} done`,
  ].join(", ");
  const hint =
    moves === 0 ? "" : ` At most ${perDay} a day; after a step, mailwright rollout watch tells how its mail fares.`;
  parts.push(`${sum}.${hint}`);
  return parts.join("\n\n");
}

/** The numbers of one column stand to the right. */
function table(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  numbers: number,
  style: Output["style"],
): string {
  const widths = head.map((cell, column) => Math.max(cell.length, ...rows.map(row => row[column]?.length ?? 0)));
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, column) =>
        column === numbers ? cell.padStart(widths[column] ?? 0) : cell.padEnd(widths[column] ?? 0),
      )
      .join("  ")
      .trimEnd();
  return [style("dim", line(head)), ...rows.map(line)].join("\n");
}

/** The services' own mail first: it is what a mistake costs. */
function stoppedWords({ declared, unknown, forwarded, spoofed }: StoppedMail): string {
  const words = [
    [declared, "of services"],
    [unknown, "of unknown senders"],
    [forwarded, "forwarded"],
    [spoofed, "spoofed"],
  ] as const;
  const said = words.flatMap(([count, what]) => (count > 0 ? [`${count.toLocaleString("en")} ${what}`] : []));
  return said.length === 0 ? "nothing" : said.join(", ");
}

function widthOf(all: readonly NotReady[]): number {
  return Math.max(...all.map(({ plan }) => plan.domain.length));
}

function notReadyLines({ plan, step, reason }: NotReady, width: number, style: Output["style"]): readonly string[] {
  const { rule, detail, fix, others } = reason;
  const where = step === undefined ? "" : `${textOf(step.from)} → ${textOf(step.to)}  `;
  const more = others === 0 ? "" : ` (and ${plural(others, "more reason")})`;
  const indent = " ".repeat(width + 4);
  return [
    `  ${printable(plan.domain).padEnd(width)}  ${where}${style("yellow", rule)}${more}`,
    `${indent}${printable(detail)}`,
    ...(fix === "" ? [] : [`${indent}${style("bold", "do")} ${printable(fix)}`]),
  ];
}

function toJson({ waves, notReady, onTheirWay, done }: RolloutPlan): object {
  return {
    waves: waves.map(({ wave, date, moves }) => ({ wave, date, domains: moves.map(moveJson) })),
    notReady: notReady.map(({ plan: { domain }, step, reason }) => ({
      domain,
      ...(step === undefined ? {} : { from: strictestStage(step.from), to: strictestStage(step.to) }),
      ...reason,
    })),
    onTheirWay: onTheirWay.map(({ plan: { domain }, declared }) => ({ domain, declared: strictestStage(declared) })),
    done,
  };
}

function moveJson({ plan: { domain }, step, mail, isCanary, overridden }: Move): object {
  const [from, to] = [strictestStage(step.from), strictestStage(step.to)];
  const figures = { messages: mail?.messages ?? null, stopped: mail?.stopped ?? null };
  return { domain, from, to, canary: isCanary, overridden, ...figures };
}
