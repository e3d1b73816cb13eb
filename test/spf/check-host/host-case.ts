/** Rows of check_host() cases: a zone, a client, a message, and what must come out. */
import { describe, expect, test } from "@jest/globals";
import { checkHost, type CheckHostInput } from "../../../src/spf/check-host.ts";
import type { SpfOutcome } from "../../../src/spf/evaluate.ts";
import { zoneResolver, type Zone } from "../../support/zone-resolver.ts";

export interface HostCase extends Partial<Omit<CheckHostInput, "resolver">> {
  /** The clause and what of it, such as `§4.6.4 ten terms are allowed`. */
  readonly name: string;
  /** The SPF record of `d.example`, for the rows that need no more of it. */
  readonly spf?: string;
  readonly zone?: Zone;
  readonly result: SpfOutcome["result"];
  /** Also that there is none, when it is given as undefined. */
  readonly explanation?: string | undefined;
  readonly mechanism?: string | undefined;
  readonly via?: readonly string[];
  readonly lookups?: number;
  readonly voidLookups?: number;
  readonly reason?: string;
  /** Everything that was asked, in order. */
  readonly asked?: readonly string[];
}

export const ip4Client = "192.0.2.1";
export const ip6Client = "2001:db8::1";

/** Runs a case: from u@d.example by 192.0.2.1 unless it says otherwise. */
export async function runCase(one: HostCase): Promise<SpfOutcome & { readonly asked: readonly string[] }> {
  const own: Zone = one.spf === undefined ? {} : { "d.example": { txt: one.spf } };
  const resolver = zoneResolver({ ...own, ...one.zone });
  const { ip = ip4Client, mailFrom = "u@d.example", helo = "helo.example", receiver, timestamp, signal } = one;
  const outcome = await checkHost({ ip, mailFrom, helo, receiver, timestamp, signal, resolver });
  return { ...outcome, asked: resolver.asked };
}

/** A chapter of cases, each a test of its own. */
export function hostCases(chapter: string, cases: readonly HostCase[]): void {
  describe(`${chapter}`, () => {
    test.each(cases)("$name", async one => {
      const outcome = await runCase(one);
      const keys = ["explanation", "mechanism", "via", "lookups", "voidLookups", "reason", "asked"] as const;
      const wanted = keys.filter(key => key in one);
      expect({ result: outcome.result, ...pick(outcome, wanted) }).toEqual({
        result: one.result,
        ...pick(one, wanted),
      });
      // Only a fail is explained (RFC 7208 §6.2), and nothing asks without end.
      expect(outcome.explanation === undefined || outcome.result === "fail").toBe(true);
      expect(outcome.lookups).toBeLessThanOrEqual(11);
    });
  });
}

function pick<T extends object, K extends keyof T>(from: T, keys: readonly K[]): Partial<T> {
  const picked: Partial<T> = {};
  for (const key of keys) picked[key] = from[key];
  return picked;
}

/** Names of a row's zone by number: `mx1.example` to `mx11.example`. */
export function upTo<T>(count: number, make: (index: number) => T): T[] {
  return Array.from({ length: count }, (_, index) => make(index + 1));
}
