/** `mailwright spf <domain>`: what the SPF records of a domain cost, and how to make them cheaper. */
import { isSample, type DnsLock, type LookUp } from "../dns/dns-lock.ts";
import { printable, type Finding } from "../finding.ts";
import type { DomainPlan, FleetPlan, PlannedSpf } from "../plan/domain-plan.ts";
import { sameTerm } from "../plan/edited-spf.ts";
import { nextServices, type NextService } from "../plan/next-services.ts";
import { planLookUp } from "../plan/plan-look-up.ts";
import { spfWaysOut } from "../plan/spf-ways-out.ts";
import type { WayOut } from "../plan/way-out.ts";
import { catalogue } from "../services/catalogue.ts";
import { answerSize, textOctets, type AnswerSize } from "../spf/answer-size.ts";
import { describeTree, type DescribedNode } from "../spf/describe-tree.ts";
import { MAX_LOOKUPS, MAX_VOID_LOOKUPS } from "../spf/evaluation.ts";
import { reachedNodes } from "../spf/reached-nodes.ts";
import { isSpfRecord } from "../spf/parse.ts";
import { spfTree } from "../spf/spf-tree.ts";
import { treeCost } from "../spf/tree-cost.ts";
import { treeFindings } from "../spf/tree-findings.ts";
import type { Output, Style } from "./output.ts";
import { renderFinding } from "./render-findings.ts";
import { renderSpfTree } from "./render-spf-tree.ts";
import { selectDomains } from "./select-domains.ts";

/** More than these nobody weighs against each other. */
const MAX_WAYS = 8;

/** One SPF record and all that is said of it. */
interface Report {
  readonly name: string;
  readonly record: string | null;
  readonly lookups: number;
  readonly voidLookups: number;
  /** True when the lock lacks something: the counts are the least it can be. */
  readonly atLeast: boolean;
  /** True when some of it is counted on data that nobody has resolved. */
  readonly sample: boolean;
  readonly size: AnswerSize;
  readonly tree: DescribedNode;
  readonly waysOut: readonly WayOut[];
}

/** Exit code: 1 with an SPF finding of severity error, else 0. An unknown domain cannot be run. */
export function spf(fleet: FleetPlan, lock: DnsLock, domain: string, json: boolean, output: Output): number {
  const selected = selectDomains(fleet, [domain]);
  const [plan] = selected.domains;
  // A spec that could not be planned has no record, and what is wrong with it is the answer.
  const said = selected.findings.filter(({ id }) => plan === undefined || id.startsWith("spf-"));
  const lookUp = planLookUp(plan?.rrsets ?? [], lock);
  const records = plan === undefined ? [] : recordsOf(plan, lookUp).map(one => reportOf(one, plan, lookUp, lock));
  const findings = [...said, ...(plan === undefined ? [] : plan.spf.flatMap(one => remarks(one, plan)))];
  const apex = records.find(({ name }) => name === plan?.domain);
  const next =
    apex === undefined || plan === undefined ? [] : nextServices(catalogue, spfTree(plan.domain, lookUp), lookUp);
  if (json)
    output.json(documentOf(plan?.domain ?? selected.findings[0]?.domain ?? domain, apex, records, next, findings));
  else {
    const { style } = output;
    const parts = [
      ...records.flatMap(one => [recordText(one, plan, style), ...(one === apex ? nextText(one, next) : [])]),
      ...(findings.length === 0 ? [] : [findings.map(finding => renderFinding(finding, style)).join("\n")]),
    ];
    output.text(parts.join("\n\n"));
  }
  return findings.some(({ severity }) => severity === "error") ? 1 : 0;
}

/** The apex first; that of a parked domain is not made of parts. */
function recordsOf(plan: DomainPlan, lookUp: LookUp): readonly PlannedSpf[] {
  if (plan.spf.some(({ name }) => name === plan.domain)) return plan.spf;
  const tree = spfTree(plan.domain, lookUp);
  const text = tree.text ?? "";
  return text === "" ? plan.spf : [{ name: plan.domain, text, source: text, parts: [], tree }, ...plan.spf];
}

/** How vendors write their records: of interest here, and nothing that `check` should hold against the domain. */
function remarks({ name, tree }: PlannedSpf, plan: DomainPlan): readonly Finding[] {
  return treeFindings(tree, textsAt(name, plan), plan.domain)
    .filter(({ severity }) => severity === "info")
    .map(finding => ({ ...finding, domain: plan.domain, file: plan.file }));
}

function textsAt(name: string, { rrsets }: DomainPlan): readonly string[] {
  return rrsets.find(set => set.type === "TXT" && set.name === name)?.records.map(({ rdata }) => rdata) ?? [];
}

