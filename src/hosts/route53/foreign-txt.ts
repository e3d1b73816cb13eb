/**
 * TXT strings at the apex that somebody put there by hand. At Route 53 all strings of a name are one RRset, and the provider
 * writes it whole: what the plan does not know would be gone without a word.
 */
import type { Finding } from "../../finding.ts";
import type { DomainPlan } from "../../plan/domain-plan.ts";
import { desiredResources, type HostSettings } from "../desired-resource.ts";
import { importIdOf, type ImportsOf } from "../import-map.ts";
import { zoneKey, type StateRecord } from "../state-records.ts";
import { unquoteTxt } from "../unquote-txt.ts";

export interface ApexWrite {
  readonly plan: DomainPlan;
  readonly zoneId: string;
  /** Strings of the plan, and those the state holds: ours to change. */
  readonly known: ReadonlySet<string>;
}

export interface ApexCheck {
  readonly plans: readonly DomainPlan[];
  readonly state: readonly StateRecord[];
  readonly settings: HostSettings;
  readonly only?: ReadonlySet<string> | undefined;
  readonly importsOf: ImportsOf;
  /** The engine reads the zone first, and so may write what the plan alone would leave. */
  readonly refreshes: boolean;
}

/** The apex RRsets that the run may write over: those that differ from the state, and those it takes over. */
export function apexWrites({ plans, state, settings, only, importsOf, refreshes }: ApexCheck): readonly ApexWrite[] {
  if (settings.host !== "declared") return [];
  const held = new Map(state.filter(one => one.host === "route53").map(one => [`${one.zone} ${one.logicalName}`, one]));
  return plans
    .filter(({ domain }) => only === undefined || only.has(domain))
    .flatMap(plan =>
      desiredResources(plan, settings).flatMap((resource): ApexWrite[] => {
        if (resource.host !== "route53" || resource.inputs.type !== "TXT") return [];
        if (resource.ownerName !== plan.domain) return [];
        const zoneId = zoneKey(resource.inputs.zoneId);
        const before = held.get(`${zoneId} ${resource.logicalName}`);
        if (before === undefined && importIdOf(resource, importsOf(plan.domain)) === undefined) return [];
        const after = resource.inputs.records.map(one => unquoteTxt(`"${one}"`, 8));
        const same = before !== undefined && before.ttl === resource.inputs.ttl && sameStrings(before.values, after);
        return same && !refreshes ? [] : [{ plan, zoneId, known: new Set([...after, ...(before?.values ?? [])]) }];
      }),
    );
}

function sameStrings(a: readonly string[], b: readonly string[]): boolean {
  return a.toSorted().join("\0") === b.toSorted().join("\0");
}

/** `live`: the strings that stand there now. The SPF record is ours whatever it says: never two of them. */
export function foreignTxt({ plan, known }: ApexWrite, live: readonly string[]): readonly Finding[] {
  return live
    .filter(text => !known.has(text) && !/^v=spf1( |$)/i.test(text))
    .map(text => ({
      id: "foreign-txt",
      severity: "error",
      domain: plan.domain,
      file: plan.file,
      name: plan.domain,
      message: `Route 53 holds the string ${JSON.stringify(text)} there, which the spec does not declare, and this run would remove it.`,
      cite: "mailwright: nothing is lost unasked",
      fix: "Add it to txt in the spec; or, if nobody needs it, delete it at Route 53 by hand.",
    }));
}
