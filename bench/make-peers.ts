/** The same fleet in the peers' own forms, so that each tool computes the same records. */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { PlannedFleet } from "./make-fleet.ts";

/** DNSControl: one dnsconfig.js, records for its BIND provider. */
export function makeDnscontrol(folder: string, { domains }: PlannedFleet): string {
  mkdirSync(join(folder, "zones"), { recursive: true });
  const quote = (text: string): string => JSON.stringify(text);
  const config = domains.map(({ domain, rrsets }) => {
    const records = rrsets.flatMap(({ name, type, ttl, rdata }) =>
      rdata.map(value => {
        const label = quote(name === domain ? "@" : name.slice(0, -domain.length - 1));
        if (type === "CNAME") return `  CNAME(${label}, ${quote(`${value}.`)}, TTL(${ttl}))`;
        return `  TXT(${label}, ${quote(value)}, TTL(${ttl}))`;
      }),
    );
    return `D(${quote(domain)}, NewRegistrar("none"), DnsProvider(NewDnsProvider("bind")),\n${records.join(",\n")}\n);`;
  });
  writeFileSync(join(folder, "dnsconfig.js"), `${config.join("\n")}\n`);
  const types = { none: { TYPE: "NONE" }, bind: { TYPE: "BIND", directory: "zones" } };
  writeFileSync(join(folder, "creds.json"), JSON.stringify(types));
  return folder;
}

/** octoDNS: one YAML file a zone and a YAML target; JSON is YAML, and read by the same parser. */
export function makeOctodns(folder: string, { domains }: PlannedFleet): string {
  mkdirSync(join(folder, "config"), { recursive: true });
  mkdirSync(join(folder, "target"), { recursive: true });
  for (const { domain, rrsets } of domains) {
    const zone: Record<string, unknown[]> = {};
    for (const { name, type, ttl, rdata } of rrsets) {
      const label = name === domain ? "" : name.slice(0, -domain.length - 1);
      const escaped = rdata.map(value => value.replaceAll(";", "\\;"));
      const record = type === "CNAME" ? { ttl, type, value: `${rdata[0]}.` } : { ttl, type, values: escaped };
      (zone[label] ??= []).push(record);
    }
    const sorted = Object.fromEntries(Object.entries(zone).toSorted(([a], [b]) => (a < b ? -1 : 1)));
    writeFileSync(join(folder, "config", `${domain}.yaml`), JSON.stringify(sorted));
  }
  const provider = (directory: string): object => ({
    class: "octodns.provider.yaml.YamlProvider",
    directory: join(folder, directory),
    enforce_order: false,
  });
  const zones = Object.fromEntries(
    domains.map(({ domain }) => [`${domain}.`, { sources: ["config"], targets: ["target"] }]),
  );
  const config = { providers: { config: provider("config"), target: provider("target") }, zones };
  writeFileSync(join(folder, "config.yaml"), JSON.stringify(config));
  return folder;
}
