/** An impact as text for people: what moves, a line a source, with what must not be stopped in front and in red. */
import type { DomainImpact, Moved } from "../decide/impact.ts";
import { describeAgreement, describeLimits } from "../decide/impact/describe-limits.ts";
import { describeSourceKey } from "../decide/impact/describe-source.ts";
import type { MechanismChange } from "../decide/impact/mechanism-changes.ts";
import { isDeclared, isLegitimate } from "../decide/impact/source-service.ts";
import { plural } from "../decide/plural.ts";
import { isStricter } from "../dmarc/strictness.ts";
import { compareText, printable } from "../finding.ts";
import type { Output } from "./output.ts";

type Style = Output["style"];

/** Moves of one domain; what the client did not declare comes last. */
const MOST_MOVES = 12;
const MOST_CHANGES = 8;

export function isWorthShowing({ moved, mechanisms }: DomainImpact): boolean {
  return moved.length > 0 || mechanisms.length > 0;
}

/** The most legitimate mail that is stopped, then the domain's name. */
export function worstFirst(a: DomainImpact, b: DomainImpact): number {
  return stoppedOf(b.moved) - stoppedOf(a.moved) || compareText(a.domain, b.domain);
}

/** `ref`: the revision that the plan is compared with. */
export function renderImpact(impact: DomainImpact, ref: string | undefined, style: Style): string {
  const { domain, messages, before, after, comparedWith, mechanisms, spoofing, agreement } = impact;
  const against =
    comparedWith === "plan" ? `compared with ${ref ?? "the plan before"}` : "compared with what receivers did";
  const changes = mechanisms.slice(0, MOST_CHANGES).map(mechanismText);
  const more = mechanisms.length - changes.length;
  const limits = describeLimits(impact);
  const agreed = describeAgreement(agreement);
  return [
    `${style("bold", printable(domain))}  ${style("dim", printable(against))}`,
    `  ${[
      plural(messages, "message"),
      `quarantine ${arrow(before.quarantine, after.quarantine)}`,
      `reject ${arrow(before.reject, after.reject)}`,
    ].join(", ")}`,
    ...moveLines(impact.moved, style),
    ...changes.map(line => `  ${line}`),
    ...(more > 0 ? [`  and ${plural(more, "more change")} of SPF or DKIM.`] : []),
    ...(spoofing.messages > 0 ? [`  ${spoofingText(spoofing)}`] : []),
    ...(agreed === "" ? [] : [style("dim", `  ${agreed}`)]),
    ...(limits.length > 0 ? [style("dim", `  Not seen: ${limits.join("; ")}.`)] : []),
  ].join("\n");
}

export function impactSummary(impacts: readonly DomainImpact[], ref: string | undefined): string {
  const moving = impacts.filter(({ moved }) => moved.length > 0).length;
  const stopped = impacts.reduce((sum, { moved }) => sum + stoppedOf(moved), 0);
  const hit = impacts.filter(({ moved }) => stoppedOf(moved) > 0).length;
  const against = ref === undefined ? "Compared with what receivers did" : printable(`Compared with ${ref}`);
  const legitimate =
    stopped === 0
      ? "no mail of declared or undeclared services would be stopped"
      : `${plural(stopped, "message")} of declared or undeclared services would be stopped, at ${plural(hit, "domain")}`;
  return `${against}, mail moves at ${moving} of ${plural(impacts.length, "domain")}; ${legitimate}.`;
}

/** Legitimate messages that are treated worse than before. */
function stoppedOf(moved: readonly Moved[]): number {
  return moved.reduce((sum, one) => sum + (isHarm(one) ? one.count : 0), 0);
}

function isHarm({ source, from, to }: Moved): boolean {
  return isLegitimate(source) && isStricter(to, from);
}

function moveLines(moved: readonly Moved[], style: Style): readonly string[] {
  const rank = (one: Moved): number => (isHarm(one) ? 0 : 2) + (isDeclared(one.source) ? 0 : 1);
  const all = byText(moved).toSorted((a, b) => rank(a) - rank(b) || b.count - a.count);
  const shown = all.slice(0, MOST_MOVES);
  const rest = all.slice(MOST_MOVES);
  const rows = shown.map(one => [
    describeSourceKey(one.source),
    one.count.toLocaleString("en"),
    `${one.from} → ${one.to}`,
  ]);
  const width = [0, 1].map(column => Math.max(0, ...rows.map(row => row[column]?.length ?? 0)));
  const lines = rows.map(([source = "", count = "", way = ""], index) => {
    const harms = shown[index] !== undefined && isHarm(shown[index]);
    const line = `${source.padEnd(width[0] ?? 0)}  ${count.padStart(width[1] ?? 0)}  ${way}`;
    return harms ? style("red", `  ! ${line}`) : `    ${line}`;
  });
  const left = rest.reduce((sum, { count }) => sum + count, 0);
  return rest.length === 0
    ? lines
    : [...lines, `    and ${plural(left, "message")} more, of ${plural(rest.length, "source")}`];
}

/** Kinds of spoofed mail are one line to a reader. */
function byText(moved: readonly Moved[]): readonly Moved[] {
  const groups = Map.groupBy(moved, ({ source, from, to }) => [describeSourceKey(source), from, to].join("\n"));
  return [...groups.values()].flatMap(([first, ...others]) =>
    first === undefined ? [] : [{ ...first, count: others.reduce((sum, { count }) => sum + count, first.count) }],
  );
}

const causes: Readonly<Record<MechanismChange["cause"], string>> = {
  record: "the record changed",
  key: "the key changed",
  alignment: "the alignment changed",
};

function mechanismText({ source, mechanism, change, cause, messages, passing }: MechanismChange): string {
  const name = mechanism === "spf" ? "SPF" : "DKIM";
  const verb = `${change === "lost" ? "lose" : "gain"}${messages === 1 ? "s" : ""}`;
  const passes = `${passing.toLocaleString("en")} ${change === "lost" ? `still pass${passing === 1 ? "es" : ""}` : "passed before"}`;
  return `${describeSourceKey(source)}: ${plural(messages, "message")} ${verb} ${name} (${causes[cause]}), of which ${passes}.`;
}

function spoofingText({ messages, before, after }: DomainImpact["spoofing"]): string {
  const stopped = after.quarantine + after.reject;
  return `Of ${plural(messages, "spoofed or broken message")}, ${stopped.toLocaleString("en")} would be stopped, ${(before.quarantine + before.reject).toLocaleString("en")} before.`;
}

function arrow(from: number, to: number): string {
  const [before, after] = [from.toLocaleString("en"), to.toLocaleString("en")];
  return from === to ? after : `${before} → ${after}`;
}
