/**
 * Policies that a run would raise while no evidence tells of the domain's mail. What is published is then known from the
 * stack's state alone, so this is looked at only where there is one: before a run.
 */
import type { GatedFleet } from "../decide/gate-fleet.ts";
import { risesForAnyone } from "../dmarc/effective-policy.ts";
import { readPublished } from "../dmarc/read-published.ts";
import { printable, type Finding } from "../finding.ts";
import type { ImportMap, ImportsOf } from "../hosts/import-map.ts";
import { rrsetName } from "../hosts/logical-name.ts";
import type { StateRecord } from "../hosts/state-records.ts";
import type { DomainPlan } from "../plan/domain-plan.ts";

export interface UnprovenRun {
  readonly fleet: Pick<GatedFleet, "domains" | "gates" | "feedbackInUse">;
  readonly only: ReadonlySet<string> | undefined;
  readonly state: readonly StateRecord[];
  readonly importsOf: ImportsOf;
  /** ISO date. */
  readonly today: string;
}

export interface UnprovenRises {
  readonly refusals: readonly Finding[];
  /** In a project without evidence the gate is not in use yet, or somebody has deleted the files: one sentence each. */
  readonly notes: readonly string[];
}

/** What is new is told only where the gate is in use: a project without feedback may begin with any policy. */
export function unprovenRises(run: UnprovenRun): UnprovenRises {
  const rises = risesOverState(run);
  if (run.fleet.feedbackInUse) return { refusals: rises.map(({ finding }) => finding), notes: [] };
  const notes = rises.flatMap(({ isNew, finding }) => (isNew ? [] : [printable(finding.message)]));
  return { refusals: [], notes };
}

interface Rise {
  readonly isNew: boolean;
  readonly finding: Finding;
}

function risesOverState({ fleet, only, state, importsOf, today }: UnprovenRun): readonly Rise[] {
  const plans = new Map(fleet.domains.map(plan => [plan.domain, plan]));
  const held = new Map(
    state
      .filter(({ name, type, domain }) => type === "TXT" && name === `_dmarc.${domain}`)
      .map(one => [one.domain, one]),
  );
  return fleet.gates.flatMap(({ domain, verdict, published, rises }): readonly Rise[] => {
    const plan = plans.get(domain);
    const unproven = verdict === "insufficient" && published === undefined;
    if (plan?.policy === undefined || !unproven || only?.has(domain) === false) return [];
    const texts = held.get(domain)?.values ?? [];
    // The policy that was live before is taken over as it is, or the import fails.
    if (texts.length === 0 && takesOver(domain, importsOf(domain))) return [];
    const before = texts.map(text => readPublished(text, "rfc9989")).find(record => record !== undefined);
    // What was adopted counts until the stack says what is published: it may have been lowered since.
    if (rises.length === 0 && (before === undefined || isOverridden(plan, today))) return [];
    const over = risesForAnyone(before ?? { p: "none" }, plan.policy);
    if (over.length === 0) return [];
    const from = before === undefined ? "is new" : `rises over p=${before.p}`;
    const message = `The policy of ${domain} ${from}, and no evidence tells of its mail.`;
    const fix =
      before === undefined
        ? "Start at none until mailwright ingest and mailwright evidence tell of its mail; where the policy has stood elsewhere, say so in rollout.adopted."
        : `Leave p=${before.p} until mailwright ingest and mailwright evidence tell of its mail, or give rollout.override.`;
    const about = { domain, file: plan.file, name: `_dmarc.${domain}`, cite: "mailwright: the gate" };
    const finding: Finding = { ...about, id: "policy-not-carried", severity: "error", message, fix };
    return [{ isNew: before === undefined, finding }];
  });
}

/** The gate asks for none where nothing rises over what was adopted. */
function isOverridden({ rollout }: DomainPlan, today: string): boolean {
  return rollout?.override !== undefined && rollout.override.until >= today;
}

/** A map without the policy record makes it anew, like that of any new domain. */
function takesOver(domain: string, map: ImportMap | undefined): boolean {
  return Object.keys(map ?? {}).some(name => name.startsWith(rrsetName(`_dmarc.${domain}`, "TXT")));
}
