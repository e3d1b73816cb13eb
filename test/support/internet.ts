/** A small internet on loopback: a resolver that knows who serves which zone, and the servers, each with its own copy. */
import { createSocket } from "node:dgram";
import { join } from "node:path";
import type { DomainPlan } from "../../src/plan/domain-plan.ts";
import { PROJECT, runAside, type Run } from "./cli.ts";
import { dnsServer, type DnsServer, type DnsServerOptions, type Zone, type ZoneName } from "./dns-server.ts";

export interface Internet {
  /** By host name. */
  readonly servers: Readonly<Record<string, DnsServer>>;
  readonly resolver: DnsServer;
  /** The real command in a process of its own, on a machine that is connected to nothing else. */
  readonly run: (args: readonly string[], cwd: string, terminal?: boolean) => Promise<Run>;
  readonly close: () => Promise<void>;
}

export interface ServerScript extends DnsServerOptions {
  readonly zone: Zone;
  /** Takes questions and never answers. */
  readonly dead?: boolean;
}

/**
 * `delegations`: zone to host names of its servers. A host name that has no script is known and has nobody at its address.
 */
export async function internet(
  scripts: Readonly<Record<string, ServerScript>>,
  delegations: Readonly<Record<string, readonly string[]>>,
): Promise<Internet> {
  const hosts = [...new Set(Object.values(delegations).flat())];
  const addresses = new Map(hosts.map((host, index) => [host, `192.0.2.${index + 1}`]));
  const silent = createSocket("udp4");
  await new Promise<void>(done => silent.bind(0, "127.0.0.1", done));
  const servers: Record<string, DnsServer> = {};
  const reached: Record<string, string> = {};
  for (const [host, { zone, dead = false, ...options }] of Object.entries(scripts)) {
    servers[host] = await dnsServer(zone, { authorityFor: zonesOf(delegations, host), ...options });
    reached[addresses.get(host) ?? ""] = dead ? `127.0.0.1:${silent.address().port}` : servers[host].address;
  }
  const resolver = await dnsServer({
    ...Object.fromEntries(Object.entries(delegations).map(([zone, NS]): [string, ZoneName] => [zone, { NS }])),
    ...Object.fromEntries([...addresses].map(([host, address]): [string, ZoneName] => [host, { A: [address] }])),
  });
  const env = (terminal: boolean): Readonly<Record<string, string>> => ({
    TEST_DNS_MACHINE: JSON.stringify({ resolver: resolver.address, servers: reached, terminal }),
    NODE_OPTIONS: `--import ${join(PROJECT, "test/support/loopback-dns.ts")}`,
  });
  return {
    servers,
    resolver,
    run: (args, cwd, terminal = false) => runAside(args, cwd, undefined, env(terminal)),
    close: async () => {
      silent.close();
      await Promise.all([resolver, ...Object.values(servers)].map(server => server.close()));
    },
  };
}

function zonesOf(delegations: Readonly<Record<string, readonly string[]>>, host: string): readonly string[] {
  return Object.entries(delegations).flatMap(([zone, hosts]) => (hosts.includes(host) ? [zone] : []));
}

/** The script of a zone that has just what the plans want, and a SOA. */
export function zoneOf(plans: readonly Pick<DomainPlan, "zone" | "rrsets">[], serial = 2026112401): Zone {
  const zone: Record<string, ZoneName> = {};
  for (const plan of plans) {
    zone[plan.zone] = { ...zone[plan.zone], SOA: serial };
    for (const { name, type, ttl, records } of plan.rrsets) {
      const values = records.map(({ rdata }) => rdata);
      const own = type === "CNAME" ? { CNAME: values[0] ?? "" } : { [type]: values };
      zone[name] = { ...zone[name], ttl, ...own };
    }
  }
  return zone;
}

/** A zone with other names in it; undefined takes a name out. */
export function edited(zone: Zone, names: Readonly<Record<string, ZoneName | undefined>>): Zone {
  const kept = Object.entries({ ...zone, ...names }).filter(([, one]) => one !== undefined);
  return Object.fromEntries(kept) as Zone;
}