function reportOf(planned: PlannedSpf, plan: DomainPlan, lookUp: LookUp, lock: DnsLock): Report {
  const { name, text, parts, tree } = planned;
  const { lookups, voidLookups, missing } = treeCost(tree);
  const origins = new Map(parts.flatMap(part => part.published.map(term => [sameTerm(term), part] as const)));
  const texts = textsAt(name, plan);
  const otherText = texts.filter(one => !isSpfRecord(one)).reduce((sum, one) => sum + textOctets(one), 0);
  return {
    name,
    record: text,
    lookups,
    voidLookups: Math.max(voidLookups[4], voidLookups[6]),
    atLeast: missing.length > 0,
    sample: reachedNodes(tree).some(({ node }) => onSample(lock, node.name)),
    size: answerSize(name, texts),
    tree: describeTree(tree, term => origins.get(sameTerm(term))),
    waysOut: spfWaysOut(planned, { domain: plan.domain, catalogue, lookUp, lock, otherText }),
  };
}

function onSample({ names }: DnsLock, name: string): boolean {
  return Object.hasOwn(names, name) && Object.values(names[name] ?? {}).some(isSample);
}

/** The contract of `--json`: the apex record at the top, the other names' in `records`. */
function documentOf(
  domain: string,
  apex: Report | undefined,
  records: readonly Report[],
  next: readonly NextService[],
  findings: readonly Finding[],
): object {
  return {
    domain,
    record: apex?.record ?? null,
    lookups: apex?.lookups ?? 0,
    voidLookups: apex?.voidLookups ?? 0,
    atLeast: apex?.atLeast ?? false,
    sample: apex?.sample ?? false,
    size: apex?.size ?? null,
    tree: apex?.tree ?? null,
    findings,
    waysOut: apex?.waysOut ?? [],
    nextServices: next,
    records: records.filter(one => one !== apex),
  };
}

function recordText(report: Report, plan: DomainPlan | undefined, style: Style): string {
  const { name, record, lookups, voidLookups, atLeast, sample, size, tree, waysOut } = report;
  const file = name === plan?.domain ? `  ${style("dim", printable(plan.file))}` : "";
  const least = atLeast ? "at least " : "";
  const colour = lookups > MAX_LOOKUPS ? "red" : lookups >= MAX_LOOKUPS - 1 ? "yellow" : "green";
  const spent = style(colour, `${least}${lookups} of ${MAX_LOOKUPS} look-ups`);
  const total = `  ${spent}, ${voidLookups} of ${MAX_VOID_LOOKUPS} void, ${tree.octets} octets in a TXT answer of ${size.message}.`;
  const ways = waysOut.length === 0 ? [] : ["", `  ${style("bold", "ways out")}`, ...waysText(waysOut)];
  return [
    `${style("bold", printable(name))}${file}`,
    `  ${printable(record ?? "")}`,
    "",
    renderSpfTree(tree, style),
    "",
    total,
    ...(sample
      ? ["  Counted on sample data in dns.lock.json; `mailwright lock` puts what is in the DNS in its place."]
      : []),
    ...ways,
  ].join("\n");
}

/** The best of them, and the set that is enough together, which comes last. */
function waysText(ways: readonly WayOut[]): readonly string[] {
  const shown = ways.filter(({ kind }, index) => index < MAX_WAYS || kind === "combination");
  const more = ways.length - shown.length;
  return [...shown.flatMap(wayText), ...(more === 0 ? [] : [`      … ${more} more in --json`])];
}

function wayText({ edits, saved, lookups, why }: WayOut, index: number): readonly string[] {
  const left = `  ${String(index + 1).padStart(2)}  saves ${saved}, leaves ${lookups}  `;
  const indent = " ".repeat(left.length);
  return [...edits.map((edit, at) => `${at === 0 ? left : indent}${printable(edit)}`), `${indent}${printable(why)}.`];
}

/** What is left, and who would fit into it: only vendors whose cost the lock knows. */
function nextText({ lookups, atLeast }: Report, next: readonly NextService[]): readonly string[] {
  const several = new Set(next.map(one => one.service).filter((id, at, all) => all.indexOf(id) !== at));
  const shown = (fits: boolean): string => {
    const all = next.filter(one => one.known && one.fits === fits);
    const some = all.slice(0, 8).map(({ service, include, lookups: cost }) => {
      const region = several.has(service) ? ` ${include}` : "";
      return `${service}${region} (1+${cost - 1})`;
    });
    return [...some, ...(all.length > some.length ? [`${all.length - some.length} more`] : [])].join(", ");
  };
  const [fits, not] = [shown(true), shown(false)];
  const spare = Math.max(0, MAX_LOOKUPS - lookups);
  const left = `  left: ${atLeast ? "at most " : ""}${spare} look-up${spare === 1 ? "" : "s"}`;
  return [[left, ...(fits && [`fits: ${fits}`]), ...(not && [`does not fit: ${not}`])].join("; ")];
}
