/** Clients checked against one SPF tree, in this process: compiled, evaluated, and by mailauth with the same answers. */
import { spf as mailauth } from "mailauth/lib/spf/index.js";
import { checkLocked } from "../src/spf/check-locked.ts";
import { compileSpf } from "../src/spf/compile.ts";
import { spfTree } from "../src/spf/spf-tree.ts";
import { makeClients, makeZone, NAME, zoneLookUp } from "./make-spf.ts";
import { showRates, type Rate } from "./measure.ts";

const CLIENTS = 200_000;
/** So many of them are first checked by all three, which must agree. */
const SAMPLE = 20_000;
const ROUNDS = 5;
/** What a round takes at least, in ms. */
const ROUND = 1000;

type Result = string | undefined;

interface Check {
  readonly label: string;
  readonly check: (ip: string) => Result | Promise<Result>;
}

export async function benchSpf(): Promise<void> {
  const zone = makeZone();
  const clients = makeClients(zone, CLIENTS);
  const lookUp = zoneLookUp(zone);
  const tree = spfTree(NAME, lookUp);
  const compiled = compileSpf(tree);
  const identity = { mailFrom: `bounces@${NAME}`, helo: `mail.${NAME}` };
  const peer = { sender: identity.mailFrom, helo: identity.helo, mta: "mx.example" };
  // Answers are there at once, as they are for the others.
  const resolver = async (name: string, type: string): Promise<string[][]> => {
    const answer = type === "TXT" ? zone.texts.get(name) : undefined;
    if (answer === undefined) throw Object.assign(new Error(`no ${type} at ${name}`), { code: "ENODATA" });
    return [[answer]];
  };
  const checks: readonly Check[] = [
    { label: "mailauth", check: async ip => (await mailauth({ ...peer, ip, resolver })).status.result },
    { label: "mailwright, evaluated", check: ip => checkLocked({ ...identity, ip }, lookUp).result },
    { label: "mailwright, compiled", check: ip => compiled.find(ip)?.result },
  ];
  const sample = clients.slice(0, SAMPLE);
  const passes = await compareResults(sample, checks);
  const rates = await measureRates(checks, clients);
  const networks = `${zone.texts.size} records with ${zone.networks.length} networks`;
  const share = `${Math.round((100 * passes) / SAMPLE)}% of them pass`;
  showRates(`SPF of ${networks}, ${CLIENTS} clients (${share}), median of ${ROUNDS} rounds`, rates);
  const start = performance.now();
  compileSpf(tree);
  console.log(`  (compiled in ${(performance.now() - start).toFixed(1)} ms)`);
}

/** How many clients pass; throws for the first that they do not agree on. */
async function compareResults(clients: readonly string[], checks: readonly Check[]): Promise<number> {
  let passes = 0;
  for (const ip of clients) {
    // oxlint-disable-next-line no-await-in-loop -- all clients at once would fill the memory
    const results = await Promise.all(checks.map(({ check }) => check(ip)));
    if (new Set(results).size > 1) {
      throw new Error(`${ip}: ${checks.map(({ label }, index) => `${label} ${results[index]}`).join(", ")}`);
    }
    if (results[0] === "pass") passes += 1;
  }
  return passes;
}

/**
 * The median of some rounds; the first, of which nothing is kept, warms them up. All take part in each round, so that what
 * else the machine does falls on all alike.
 */
async function measureRates(checks: readonly Check[], clients: readonly string[]): Promise<readonly Rate[]> {
  const rounds = checks.map((): number[] => []);
  for (let round = 0; round <= ROUNDS; round += 1) {
    for (const [index, { check }] of checks.entries()) {
      // oxlint-disable-next-line no-await-in-loop -- together they would measure each other
      const perSecond = await measureRate(check, clients);
      if (round > 0) rounds[index]?.push(perSecond);
    }
  }
  const median = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[ROUNDS >> 1] ?? 0;
  return checks.map(({ label }, index) => ({ label, perSecond: median(rounds[index] ?? []) }));
}

/** Clients in turn, from the first again after the last, until the time is over. */
async function measureRate(check: Check["check"], clients: readonly string[]): Promise<number> {
  const start = performance.now();
  let took = 0;
  let count = 0;
  for (; took < ROUND; took = performance.now() - start) {
    for (let step = 0; step < 1000; step += 1) {
      const result = check(clients[count % clients.length] ?? "");
      // Only a promise is waited for: an await would cost more than the quickest check.
      // oxlint-disable-next-line no-await-in-loop -- one check at a time is what is measured
      if (typeof result === "object") await result;
      count += 1;
    }
  }
  return (1000 * count) / took;
}
