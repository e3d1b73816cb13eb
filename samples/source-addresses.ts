/** Addresses that the plan lets a declared source send from, a few of them: what receivers see of it. */
import type { DnsLock } from "../src/dns/dns-lock.ts";
import type { DeclaredSource } from "../src/plan/declared-sources.ts";
import type { DomainPlan } from "../src/plan/domain-plan.ts";
import { planLookUp } from "../src/plan/plan-look-up.ts";
import { flattenTerms } from "../src/spf/flatten.ts";
import { addressBits, bitsOf, formatIp, type Family } from "../src/spf/ip-address.ts";
import type { SeededRandom } from "./seeded-random.ts";

/** Throws where the lock does not know them. */
export function sourceAddresses(
  plan: DomainPlan,
  source: DeclaredSource,
  { lock, count, random }: { readonly lock: DnsLock; readonly count: number; readonly random: SeededRandom },
): readonly string[] {
  const published = new Set(plan.spf.map(({ name }) => name));
  const terms = [
    ...plan.spf.flatMap(({ parts }) => parts.filter(({ path }) => path === source.path).flatMap(one => one.terms)),
    // A return path whose record is the vendor's.
    ...source.returnPaths.filter(name => !published.has(name)).map(name => `include:${name}`),
  ];
  const flat = flattenTerms(terms, plan.domain, planLookUp(plan.rrsets, lock));
  if (!flat.ok) throw new Error(`The addresses of ${source.id} at ${plan.domain} are not known: ${flat.reasons[0]}.`);
  const networks = flat.runs.flatMap(run => run.networks);
  if (networks.length === 0) throw new Error(`The plan lets ${source.id} of ${plan.domain} send from no address.`);
  return [...new Set(Array.from({ length: count }, () => addressIn(random.pick(networks), random)))];
}

/** `ip4:192.0.2.0/28`; within a large network one of the first hosts of a random subnet. */
function addressIn(network: string, random: SeededRandom): string {
  const [, kind, text = "", length] = /^ip([46]):([^/]+)(?:\/(\d+))?$/.exec(network) ?? [];
  const family: Family = kind === "4" ? 4 : 6;
  const hostBits = addressBits[family] - Number(length ?? addressBits[family]);
  const value = bitsOf(text, family) ?? 0n;
  const offset = BigInt(random.below(2 ** Math.min(hostBits, 8)));
  const subnet = hostBits > 64 ? BigInt(random.below(2 ** Math.min(hostBits - 64, 16))) << 64n : 0n;
  return formatIp({ family, value: value + subnet + offset });
}
