/** `mailwright advise [domain…]`: what the evidence says should change in the specs, ready to paste. */
import type { Patch } from "../decide/patches/patch.ts";
import { patchesFor } from "../decide/patches/patches-for.ts";
import type { DnsLock } from "../dns/dns-lock.ts";
import type { EvidenceFiles } from "../feedback/health-findings.ts";
import { printable } from "../finding.ts";
import type { DomainPlan, FleetPlan } from "../plan/domain-plan.ts";
import { planLookUp } from "../plan/plan-look-up.ts";
import { catalogue } from "../services/catalogue.ts";
import type { Output } from "./output.ts";
import { renderPatches } from "./render-patches.ts";

export interface Advice {
  readonly domain: string;
  /** Spec file. */
  readonly file: string;
  /** Days that the evidence covers; absent where there is none. */
  readonly window?: { readonly first: string; readonly last: string } | undefined;
  readonly patches: readonly Patch[];
}

/** Exit code 0: advice is no failure. Domains without evidence are named and not judged. */
export function advise(
  fleet: FleetPlan,
  { evidence, unreadable }: Pick<EvidenceFiles, "evidence" | "unreadable">,
  { lock, today, json }: { readonly lock: DnsLock; readonly today: string; readonly json: boolean },
  output: Output,
): number {
  const byDomain = new Map(evidence.map(one => [one.evidence.domain, one.evidence]));
  const advices = fleet.domains.map((plan): Advice => {
    const { domain, file } = plan;
    const known = byDomain.get(domain);
    if (known === undefined) return { domain, file, patches: [] };
    const context = { catalogue, lookUp: planLookUp(plan.rrsets, lock), today };
    return { domain, file, window: known.window, patches: patchesFor(plan, known, context) };
  });
  const without = fleet.domains.filter(plan => isMissed(plan, byDomain)).map(({ domain }) => domain);
  if (json) output.json({ domains: advices, without, unreadable });
  else {
    output.text(renderPatches(advices, without, output.style));
    for (const { file, problem } of unreadable)
      output.diagnostic(printable(`warning: ${file} ${problem}; nothing is said of its domain.`));
  }
  return 0;
}

/** Of a parked domain nothing is expected. */
function isMissed({ sends, domain }: DomainPlan, known: ReadonlyMap<string, unknown>): boolean {
  return sends && !known.has(domain);
}
