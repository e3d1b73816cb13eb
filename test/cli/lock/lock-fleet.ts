/** A folder of specs, a name server and the real command, for the tests of `mailwright lock`. */
import { readFileSync, writeFileSync, existsSync } from "node:fs";
import { join } from "node:path";
import { folder, runAside, zoneIdOf, type Run } from "../../support/cli.ts";
import { dnsServer, type DnsServer, type Zone } from "../../support/dns-server.ts";

export interface LockFleet {
  readonly server: DnsServer;
  readonly path: string;
  readonly write: (file: string, text: string) => void;
  /** `mailwright lock … --resolver <the server>`. */
  readonly lock: (...args: readonly string[]) => Promise<Run>;
  readonly text: () => string;
  readonly entries: () => Readonly<Record<string, Readonly<Record<string, Readonly<Record<string, unknown>>>>>>;
  /** Makes the lock look as if written on another day, and by another resolver. */
  readonly age: (date?: string) => void;
  readonly hasLock: () => boolean;
  readonly close: () => Promise<void>;
}

/** Specs by domain: the SPF terms each has of its own. */
export async function lockFleet(terms: Readonly<Record<string, readonly string[]>>, zone: Zone): Promise<LockFleet> {
  const server = await dnsServer(zone);
  const on = folder(
    Object.fromEntries(Object.entries(terms).map(([domain, own]) => [`${domain}.ts`, termsSpec(domain, own)])),
  );
  const file = join(on.path, "dns.lock.json");
  const text = (): string => readFileSync(file, "utf8");
  return {
    server,
    path: on.path,
    write: on.write,
    lock: (...args) => runAside(["lock", "--resolver", server.address, ...args], on.path),
    text,
    entries: () => (JSON.parse(text()) as { names: ReturnType<LockFleet["entries"]> }).names,
    age: (date = "2026-01-02") =>
      writeFileSync(
        file,
        text()
          .replace(/"resolved": "[^"]*"/g, `"resolved": "${date}"`)
          .replaceAll(server.address, "192.0.2.53:53"),
      ),
    hasLock: () => existsSync(file),
    close: async () => {
      on.remove();
      await server.close();
    },
  };
}

/** A spec with nothing but SPF terms that leads anywhere. */
export function termsSpec(domain: string, terms: readonly string[]): string {
  return `import { cloudflare, defineDomain, ownServer } from "#mailwright";

export default defineDomain({
  domain: "${domain}",
  host: cloudflare({ zoneId: "${zoneIdOf(domain)}" }),
  services: [ownServer({ name: "office", ip4: ["192.0.2.10"] })],
  spf: { terms: ${JSON.stringify(terms)} },
  dmarc: { policy: "none", reportTo: ["dmarc@${domain}"] },
});
`;
}

/** Today, as the command dates its entries. */
export const today = (): string => new Date().toISOString().slice(0, 10);
