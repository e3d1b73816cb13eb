/** Specs for tests: a sound one to start from, and the plan of whatever is made of it. */
import { expect } from "@jest/globals";
import { cloudflare, ownServer } from "#mailwright";
import type { DomainSpec } from "#mailwright";
import type { DnsLock } from "../../src/dns/dns-lock.ts";
import type { Finding } from "../../src/finding.ts";
import type { DomainPlan, FleetPlan } from "../../src/plan/domain-plan.ts";
import { planFleet } from "../../src/plan/plan-fleet.ts";
import { parseSpec } from "../../src/spec/parse-spec.ts";
import { vendorLock } from "./lock.ts";

/** Today, to every plan a test makes. */
export const TODAY = "2026-12-01";
export const CLOUDFLARE_ZONE = "023e105f4ecef8ad9ca31a8372d0c353";
export const ROUTE53_ZONE = "Z0123456789ABCDEFGHIJ";

/** Public keys; nobody has the private ones. */
export const ED25519_KEY = "2zYQh1XcOQ0bA1jpV9V8m2H0n3gJY0eF6wz3sC0m9aQ=";
export const OTHER_ED25519_KEY = "11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=";
export const RSA_2048_KEY =
  "MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEA3Q4XXoqh5un8D0nhOXipihc9O+jNQ7drDOxzjYqFcVa2LXi9YQ4C" +
  "uDO4fgYQPa5kLsQje9Rc8p0BgsZHDgU9xl3MDdriWHS36SI3Zo0hoW8kL7YBrn6fE8O0MQMlX1r7ye76MepsgNp4TNzXpNso" +
  "x4w4jfSuZE8BJKyn7RBnRt2lPMjKvhGAsC+ubeNbmxXR8zZ9ZGlMZHDI35PzpfSCdjYhieYHRVWMs6/Uc7dR0SH5MiCOrvcm" +
  "9or58FGB9/jpoI58z290sG9zmG9VkbhXXQALgixsv1KvjlsahwXauU3kR5JHhOjaQU9oHrxh2es8F+VOYYuyuRr+ChaQVj7B" +
  "FQIDAQAB";

/** A mail server of its own that signs: a service no rule finds fault with. */
export const office = ownServer({ name: "office", ip4: ["192.0.2.10"], dkim: { office: ED25519_KEY } });

/** A spec without a finding, changed as a test wants it. */
export function clientSpec(changes: Partial<DomainSpec> = {}): DomainSpec {
  const domain = changes.domain ?? "client.example";
  return {
    domain,
    host: cloudflare({ zoneId: CLOUDFLARE_ZONE }),
    services: [office],
    dmarc: { policy: "none", reportTo: ["dmarc@client.example"] },
    ...changes,
  };
}

/** The fleet of some default exports, each from a file named for its domain. */
export function planOf(...exports: readonly unknown[]): FleetPlan {
  return planFiles(Object.fromEntries(exports.map((value, index) => [fileOf(value, index), value])));
}

export function planFiles(files: Readonly<Record<string, unknown>>, lock: DnsLock = vendorLock): FleetPlan {
  const parsed = Object.entries(files).map(([file, value]) => parseSpec(value, file));
  return planFleet(parsed, { today: TODAY, lock });
}

/** As planOf, with a lock. */
export function planWith(lock: DnsLock, ...exports: readonly unknown[]): FleetPlan {
  return planFiles(Object.fromEntries(exports.map((value, index) => [fileOf(value, index), value])), lock);
}

function fileOf(value: unknown, index: number): string {
  const domain = (value as { readonly domain?: unknown } | undefined)?.domain;
  return `domains/${typeof domain === "string" ? domain : index}.ts`;
}

export function planned(fleet: FleetPlan, domain = "client.example"): DomainPlan {
  const found = fleet.domains.find(one => one.domain === domain);
  if (found === undefined) throw new Error(`${domain} was not planned: ${brief(fleet.findings).join("; ")}`);
  return found;
}

/** `name TYPE value`, one a record, in the plan's order. */
export function records({ rrsets }: Pick<DomainPlan, "rrsets">): readonly string[] {
  return rrsets.flatMap(set => set.records.map(record => `${set.name} ${set.type} ${record.rdata}`));
}

/** `severity id at name`, one a finding. */
export function brief(findings: readonly Finding[]): readonly string[] {
  return findings.map(({ severity, id, name }) => `${severity} ${id} at ${name}`);
}

/** What holds for every finding: what, where, why and how to fix, each said, and an id that a waiver can name. */
export function expectWhole(findings: readonly Finding[]): void {
  for (const finding of findings) {
    expect(finding.id).toMatch(/^[a-z0-9]+(-[a-z0-9]+)+$/);
    expect(["error", "warning", "info"]).toContain(finding.severity);
    expect(finding.message).toMatch(/^\S[\s\S]*\S$/);
    expect(finding.fix).toMatch(/^\S[\s\S]*\.$/);
    expect(finding.cite).toMatch(
      /^(RFC \d+ §[A-Z\d.]+|mailwright|Microsoft 365: |Cloudflare API|Amazon Route 53|RFC 1035)/,
    );
    expect(finding.name).not.toBe("");
    expect(finding.file).not.toBe("");
  }
}
