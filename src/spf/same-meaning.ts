/** Whether two lists of SPF terms say the same of every address: asked of the evaluator, not of what made them. */
import type { LookUp } from "../dns/dns-lock.ts";
import { checkLocked } from "./check-locked.ts";
import { qualifierResults } from "./evaluate.ts";
import { addressBits, bitsOf, formatIp, type Family } from "./ip-address.ts";
import type { Mechanism, Qualifier } from "./spf-record.ts";
import { spfTree, type SpfNode } from "./spf-tree.ts";

/** Random addresses a family: borders are where mistakes are, these are for what nobody thought of. */
const RANDOM = 64;

/**
 * The first address of which the two lists say different things, in a clause for people; undefined where there is none among
 * all borders of both lists' networks and some random addresses. The terms of `original` are evaluated one by one, since
 * together they may pass the limit of look-ups that flattening is there to avoid; `flat` asks nothing and is one record.
 */
export function firstDifference(
  original: readonly string[],
  flat: readonly string[],
  name: string,
  lookUp: LookUp,
): string | undefined {
  const mailFrom = `postmaster@${name}`;
  const singles = original.map(term => {
    const [, qualifier, mechanism = ""] = /^([-+~?]?)(.*)$/s.exec(term) ?? [];
    return {
      result: qualifierResults[(qualifier || "+") as Qualifier],
      lookUp: withRecord(`v=spf1 ${mechanism} -all`, name, lookUp),
    };
  });
  const whole = withRecord(["v=spf1", ...flat].join(" "), name, lookUp);
  const before = (ip: string): string | undefined => {
    for (const single of singles) {
      const { result } = checkLocked({ ip, mailFrom }, single.lookUp);
      if (result === "pass") return single.result;
      if (result !== "fail") return result;
    }
    return "no match";
  };
  const after = (ip: string): string => {
    const { result, mechanism } = checkLocked({ ip, mailFrom }, whole);
    return mechanism === undefined ? "no match" : result;
  };
  const trees = [...singles.map(single => spfTree(name, single.lookUp)), spfTree(name, whole)];
  for (const ip of addressesToTry(trees)) {
    const [was, is] = [before(ip), after(ip)];
    if (was !== is) return `flattened, ${ip} would get ${is} instead of ${was}; please report this`;
  }
  return undefined;
}

/** Look-ups as if the name had this SPF record. */
function withRecord(text: string, name: string, lookUp: LookUp): LookUp {
  return (type, asked) => (type === "TXT" && asked === name ? { status: "ok", records: [text] } : lookUp(type, asked));
}

/** Both sides of both ends of every network in the trees, and some addresses from a fixed sequence. */
function addressesToTry(trees: readonly SpfNode[]): readonly string[] {
  const tried = new Map<string, { readonly family: Family; readonly value: bigint }>();
  const add = (family: Family, value: bigint): void => {
    if (value < 0n || value >> BigInt(addressBits[family]) !== 0n) return;
    tried.set(`${family} ${value}`, { family, value });
  };
  for (const { family, value, prefix } of trees.flatMap(tree => networksIn(tree))) {
    const host = BigInt(addressBits[family] - prefix);
    const first = (value >> host) << host;
    const last = first + (1n << host) - 1n;
    for (const address of [first - 1n, first, last, last + 1n, (first + last) / 2n]) add(family, address);
  }
  for (const family of [4, 6] as const) {
    const random = sequence();
    for (let count = 0; count < RANDOM; count += 1) add(family, BigInt.asUintN(addressBits[family], random()));
  }
  return [...tried.values()].map(formatIp);
}

interface Network {
  readonly family: Family;
  readonly value: bigint;
  readonly prefix: number;
}

function networksIn(tree: SpfNode, seen = new Set<SpfNode>()): readonly Network[] {
  if (seen.has(tree)) return [];
  seen.add(tree);
  return tree.terms.flatMap(({ term, addresses, child }): readonly Network[] => {
    if (child !== undefined) return networksIn(child, seen);
    if (term.type === "modifier") return [];
    const { mechanism } = term;
    if ("address" in mechanism) return network(mechanism.address, mechanism.prefix, mechanism.kind === "ip4" ? 4 : 6);
    if (addresses === undefined) return [];
    const { prefix4, prefix6 } = mechanism as Extract<Mechanism, { readonly kind: "a" | "mx" }>;
    return [
      ...(addresses[4] ?? []).flatMap(text => network(text, prefix4, 4)),
      ...(addresses[6] ?? []).flatMap(text => network(text, prefix6, 6)),
    ];
  });
}

function network(text: string, prefix: number | undefined, family: Family): readonly Network[] {
  const value = bitsOf(text, family);
  return value === undefined ? [] : [{ family, value, prefix: prefix ?? addressBits[family] }];
}

/** Numbers of 128 bits that look random and are the same in every run: a linear congruential generator (Knuth's MMIX). */
function sequence(): () => bigint {
  let state = 20_260_501n;
  const next = (): bigint => {
    state = BigInt.asUintN(64, state * 6_364_136_223_846_793_005n + 1_442_695_040_888_963_407n);
    return state >> 32n;
  };
  return () => (next() << 96n) | (next() << 64n) | (next() << 32n) | next();
}
