/** Addresses of name servers, in the one form that `dns.lock.json` holds: `192.0.2.53:53`, `[2001:db8::53]:53`. */
import { getServers } from "node:dns";
import { isIPv4, isIPv6 } from "node:net";

/** An address as a person writes it: IPv4 or `[IPv6]`, with or without a port. Undefined for anything else. */
export function serverAddress(text: string): string | undefined {
  const [, six, four, port = "53"] = /^(?:\[([^\]]+)\]|([^:[\]]+))(?::(\d{1,5}))?$/.exec(text) ?? [];
  if (Number(port) < 1 || Number(port) > 65_535) return undefined;
  if (six !== undefined && isIPv6(six)) return `[${six.toLowerCase()}]:${Number(port)}`;
  return four !== undefined && isIPv4(four) ? `${four}:${Number(port)}` : undefined;
}

/** The servers this machine uses. */
export function systemServers(): readonly string[] {
  return getServers().flatMap(text => serverAddress(isIPv6(text) ? `[${text}]` : text) ?? []);
}
