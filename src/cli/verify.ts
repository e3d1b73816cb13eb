/** `mailwright verify [domain…]`: what stands in the DNS beside what the plan wants there. */
import { askZone } from "../hosts/dns/ask-zone.ts";
import { directPatience } from "../hosts/dns/ask-directly.ts";
import { askServers } from "../hosts/dns/ask-servers.ts";
import { givingUp } from "../hosts/dns/giving-up.ts";
import { systemServers } from "../hosts/dns/server-address.ts";
import { zoneServers } from "../hosts/dns/zone-servers.ts";
import { compareLive, type Comparison } from "../hosts/drift/compare-live.ts";
import { wasHeard, type LiveDomain } from "../hosts/drift/live-domain.ts";
import { firstQuestions, furtherQuestions } from "../hosts/drift/questions.ts";
import { printable } from "../finding.ts";
import type { DomainPlan, FleetPlan } from "../plan/domain-plan.ts";
import { CannotRun } from "./cannot-run.ts";
import { inParallel } from "./in-parallel.ts";
import { resolverAddress } from "./resolver-address.ts";
import type { Output } from "./output.ts";
import { progressLine } from "./progress-line.ts";
import { renderDrift } from "./render-drift.ts";

export interface VerifyOptions {
  /** As on the command line: that server alone is asked. Each zone's own servers otherwise. */
  readonly resolver: string | undefined;
  readonly json: boolean;
}

export interface Verified extends Comparison {
  readonly plan: DomainPlan;
  readonly live: LiveDomain;
}

/** Domains under way at one time. */
const AT_ONCE = 50;

/** Exit code: 1 with any drift, or with a domain that has no plan to compare with; else 0. Nothing heard at all: CannotRun. */
export async function verify(
  { domains, findings }: FleetPlan,
  { resolver, json }: VerifyOptions,
  output: Output,
): Promise<number> {
  const broken = brokenSpecs({ domains, findings });
  if (domains.length === 0) throw new CannotRun("No spec could be planned; mailwright check lists what is wrong.");
  const ask = askZone({ patience: directPatience, servers: serversFor(resolver) });
  const progress = progressLine(json);
  const found = new Map<string, Verified>();
  await inParallel(domains, AT_ONCE, async plan => {
    const first = firstQuestions(plan);
    const live = await ask({ zone: plan.zone, first, further: answers => furtherQuestions(plan, answers) });
    found.set(plan.domain, { plan, live, ...compareLive(plan, live) });
    progress.show(`Verified ${found.size} of ${domains.length} domains`);
  }).finally(progress.clear);
  const verified = domains.flatMap(({ domain }) => found.get(domain) ?? []);
  if (!verified.some(({ live }) => wasHeard(live))) throw nothingHeard(verified, resolver);
  if (json) {
    output.json({ drift: verified.flatMap(({ drift }) => drift), notes: verified.flatMap(({ notes }) => notes) });
  } else output.text(renderDrift(verified, output));
  for (const { name, unplanned } of broken) {
    const so = unplanned ? `${name} is not verified` : `what stands at ${name} and is not planned is not said`;
    output.diagnostic(printable(`warning: ${so}, since its spec has errors; mailwright check lists them.`));
  }
  return broken.length > 0 || verified.some(({ drift }) => drift.length > 0) ? 1 : 0;
}

interface BrokenSpec {
  /** Domain, or the file where it does not even say its domain. */
  readonly name: string;
  readonly unplanned: boolean;
}

function brokenSpecs({ domains, findings }: FleetPlan): readonly BrokenSpec[] {
  const planned = new Set(domains.map(({ domain }) => domain));
  const errors = findings.filter(({ severity }) => severity === "error");
  const names = new Set(errors.map(({ domain, file }) => domain || file).filter(name => name !== ""));
  return [...names].map(name => ({ name, unplanned: !planned.has(name) }));
}

function serversFor(resolver: string | undefined): Parameters<typeof askZone>[0]["servers"] {
  if (resolver !== undefined) return { resolver: resolverAddress(resolver) };
  const system = systemServers();
  if (system.length === 0) {
    throw new CannotRun("This machine has no DNS resolver; name a server with --resolver HOST:PORT.");
  }
  return zoneServers(givingUp(askServers(system)));
}

function nothingHeard(verified: readonly Verified[], resolver: string | undefined): CannotRun {
  const [first] = verified;
  const reason = first?.live.undelegated?.reason ?? first?.live.servers[0]?.trouble?.reason ?? "no server is known";
  const whom = resolver ?? "any name server";
  const count = verified.length === 1 ? (first?.plan.domain ?? "the domain") : `${verified.length} domains`;
  return new CannotRun(`Nothing was heard of ${count} from ${whom} (${reason}); nothing is known of drift.`);
}
