/** What the gate says of policies that change, and of those it holds up: the rules that are not met, with their figures. */
import { stageText } from "../stage-text.ts";
import type { GateResult } from "../verdict.ts";
import { domainItem } from "./domain-item.ts";
import { prose } from "./markdown-text.ts";
import { isGateHeld, type DomainReview } from "./review.ts";
import type { Section } from "./section.ts";

const rank = { blocked: 0, insufficient: 1, allowed: 2 } as const;

export function gateSection(domains: readonly DomainReview[]): Section {
  const told = domains.flatMap(one => (one.gate !== undefined && isTold(one, one.gate) ? [one.gate] : []));
  return {
    title: "Gate",
    rank: 1,
    items: told.toSorted((a, b) => rank[a.verdict] - rank[b.verdict]).map(gateItem),
    unit: "domain",
    command: "mailwright gate",
  };
}

function isTold(one: DomainReview, { overridden, rules }: GateResult): boolean {
  if (rules.some(({ id }) => id === "parked")) return false;
  const changed = JSON.stringify(one.before?.policy) !== JSON.stringify(one.after?.policy);
  return changed || isGateHeld(one) || overridden !== undefined;
}

function gateItem({ domain, published, declared, verdict, rules, override, overridden }: GateResult) {
  const [from, to] = [published === undefined ? "unknown" : stageText(published), stageText(declared)];
  const move = from === to ? to : `${from} → ${to}`;
  const unmet = [...rules.filter(({ ok }) => ok === false), ...rules.filter(({ ok }) => ok === "unknown")];
  const met = rules.length - unmet.length;
  return domainItem(domain, `${verdict}: ${move}`, [
    ...(override === undefined
      ? []
      : [
          `- **override** by ${prose(override.who)} until ${prose(override.until)}: ${prose(override.reason)} Without it: ${overridden ?? ""}.`,
        ]),
    ...unmet.map(({ id, ok, detail, fix }) => {
      const mark = ok === false ? "✗" : "?";
      return `- ${mark} **${id}**: ${prose(detail)}${fix === undefined ? "" : ` _To do:_ ${prose(fix)}`}`;
    }),
    ...(met > 0 ? [`- ✓ ${met} ${unmet.length > 0 ? "other " : ""}rule${met === 1 ? "" : "s"}`] : []),
  ]);
}
