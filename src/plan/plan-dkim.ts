/** DKIM names of a domain: key records and CNAME delegations at `<selector>._domainkey.<signing domain>`. */
import { canonicalName, under } from "../dns/owner-name.ts";
import type { DkimKeyInput } from "../dkim/key-record.ts";
import { generateKey } from "../dkim/generate.ts";
import { selectorFault } from "../dkim/selector.ts";
import type { LocalFinding } from "../finding.ts";
import { withoutKeyMaterial } from "../spec/private-keys.ts";
import type { ServiceContribution } from "./contributions.ts";
import { DKIM_ROLE } from "./domain-plan.ts";
import type { PlannedSelector } from "./planned-selector.ts";
import type { WantedRecord } from "./wanted-record.ts";

export interface PlannedDkim {
  readonly wanted: readonly WantedRecord[];
  /** In the order of the spec's own, then of the contributions. */
  readonly selectors: readonly PlannedSelector[];
  readonly findings: readonly LocalFinding[];
}

/** `own` are the spec's selectors that belong to no service. Every bad key or selector is a finding; the rest is planned. */
export function planDkim(
  domain: string,
  own: Readonly<Record<string, DkimKeyInput>> | undefined,
  from: readonly ServiceContribution[],
): PlannedDkim {
  const wanted: WantedRecord[] = [];
  const selectors: PlannedSelector[] = [];
  const findings: LocalFinding[] = [];
  const add = (selector: string, signingDomain: string, source: Source): void => {
    const lower = selector.toLowerCase();
    // RFC 6376 §3.6.2.1: the key stands under _domainkey at the signing domain.
    const name = under(`${lower}._domainkey`, signingDomain);
    const fault = selectorFault(lower);
    if (fault !== undefined) {
      findings.push(badSelector(source.path, selector, fault));
      return;
    }
    const [service] = source.services;
    const at = service === undefined ? { path: `dkim.${selector}` } : { path: source.path, service };
    const about = { name, selector: lower, signingDomain, ...at };
    const common = { name, role: DKIM_ROLE, services: source.services, provenance: source.provenance };
    if (source.cname !== undefined) {
      const target = canonicalName(source.cname);
      wanted.push({ ...common, type: "CNAME", rdata: target });
      selectors.push({ ...about, form: "cname", content: target });
      return;
    }
    const generated = generateKey(source.key, name);
    findings.push(...generated.findings);
    if (generated.text === undefined) return;
    wanted.push({ ...common, type: "TXT", rdata: generated.text });
    const form = generated.publicKey === "" ? "revoked" : "key";
    const since = typeof source.key === "string" ? undefined : source.key.since;
    selectors.push({ ...about, form, content: generated.publicKey ?? "", since });
  };
  for (const [selector, key] of Object.entries(own ?? {})) {
    add(selector, domain, { key, services: [], path: "dkim" });
  }
  for (const { service, path, provenance, sendingDomain, dkim, names } of from) {
    for (const selector of dkim ?? []) {
      const source = "cname" in selector ? { cname: selector.cname } : { key: selector.key };
      add(selector.selector, sendingDomain, { ...source, services: [service], path, provenance });
    }
    for (const extra of names ?? []) {
      const name = under(extra.name, sendingDomain);
      const [selector = "", signingDomain] = name.split("._domainkey.", 2);
      // Some vendors sign for a name below the one that they send from; planServiceNames makes the record.
      if (signingDomain === undefined) continue;
      const [form, content] =
        extra.type === "CNAME" ? (["cname", canonicalName(extra.target)] as const) : (["key", extra.text] as const);
      selectors.push({ name, selector, signingDomain, path, service, form, content });
    }
  }
  return { wanted, selectors, findings };
}

type Source = Pick<WantedRecord, "services" | "provenance"> & { readonly path: string } & (
    { readonly cname: string; readonly key?: undefined } | { readonly key: DkimKeyInput; readonly cname?: undefined }
  );

const badSelector = (path: string, selector: string, fault: string): LocalFinding => ({
  id: "dkim-selector-syntax",
  severity: "error",
  name: path,
  message: `The DKIM selector ${JSON.stringify(withoutKeyMaterial(selector).slice(0, 80))} is not usable as a DNS name: ${fault}.`,
  cite: "RFC 6376 §3.1",
  fix: "Use the selector exactly as the service shows it: letters, digits and inner hyphens, parts separated by dots.",
});
