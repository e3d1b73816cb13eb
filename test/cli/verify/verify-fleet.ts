/** A folder of specs, the zones they plan, the servers that have them, and the real command, for the tests of `verify`. */
import type { DomainPlan } from "../../../src/plan/domain-plan.ts";
import { document, lockedFolder, runAside, zoneIdOf, type Run } from "../../support/cli.ts";
import type { Zone } from "../../support/dns-server.ts";
import { internet, zoneOf, type Internet, type ServerScript } from "../../support/internet.ts";

export interface VerifyFleet extends Internet {
  readonly path: string;
  /** `mailwright verify …` on a machine whose resolver and name servers are the test's. */
  readonly verify: (...args: readonly string[]) => Promise<Run>;
  readonly json: (...args: readonly string[]) => Promise<{ readonly run: Run; readonly drift: readonly Found[] }>;
}

/** What the contract says of one difference. */
export interface Found {
  readonly domain: string;
  readonly name: string;
  readonly type: string;
  readonly kind: string;
  readonly expected: readonly string[];
  readonly found: readonly string[];
  readonly servers: readonly string[];
  readonly cause?: string;
  readonly causeId?: string;
  readonly fix: string;
}

export interface FleetOptions {
  /** Spec text by domain. */
  readonly specs: Readonly<Record<string, string>>;
  /** Servers of every zone, each with what it makes of the planned zones. */
  readonly servers: Readonly<Record<string, (planned: Zone) => ServerScript>>;
  /** Zones that nobody delegates. */
  readonly undelegated?: readonly string[];
}

export async function verifyFleet({ specs, servers, undelegated = [] }: FleetOptions): Promise<VerifyFleet> {
  const on = lockedFolder(Object.fromEntries(Object.entries(specs).map(([domain, text]) => [`${domain}.ts`, text])));
  const { domains } = JSON.parse((await runAside(["plan", "--json"], on.path)).stdout) as {
    domains: readonly PlanJson[];
  };
  const zones = [...new Set(domains.map(({ zone }) => zone))];
  const planned = zoneOf(domains.map(asPlan));
  const net = await internet(
    Object.fromEntries(Object.entries(servers).map(([host, make]) => [host, make(planned)])),
    Object.fromEntries(zones.filter(zone => !undelegated.includes(zone)).map(zone => [zone, Object.keys(servers)])),
  );
  const verify = (...args: readonly string[]): Promise<Run> => net.run(["verify", ...args], on.path);
  return {
    ...net,
    path: on.path,
    verify,
    json: async (...args) => {
      const run = await verify("--json", ...args);
      return { run, drift: (document(run) as { drift: readonly Found[] }).drift };
    },
    close: async () => {
      on.remove();
      await net.close();
    },
  };
}

interface PlanJson {
  readonly zone: string;
  readonly rrsets: readonly {
    readonly name: string;
    readonly type: "TXT";
    readonly ttl: number;
    readonly rdata: readonly string[];
  }[];
}

function asPlan({ zone, rrsets }: PlanJson): Pick<DomainPlan, "zone" | "rrsets"> {
  return {
    zone,
    rrsets: rrsets.map(({ rdata, ...set }) => ({
      ...set,
      records: rdata.map(value => ({ rdata: value, role: "", services: [] })),
    })),
  };
}

/** A domain with an SPF record, a policy and five names of a vendor's. */
export function clientText(domain: string, policy = "quarantine"): string {
  return `import { cloudflare, defineDomain, sendgrid, ownServer } from "#mailwright";

export default defineDomain({
  domain: "${domain}",
  host: cloudflare({ zoneId: "${zoneIdOf(domain)}" }),
  services: [
    ownServer({ name: "office", ip4: ["192.0.2.10"] }),
    sendgrid({ user: "u1234567", server: "wl123", returnPath: "em1234" }),
  ],
  dmarc: { policy: "${policy}", reportTo: ["dmarc@${domain}"] },
});
`;
}
