/** Which domains of a plan a run of the engine is for: those named, those changed since a revision, or all. */
import { canonicalName, isAtOrBelow } from "../dns/owner-name.ts";
import { AUTHORISATION_ROLE, type DomainPlan, type FleetPlan } from "../plan/domain-plan.ts";
import type { Finding } from "../finding.ts";
import { CannotRun } from "./cannot-run.ts";

export interface Choice {
  /** Domains to register and target, sorted; undefined: the whole stack. */
  readonly domains: readonly string[] | undefined;
  /** What a person should know about the choice. */
  readonly notes: readonly string[];
}

/** Above this many domains the whole stack is cheaper: the engine tries every pattern on every resource. */
const MOST_TARGETS = 100;

const wholeStack: Choice = { domains: undefined, notes: [] };

/**
 * `names` as a person gives them; `changed` as changedDomains finds them, undefined when no revision was named. Both
 * together mean the named ones that changed. Domains below a chosen one come along: their records match its patterns.
 */
export function chooseDomains(
  fleet: FleetPlan,
  names: readonly string[],
  changed: readonly string[] | "all" | undefined,
): Choice {
  const named = names.map(canonicalName);
  const declared = new Set([...fleet.domains, ...fleet.findings].map(one => one.domain));
  const unknown = named.find(name => !declared.has(name));
  if (unknown !== undefined) {
    throw new CannotRun(`No spec of this stack declares ${unknown}; check the spelling, or add domains/${unknown}.ts.`);
  }
  if (named.length === 0 && changed === undefined) return wholeStack;
  if (named.length === 0 && changed === "all") {
    return { domains: undefined, notes: ["What makes the engine's resources has changed; running the whole stack."] };
  }
  const wanted =
    changed === undefined || changed === "all"
      ? named
      : changed.filter(domain => named.length === 0 || named.includes(domain));
  const below = fleet.domains.map(plan => plan.domain).filter(one => wanted.some(above => isAtOrBelow(one, above)));
  const domains = [...new Set([...wanted, ...below])].toSorted();
  const receiver = fleet.domains.find(plan => domains.includes(plan.domain) && authorises(plan));
  if (receiver !== undefined) {
    return {
      domains: undefined,
      notes: [`Policies of other domains depend on ${receiver.domain}; running the whole stack.`],
    };
  }
  if (domains.length > MOST_TARGETS) {
    return { domains: undefined, notes: [`${domains.length} domains are concerned; running the whole stack.`] };
  }
  const gone = domains
    .filter(domain => !declared.has(domain))
    .map(domain => `${domain} has lost its spec, so its records would be deleted; to retire a domain, park it.`);
  const shown =
    domains.length > 5 ? `${domains.slice(0, 5).join(", ")} and ${domains.length - 5} more` : domains.join(", ");
  const count = domains.length === 0 ? [] : [`${domains.length} of ${fleet.domains.length} domains: ${shown}`];
  return { domains, notes: [...gone, ...count] };
}

/**
 * Whether the domain holds the authorisation records of others. The engine deletes what depends on a target and is not
 * registered with it, which here would be the clients' policy records.
 */
function authorises({ rrsets }: DomainPlan): boolean {
  return rrsets.some(set => set.records.some(record => record.role === AUTHORISATION_ROLE));
}

/** The errors that keep a run of these domains from starting; undefined means the whole stack. */
export function blockingErrors(fleet: FleetPlan, domains: readonly string[] | undefined): readonly Finding[] {
  const errors = fleet.findings.filter(finding => finding.severity === "error");
  return domains === undefined ? errors : errors.filter(({ domain }) => domains.includes(domain));
}
