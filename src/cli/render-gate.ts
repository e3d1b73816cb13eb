/** What the gate says, as text for people: the verdict first, then what is not met and what to do, then the rest. */
import { stageText } from "../decide/stage-text.ts";
import type { GateResult, RuleResult, Verdict } from "../decide/verdict.ts";
import { printable } from "../finding.ts";
import type { Style } from "./output.ts";

const colours: Readonly<Record<Verdict, "green" | "red" | "yellow">> = {
  allowed: "green",
  blocked: "red",
  insufficient: "yellow",
};

/** Held up, or let through against the rules. */
export function needsAttention({ verdict, rises, overridden }: GateResult): boolean {
  return overridden !== undefined || (verdict !== "allowed" && rises.length > 0);
}

/** `whole`: with the rules that are met, which are only counted otherwise. */
export function renderGate(gate: GateResult, whole: boolean, style: Style): string {
  const { domain, verdict, rules, override, overridden } = gate;
  const width = Math.max(...rules.map(({ id }) => id.length));
  const of = (ok: RuleResult["ok"]): readonly RuleResult[] => rules.filter(rule => rule.ok === ok);
  const met = of(true);
  const told = [...of(false), ...of("unknown"), ...(whole ? met : [])].flatMap(rule => ruleLines(rule, width, style));
  const count = `  ${marks.true} ${met.length} other rule${met.length === 1 ? "" : "s"}`;
  const lines = whole || met.length === 0 ? told : [...told, style("dim", count)];
  const by =
    override === undefined
      ? []
      : [`  override by ${override.who} until ${override.until}: ${override.reason} Without it: ${overridden ?? ""}.`];
  return [
    `${style(colours[verdict], verdict)}  ${style("bold", printable(domain))}  ${move(gate)}`,
    ...by.map(line => style("yellow", printable(line))),
    ...lines,
  ].join("\n");
}

/** `p=none → p=quarantine`. */
function move({ published, declared }: GateResult): string {
  const from = published === undefined ? "unknown" : stageText(published);
  const to = stageText(declared);
  return from === to ? to : `${from} → ${to}`;
}

const marks = { true: "ok ", false: "no ", unknown: " ? " } as const;

function ruleLines({ id, ok, detail, fix }: RuleResult, width: number, style: Style): readonly string[] {
  const mark = marks[`${ok}`];
  const line = `  ${mark} ${id.padEnd(width)}  ${printable(detail)}`;
  if (ok === true) return [style("dim", line)];
  const shown = ok === false ? line.replace(mark, style("red", mark)) : line.replace(mark, style("yellow", mark));
  return fix === undefined ? [shown] : [shown, `      ${" ".repeat(width)}  ${style("bold", "do")} ${printable(fix)}`];
}

/** `3 allowed, 1 blocked, 2 insufficient of 6 domains.` */
export function gateSummary(gates: readonly GateResult[], hidden: number): string {
  const count = (verdict: Verdict): number => gates.filter(gate => gate.verdict === verdict).length;
  const overridden = gates.filter(gate => gate.overridden !== undefined).length;
  const waiting = gates.filter(gate => gate.verdict === "insufficient" && gate.rises.length === 0).length;
  const parts = [
    `${count("allowed")} allowed${overridden > 0 ? ` (${overridden} by override)` : ""}`,
    `${count("blocked")} blocked`,
    `${count("insufficient")} insufficient${waiting > 0 ? ` (${waiting} of which nothing rises)` : ""}`,
  ];
  const domains = `${gates.length} domain${gates.length === 1 ? "" : "s"}`;
  const more = hidden === 0 ? "" : ` Only what needs a look is shown; --all shows the rest.`;
  return `${parts.join(", ")} of ${domains}.${more}`;
}
