/** A fleet of like domains for the benchmarks, in this project's form and in the peers'. */
import { generateKeyPairSync } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** One public key for all: making a pair for each domain would take longer than what is measured. */
const key = generateKeyPairSync("rsa", { modulusLength: 2048 })
  .publicKey.export({ type: "spki", format: "der" })
  .toString("base64");

export const REPORT_DOMAIN = "reports.msp.test";

export function domainName(index: number): string {
  return `client-${String(index).padStart(5, "0")}.test`;
}

function seedOf(domain: string): string {
  return domain.replace(/\D/g, "");
}

/** The SPF term that a client's spec has beside its services. */
export function ownTerm(domain: string): string {
  return `ip4:203.0.113.${Number(seedOf(domain)) % 250}`;
}

/** The text of one client's spec: ten RRsets. */
export function clientSpec(domain: string, policy: string): string {
  const seed = seedOf(domain);
  return `import { cloudflare, defineDomain, googleWorkspace, ownServer, sendgrid, zonefile } from "#mailwright";

export default defineDomain({
  domain: "${domain}",
  host: zonefile(),
  services: [
    googleWorkspace({ dkim: { google: "${key}" } }),
    sendgrid({ user: "u${seed}1", server: "wl${seed}", returnPath: "em${seed}" }),
    ownServer({
      name: "office",
      ip4: ["192.0.2.10", "198.51.100.0/24"],
      dkim: { a2026: "${key}", b2026: "${key}", c2026: { revoked: true }, d2026: { revoked: true } },
    }),
  ],
  spf: { all: "softfail", terms: ["${ownTerm(domain)}"] },
  dmarc: { policy: "${policy}", reportTo: ["dmarc@${REPORT_DOMAIN}"] },
  txt: ["google-site-verification=token-of-${domain}"],
});
`;
}

const reportSpec = `import { defineDomain, fastmail, zonefile } from "#mailwright";

export default defineDomain({
  domain: "${REPORT_DOMAIN}",
  host: zonefile(),
  services: [fastmail()],
  dmarc: { policy: "none", reportTo: ["dmarc@${REPORT_DOMAIN}"] },
});
`;

/** Writes `count` specs and the report domain's into a folder, and gives it back. */
export function makeFleet(folder: string, count: number): string {
  mkdirSync(folder, { recursive: true });
  for (let index = 0; index < count; index += 1) {
    const domain = domainName(index);
    writeFileSync(join(folder, `${domain}.ts`), clientSpec(domain, "none"));
  }
  writeFileSync(join(folder, `${REPORT_DOMAIN}.ts`), reportSpec);
  return folder;
}

/** A plan as `mailwright plan --json` prints it. */
export interface PlannedFleet {
  readonly domains: readonly {
    readonly domain: string;
    readonly rrsets: readonly {
      readonly name: string;
      readonly type: string;
      readonly ttl: number;
      readonly rdata: readonly string[];
    }[];
  }[];
}
