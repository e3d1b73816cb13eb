/** One DNS question, asked of name servers until one of them answers it. */
import { promises as dns } from "node:dns";
import { setTimeout as pause } from "node:timers/promises";

export type AskedType = "A" | "AAAA" | "MX" | "TXT" | "PTR" | "CNAME" | "NS";

export type Asked =
  /** Records as text: MX as `preference exchange`, a TXT record with its character strings joined, an octet a character. */
  | { readonly status: "ok"; readonly records: readonly string[]; readonly server: string }
  | { readonly status: "nxdomain" | "nodata"; readonly server: string }
  /** Nobody answered, or nobody could: nothing is known of the name. `reason` is for people. */
  | { readonly status: "servfail" | "timeout"; readonly reason: string };

export type AskServers = (type: AskedType, name: string) => Promise<Asked>;

export interface Patience {
  readonly tries: number;
  /** Milliseconds for one try. */
  readonly timeout: number;
  /** Milliseconds before the second try; three times as long before each further one. */
  readonly backOff: number;
}

export const usualPatience: Patience = { tries: 3, timeout: 3000, backOff: 250 };

/**
 * Asks `servers` (`192.0.2.53:53`, `[2001:db8::53]:53`) in turn, beginning with the one that answered last. Never throws.
 */
export function askServers(servers: readonly string[], patience: Patience = usualPatience): AskServers {
  let first = 0;
  return async (type, name) => {
    // The library would take a backslash for an escape, and ask for another name.
    if (!/^[a-z0-9_.*/-]+$/.test(name)) return cannotAsk;
    let asked: Asked = cannotAsk;
    const tries = Math.max(patience.tries, servers.length);
    const begin = first;
    for (let attempt = 0; attempt < tries; attempt++) {
      if (attempt > 0) await pause(patience.backOff * 3 ** Math.min(attempt - 1, 3));
      const index = (begin + attempt) % servers.length;
      asked = await askOnce(servers[index] ?? "", type, name, patience.timeout);
      if (asked === cannotAsk) return asked;
      if ("server" in asked) {
        first = index;
        return asked;
      }
    }
    return asked;
  };
}

const cannotAsk: Asked = { status: "servfail", reason: "a name that cannot be asked for" };

async function askOnce(server: string, type: AskedType, name: string, timeout: number): Promise<Asked> {
  // A resolver of its own for each question: one that is used again shortens the time it waits to a few times that of the
  // answers before, and so gives up servers that are slow on one name. Each also has a port of its own, which a forger has to guess.
  const resolver = new dns.Resolver({ timeout, tries: 1 });
  try {
    resolver.setServers([server]);
    const records = (await resolver.resolve(name, type)) as readonly unknown[];
    return records.length === 0 ? { status: "nodata", server } : { status: "ok", records: records.map(asText), server };
  } catch (error) {
    const { code = "" } = error as NodeJS.ErrnoException;
    if (code === dns.NOTFOUND) return { status: "nxdomain", server };
    if (code === dns.NODATA) return { status: "nodata", server };
    if (code === dns.BADNAME) return cannotAsk;
    if (code === dns.TIMEOUT) return { status: "timeout", reason: `no answer from ${server}` };
    return { status: "servfail", reason: `${code.replace(/^E/, "") || "an error"} from ${server}` };
  }
}

function asText(record: unknown): string {
  if (typeof record === "string") return record.toLowerCase();
  if (Array.isArray(record)) return record.join("");
  const { priority, exchange } = record as { readonly priority: number; readonly exchange: string };
  // RFC 7505 §3: the exchange of a null MX is the root.
  return `${priority} ${exchange.toLowerCase() || "."}`;
}
