/** `mailwright impact [domain…]`: what the plan, or its change since a revision, would have done to the mail of the evidence. */
import { impactOf, type DomainImpact } from "../decide/impact.ts";
import type { ReplayContext } from "../decide/replay-row.ts";
import type { DnsLock } from "../dns/dns-lock.ts";
import { under } from "../dns/owner-name.ts";
import { listed, printable } from "../finding.ts";
import type { DomainPlan, FleetPlan } from "../plan/domain-plan.ts";
import type { BasePlans } from "./load-base.ts";
import type { Output } from "./output.ts";
import { evidenceReader } from "./read-evidence.ts";
import { impactSummary, isWorthShowing, renderImpact, worstFirst } from "./render-impact.ts";
import { selectDomains } from "./select-domains.ts";

export interface ImpactOptions {
  readonly directory: string;
  readonly names: readonly string[];
  readonly json: boolean;
  /** Of the checkout. */
  readonly lock: DnsLock;
  /** Undefined: compared with what receivers did. */
  readonly base?: { readonly ref: string; readonly plans: BasePlans } | undefined;
}

/** `fleet` is all of it, since policies are found above a domain too. Exit code 0: it tells, and judges nothing. */
export function impact(fleet: FleetPlan, options: ImpactOptions, output: Output): number {
  const { names, json, base } = options;
  const selected = selectDomains(fleet, names);
  const { impacts, without, problems } = impactsOf(fleet, selected.domains, options);
  const planned = new Set(selected.domains.map(({ domain }) => domain));
  const unplanned = [...new Set(selected.findings.map(({ domain }) => domain))].filter(
    domain => domain !== "" && !planned.has(domain),
  );
  if (json) output.json({ domains: impacts.map(impactJson), without, unplanned });
  else {
    const shown = names.length > 0 ? impacts : impacts.filter(isWorthShowing);
    for (const one of shown.toSorted(worstFirst)) output.text(`${renderImpact(one, base?.ref, output.style)}\n`);
    output.text(impactSummary(impacts, base?.ref));
  }
  const say = (text: string): void => output.diagnostic(printable(text));
  if (!json && without.length > 0) say(`No evidence of ${listed(without)}: nothing can be said of their mail.`);
  for (const problem of problems) say(`warning: ${problem}.`);
  if (unplanned.length > 0)
    say(`error: not replayed, since their specs have errors: ${listed(unplanned)}; mailwright check lists them.`);
  return 0;
}

interface Impacts {
  /** In the order of the plans. */
  readonly impacts: readonly DomainImpact[];
  readonly without: readonly string[];
  /** Clauses about files. */
  readonly problems: readonly string[];
}

/** The impact on each domain that has evidence. */
export function impactsOf(
  fleet: FleetPlan,
  plans: readonly DomainPlan[],
  { directory, lock, base }: Pick<ImpactOptions, "directory" | "lock" | "base">,
): Impacts {
  const context: ReplayContext = { policyTexts: policyTextsOf(fleet) };
  const impacts: DomainImpact[] = [];
  const without: string[] = [];
  const problems: string[] = [];
  const evidenceOf = evidenceReader(directory);
  for (const { domain, rrsets } of plans) {
    const read = evidenceOf(domain);
    if (read === undefined) without.push(domain);
    else if ("problem" in read) {
      without.push(domain);
      problems.push(`${read.file} ${read.problem}`);
    } else impacts.push(impactOf(read.evidence, base?.plans.get(domain), { rrsets, lock }, context));
  }
  return { impacts, without, problems };
}

export function policyTextsOf({ domains }: FleetPlan): (domain: string) => readonly string[] {
  const texts = new Map(
    domains.map(({ domain, rrsets }) => {
      const set = rrsets.find(({ name, type }) => type === "TXT" && name === under("_dmarc", domain));
      return [domain, (set?.records ?? []).map(({ rdata }) => rdata)] as const;
    }),
  );
  return domain => texts.get(domain) ?? [];
}

function impactJson({ moved, mechanisms, ...rest }: DomainImpact): object {
  return {
    ...rest,
    moved: moved.map(({ source, service = null, from, to, count }) => ({ source, service, from, to, count })),
    mechanisms: mechanisms.map(({ source, service = null, ...more }) => ({ source, service, ...more })),
  };
}
