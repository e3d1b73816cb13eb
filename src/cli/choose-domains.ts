/** Which domains of a plan a run of the engine is for: those named, those changed since a revision, or all. */
import { canonicalName } from "../dns/owner-name.ts";
import type { FleetPlan } from "../plan/domain-plan.ts";
import { listed, type Finding } from "../finding.ts";
import { CannotRun } from "./cannot-run.ts";

export interface Choice {
  /** Domains to register and target, sorted; undefined: the whole stack. */
  readonly domains: readonly string[] | undefined;
  /** What a person should know about the choice. */
  readonly notes: readonly string[];
}

/** Above this many domains the whole stack is cheaper: the engine tries every pattern on every resource. */
export const MOST_TARGETS = 100;

const wholeStack: Choice = { domains: undefined, notes: [] };

/**
 * `names` as a person gives them; `changed` as changedDomains finds them, undefined when no revision was named. Both
 * together mean the named ones that changed. `total` counts the domains there are, where the fleet is only a part.
 */
export function chooseDomains(
  fleet: FleetPlan,
  names: readonly string[],
  changed: readonly string[] | "all" | undefined,
  total: number = fleet.domains.length,
): Choice {
  const named = new Set(names.map(canonicalName));
  const declared = new Set([...fleet.domains, ...fleet.findings].map(one => one.domain));
  for (const name of named) {
    if (!declared.has(name)) {
      throw new CannotRun(`No spec of this stack declares ${name}; check the spelling, or add domains/${name}.ts.`);
    }
  }
  if (named.size === 0 && changed === undefined) return wholeStack;
  if (named.size === 0 && changed === "all") {
    return { domains: undefined, notes: ["What makes the engine's resources has changed; running the whole stack."] };
  }
  const wanted =
    changed === undefined || changed === "all"
      ? [...named]
      : changed.filter(domain => named.size === 0 || named.has(domain));
  const domains = [...new Set(wanted)].toSorted();
  if (domains.length > MOST_TARGETS) {
    return { domains: undefined, notes: [`${domains.length} domains are concerned; running the whole stack.`] };
  }
  const holder = sharedHolder(fleet, new Set(domains));
  if (holder !== undefined) {
    return { domains: undefined, notes: [`Policies of other domains depend on ${holder}; running the whole stack.`] };
  }
  const gone = domains
    .filter(domain => !declared.has(domain))
    .map(domain => `${domain} has lost its spec, so its records would be deleted; to retire a domain, park it.`);
  const count = domains.length === 0 ? [] : [`${domains.length} of ${total} domains: ${listed(domains, 5)}`];
  return { domains, notes: [...gone, ...count] };
}

/**
 * A chosen domain whose wildcard authorisation record lets others' reports through: their policy records depend on it, and
 * the engine would delete what depends on a target and is not registered with it.
 */
function sharedHolder(fleet: FleetPlan, domains: ReadonlySet<string>): string | undefined {
  const shared = fleet.domains
    .filter(({ domain }) => !domains.has(domain))
    .flatMap(({ authorisedBy }) => authorisedBy.filter(({ name }) => name.startsWith("*.")));
  return shared.find(({ domain }) => domains.has(domain))?.domain;
}

/** The errors that keep a run of these domains from starting; undefined means the whole stack. */
export function blockingErrors(fleet: FleetPlan, domains: readonly string[] | undefined): readonly Finding[] {
  const errors = fleet.findings.filter(finding => finding.severity === "error");
  const chosen = new Set(domains);
  // A parked report domain is a client's error, and the run that parks it is where it is made.
  const parks = fleet.domains.some(({ domain, policy }) => chosen.has(domain) && policy?.p === "reject");
  return domains === undefined
    ? errors
    : errors.filter(({ domain, id }) => chosen.has(domain) || (parks && id === "dmarc-report-host-parked"));
}
