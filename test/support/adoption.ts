/** What tests of adoption share: zones made of plans, and the text of a spec as the spec it is. */
import { expect } from "@jest/globals";
import * as entry from "#mailwright";
import { emptyLock } from "../../src/dns/dns-lock.ts";
import type { Adoption } from "../../src/hosts/adopt/adoption.ts";
import type { LiveRecord } from "../../src/hosts/live-record.ts";
import { planDomain } from "../../src/plan/plan-domain.ts";
import type { DomainPlan } from "../../src/plan/domain-plan.ts";
import { parseSpec } from "../../src/spec/parse-spec.ts";

/** A spec's text run as its file would be. */
export function specOf(text: string): unknown {
  const [imports = "", ...body] = text.split("\n\n");
  const names = (/\{([^}]*)\}/.exec(imports)?.[1] ?? "").split(",").flatMap(name => name.trim() || []);
  const all = entry as unknown as Readonly<Record<string, unknown>>;
  const source = body.join("\n\n").replace("export default ", "return ");
  // oxlint-disable-next-line typescript/no-implied-eval -- the text is the product's own output.
  return (new Function(...names, source) as (...values: readonly unknown[]) => unknown)(
    ...names.map(name => all[name]),
  );
}

export function planOfText(text: string): DomainPlan {
  const { spec, findings } = parseSpec(specOf(text), "domains/client.example.ts");
  expect(findings.filter(({ severity }) => severity === "error")).toEqual([]);
  if (spec === undefined) throw new Error("the spec cannot be planned");
  return planDomain(spec, emptyLock);
}

export function liveRecords({ rrsets }: DomainPlan): readonly LiveRecord[] {
  return rrsets.flatMap(({ name, type, ttl, records }) => records.map(({ rdata }) => ({ name, type, ttl, rdata })));
}

const line = ({ name, type, ttl, rdata }: LiveRecord): string => `${name} ${type} ${ttl} ${rdata}`;

/** The zone with what is left over taken out and every correction made: what the adopted spec must plan, to the letter. */
export function expectedZone(records: readonly LiveRecord[], { leftovers, corrections }: Adoption): readonly string[] {
  const left = new Set(leftovers.map(({ name, type, rdata }) => `${name} ${type} ${rdata}`));
  let kept = records.filter(({ name, type, rdata }) => !left.has(`${name} ${type} ${rdata}`));
  for (const { name, type, from, to } of corrections) {
    const here = (one: LiveRecord): boolean => one.name === name && one.type === type;
    // Only the host's form of a value, of which a plan knows nothing.
    if (to.startsWith('"')) continue;
    const ttl = /^ttl (\d+|automatic)$/.exec(from)?.[1];
    if (ttl !== undefined) {
      const was = ttl === "automatic" ? 1 : Number(ttl);
      kept = kept.map(one => (here(one) && one.ttl === was ? { ...one, ttl: Number(to.slice("ttl ".length)) } : one));
    } else if (from === "") kept = [...kept, { name, type, ttl: -1, rdata: to }];
    else if (to === "") kept = kept.filter(one => !(here(one) && one.rdata === from));
    else kept = kept.map(one => (here(one) && one.rdata === from ? { ...one, rdata: to } : one));
  }
  // What is made new has the TTL of the rest.
  const usual = kept.find(({ ttl }) => ttl >= 0)?.ttl ?? 3600;
  return kept.map(one => line(one.ttl < 0 ? { ...one, ttl: usual } : one)).toSorted();
}

export function plannedZone(text: string): readonly string[] {
  return liveRecords(planOfText(text)).map(line).toSorted();
}
