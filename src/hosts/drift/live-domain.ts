/** What name servers said about one domain, as plain data. */
import type { DirectAnswer } from "../dns/ask-directly.ts";
import type { Question } from "../dns/dns-message.ts";

export type { DirectAnswer, Question };

export interface LiveServer {
  /** Host name of the name server, or the address of the resolver that a person named. */
  readonly name: string;
  /** The address that answered, or the last one tried; "" where there is none. */
  readonly address: string;
  /** Why nothing else was asked of it. `lame`: it answers, but does not know the zone (RFC 9499 §7). */
  readonly trouble?: { readonly kind: "silent" | "lame" | "no-zone"; readonly reason: string };
  /** Of the SOA: tells which of two servers has the older copy. */
  readonly serial?: number;
  /** By `TYPE name`. */
  readonly answers: ReadonlyMap<string, DirectAnswer>;
}

export interface LiveDomain {
  /** Why there are no servers to ask. */
  readonly undelegated?: { readonly kind: "no-zone" | "unknown"; readonly reason: string };
  readonly servers: readonly LiveServer[];
  /** True for answers that may come from a cache: TTLs then say nothing. */
  readonly cached: boolean;
}

export function answerKey({ name, type }: Question): string {
  return `${type} ${name}`;
}

/** True where at least something was heard of the domain, if only that there is no such zone. */
export function wasHeard({ undelegated, servers }: LiveDomain): boolean {
  return undelegated?.kind === "no-zone" || servers.some(({ trouble }) => trouble?.kind !== "silent");
}
