/** An SPF tree of the size a firm with three sending services has, and the clients that are checked against it. */
import type { LookUp } from "../src/dns/dns-lock.ts";
import { formatIp, type Family } from "../src/spf/ip-address.ts";

export const NAME = "client.example";

/** Networks of the records: IPv4 ones and IPv6 ones. */
const sizes: Readonly<Record<string, readonly [four: number, six: number]>> = {
  [NAME]: [3, 1],
  "_spf.mail.example": [12, 4],
  "_spf.vendor.example": [0, 0],
  "_netblocks1.vendor.example": [22, 0],
  "_netblocks2.vendor.example": [0, 12],
  "_netblocks3.vendor.example": [20, 3],
  "_spf.news.example": [28, 12],
};
const includes: Readonly<Record<string, readonly string[]>> = {
  [NAME]: ["_spf.mail.example", "_spf.vendor.example", "_spf.news.example"],
  "_spf.vendor.example": ["_netblocks1.vendor.example", "_netblocks2.vendor.example", "_netblocks3.vendor.example"],
};

interface Network {
  readonly family: Family;
  readonly first: bigint;
  readonly prefix: number;
}

export interface SpfZone {
  /** Name → SPF record. */
  readonly texts: ReadonlyMap<string, string>;
  readonly networks: readonly Network[];
}

/** Numbers below a bound that are the same in every run (the generator of Numerical Recipes). */
function numbers(seed: number): (below: number) => number {
  let state = seed;
  return below => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

/** Networks of 10.0.0.0/8 and 2001:db8::/32, of the lengths that services publish. */
export function makeZone(): SpfZone {
  const next = numbers(7);
  const texts = new Map<string, string>();
  const networks: Network[] = [];
  const make = (family: Family): string => {
    const prefix = family === 4 ? 16 + next(9) : 36 + 4 * next(8);
    const host = BigInt((family === 4 ? 32 : 128) - prefix);
    const first = (random(family, next) >> host) << host;
    networks.push({ family, first, prefix });
    return `ip${family}:${formatIp({ family, value: first })}/${prefix}`;
  };
  for (const [name, [four, six]] of Object.entries(sizes)) {
    const terms = [
      ...(includes[name] ?? []).map(one => `include:${one}`),
      ...Array.from({ length: four }, () => make(4)),
      ...Array.from({ length: six }, () => make(6)),
    ];
    texts.set(name, `v=spf1 ${terms.join(" ")} ~all`);
  }
  return { texts, networks };
}

/** Half of them out of the networks, half from anywhere around; two in three IPv4. */
export function makeClients({ networks }: SpfZone, count: number): readonly string[] {
  const next = numbers(11);
  const of = { 4: networks.filter(({ family }) => family === 4), 6: networks.filter(({ family }) => family === 6) };
  return Array.from({ length: count }, () => {
    const family = next(3) === 2 ? 6 : 4;
    const value = random(family, next);
    const network = of[family][next(2 * of[family].length)];
    if (network === undefined) return formatIp({ family, value });
    const hosts = (1n << BigInt((family === 4 ? 32 : 128) - network.prefix)) - 1n;
    return formatIp({ family, value: network.first | (value & hosts) });
  });
}

function random(family: Family, next: (below: number) => number): bigint {
  if (family === 4) return (10n << 24n) | BigInt(next(2 ** 24));
  const words = [next(2 ** 32), next(2 ** 32), next(2 ** 32)];
  return words.reduce((bits, word) => (bits << 32n) | BigInt(word), 0x2001_0db8n);
}

/** Nothing but the records is there. */
export function zoneLookUp({ texts }: SpfZone): LookUp {
  return (type, name) => {
    const text = type === "TXT" ? texts.get(name) : undefined;
    return text === undefined ? { status: "nxdomain", records: [] } : { status: "ok", records: [text] };
  };
}
