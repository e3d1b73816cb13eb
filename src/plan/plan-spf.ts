/** SPF records of a domain: one a name, made of the terms of everything that sends from that name (RFC 7208 §3.2). */
import { under } from "../dns/owner-name.ts";
import type { Provenance } from "../dns/rrset.ts";
import type { LocalFinding } from "../finding.ts";
import type { SpfSpec } from "../spec/domain-spec.ts";
import { generateSpf } from "../spf/generate.ts";
import type { ServiceContribution } from "./contributions.ts";
import { SPF_ROLE } from "./domain-plan.ts";
import type { WantedRecord } from "./wanted-record.ts";

interface Terms {
  readonly terms: string[];
  readonly services: Set<string>;
  readonly provenance: Provenance[];
}

/**
 * The apex always gets a record, even with no term: receivers refuse domains without one. Names below it get one when a
 * service sends or bounces from there. The domain's own terms come first, then the services' in the order of their ids.
 */
export function planSpf(
  domain: string,
  spf: SpfSpec | undefined,
  from: readonly ServiceContribution[],
): { readonly wanted: readonly WantedRecord[]; readonly findings: readonly LocalFinding[] } {
  const names = new Map<string, Terms>();
  const at = (name: string): Terms => {
    const known = names.get(name) ?? { terms: [], services: new Set(), provenance: [] };
    names.set(name, known);
    return known;
  };
  const own = at(domain);
  for (const entry of spf?.terms ?? []) {
    own.terms.push(typeof entry === "string" ? entry : entry.term);
    if (typeof entry !== "string") own.provenance.push(entry);
  }
  for (const contribution of from) {
    const add = (name: string, terms: readonly string[]): void => {
      const entry = at(name);
      entry.terms.push(...terms);
      entry.services.add(contribution.service);
      entry.provenance.push(contribution.provenance);
    };
    if (contribution.spf !== undefined && contribution.spf.length > 0)
      add(contribution.sendingDomain, contribution.spf);
    for (const path of contribution.returnPaths ?? []) {
      if ("spf" in path && path.spf.length > 0) add(under(path.name, contribution.sendingDomain), path.spf);
    }
  }
  const all = spf?.all ?? "softfail";
  const findings: LocalFinding[] = [];
  const wanted: WantedRecord[] = [];
  for (const [name, { terms, services, provenance }] of names) {
    const generated = generateSpf({ name, terms, all });
    findings.push(...generated.findings);
    if (generated.text === undefined) continue;
    const record = {
      name,
      type: "TXT",
      rdata: generated.text,
      role: SPF_ROLE,
      services: [...services].toSorted(),
    } as const;
    wanted.push({ ...record, provenance: mergeProvenance(provenance) });
  }
  return { wanted, findings };
}

/** Several people's notes on one record: each distinct value once, in a stable order. */
export function mergeProvenance(all: readonly Provenance[]): Provenance | undefined {
  const join = (values: readonly (string | undefined)[]): string | undefined => {
    const distinct = [...new Set(values.filter(value => value !== undefined))].toSorted();
    return distinct.length === 0 ? undefined : distinct.join(", ");
  };
  const merged = {
    owner: join(all.map(one => one.owner)),
    ticket: join(all.map(one => one.ticket)),
    since: join(all.map(one => one.since)),
  };
  return Object.values(merged).every(value => value === undefined) ? undefined : merged;
}
