/** Which name servers a zone has, and where they are: asked of a resolver. */
import type { Asked, AskServers } from "./ask-servers.ts";
import { compareText } from "../../finding.ts";

export interface NameServer {
  /** Host name. */
  readonly name: string;
  /** IPv4 first; none where the name has no address. */
  readonly addresses: readonly string[];
}

export type Delegation =
  | { readonly status: "ok"; readonly servers: readonly NameServer[] }
  /** `nxdomain`, `nodata`: the DNS says that there is no such zone. `failed`: it says nothing. */
  | { readonly status: "nxdomain" | "nodata" | "failed"; readonly reason: string };

/** Looks each name server's addresses up once, however many zones it serves. */
export function zoneServers(ask: AskServers): (zone: string) => Promise<Delegation> {
  const known = new Map<string, Promise<NameServer>>();
  const locate = async (name: string): Promise<NameServer> => {
    const [four, six] = await Promise.all([ask("A", name), ask("AAAA", name)]);
    const addresses = [
      ...recordsOf(four).map(address => `${address}:53`),
      ...recordsOf(six).map(address => `[${address}]:53`),
    ];
    return { name, addresses };
  };
  const located = (name: string): Promise<NameServer> => {
    const found = known.get(name) ?? locate(name);
    known.set(name, found);
    return found;
  };
  return async zone => {
    const asked = await ask("NS", zone);
    if ("reason" in asked) return { status: "failed", reason: asked.reason };
    if (asked.status !== "ok") return { status: asked.status, reason: `says the resolver ${asked.server}` };
    return { status: "ok", servers: await Promise.all([...asked.records].toSorted(compareText).map(located)) };
  };
}

function recordsOf(asked: Asked): readonly string[] {
  return asked.status === "ok" ? asked.records : [];
}
