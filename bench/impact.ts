/** The replay of a fleet's evidence: every domain with as many rows as evidence holds, against two plans. */
import { impactOf } from "../src/decide/impact.ts";
import type { PublishedPlan } from "../src/decide/impact/planned-zone.ts";
import { emptyLock } from "../src/dns/dns-lock.ts";
import type { Evidence, ReplayRow } from "../src/feedback/evidence.ts";
import { MAX_ROWS } from "../src/feedback/evidence-rows.ts";
import { planFleet } from "../src/plan/plan-fleet.ts";
import { parseSpec } from "../src/spec/parse-spec.ts";

const DOMAINS = 1_000;
const DOMAIN = "client.test";

/** One domain, replayed once for each of the fleet: nothing is remembered from one to the next. */
export function benchImpact(): void {
  const [none, reject] = [planAt("none", "192.0.2.0/24"), planAt("reject", "192.0.2.0/24")];
  const moved = planAt("reject", "198.51.100.0/24");
  const evidence = evidenceOf(Array.from({ length: MAX_ROWS }, (_, index) => rowOf(index)));
  console.log(`\nimpact, ${DOMAINS} domains of ${MAX_ROWS} rows each, one process`);
  for (const [label, before, after] of [
    ["the policy rises", none, reject],
    ["the policy rises and the SPF record changes", none, moved],
    ["against what receivers did", undefined, reject],
  ] as const) {
    const start = performance.now();
    let stopped = 0;
    for (let domain = 0; domain < DOMAINS; domain += 1) stopped += impactOf(evidence, before, after).after.reject;
    const seconds = (performance.now() - start) / 1000;
    console.log(
      `  ${label.padEnd(46)} ${seconds.toFixed(2)} s (${(stopped / DOMAINS).toLocaleString("en")} rejected each)`,
    );
  }
}

function planAt(policy: "none" | "reject", network: string): PublishedPlan {
  const spec = {
    domain: DOMAIN,
    host: { kind: "zonefile" },
    services: [],
    spf: { terms: [`ip4:${network}`, "ip6:2001:db8::/48"] },
    dmarc: { policy, reportTo: [`dmarc@${DOMAIN}`] },
  };
  const [planned] = planFleet([parseSpec(spec, `domains/${DOMAIN}.ts`)], {
    today: "2026-07-01",
    lock: emptyLock,
  }).domains;
  if (planned === undefined) throw new Error("the spec of the benchmark is no sound one");
  return { rrsets: planned.rrsets, lock: emptyLock };
}

/** Two of four pass, one is forwarded, one spoofed; a tenth is from names below the domain, each from its own. */
function rowOf(index: number): ReplayRow {
  const kind = index % 4;
  const passes = kind < 2;
  const messages = 2 * MAX_ROWS - index;
  const network = passes ? "192.0.2" : "203.0.113";
  return {
    source: passes ? "declared spf ip4:192.0.2.0/24" : kind === 2 ? "unauthenticated - -" : "forwarder -",
    ip: index % 3 === 0 ? `2001:db8:${passes ? 0 : 1}::${index.toString(16)}` : `${network}.${index % 256}`,
    headerFrom: index % 10 === 9 ? `host${index}.${DOMAIN}` : DOMAIN,
    alignedSpf: passes,
    alignedDkim: kind === 0,
    spf: [{ domain: DOMAIN, scope: "mfrom", result: passes ? "pass" : "softfail" }],
    dkim: kind === 0 ? [{ domain: DOMAIN, selector: "s1", result: "pass" }] : [],
    policy: 0,
    messages,
    dispositions: [{ disposition: "none", overrides: kind === 3 ? ["forwarded"] : [], messages }],
  };
}

function evidenceOf(rows: readonly ReplayRow[]): Evidence {
  const none = { messages: 0, passed: 0, alignedSpf: 0, alignedDkim: 0 };
  const window = { first: "2026-06-01", last: "2026-06-30" };
  const tags = { p: "none", sp: "none", np: "none", adkim: "r", aspf: "r", pct: 100, testing: "n" } as const;
  return {
    version: 1,
    domain: DOMAIN,
    window,
    searchedSince: window.first,
    daysWithReports: 30,
    missingDays: [],
    totals: { ...none, declared: 0, forwarders: 0, unknown: 0, unauthenticated: 0 },
    reporters: [],
    moreReporters: { reporters: 0, reports: 0, messages: 0 },
    policies: [{ domain: DOMAIN, ...tags, ...window, reporters: 3, messages: 1 }],
    services: [],
    selectors: [],
    forwarders: [],
    unknown: [],
    moreUnknown: { ...none, sources: 0 },
    unauthenticated: [],
    moreUnauthenticated: { ...none, sources: 0 },
    rows,
    rest: [],
    findings: [],
  };
}
