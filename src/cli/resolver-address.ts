/** The server that a person names with --resolver. */
import { serverAddress } from "../hosts/dns/server-address.ts";
import { CannotRun } from "./cannot-run.ts";

export function resolverAddress(resolver: string): string {
  const address = serverAddress(resolver);
  if (address !== undefined) return address;
  throw new CannotRun(
    `"${resolver}" is no address of a DNS resolver; write one as 192.0.2.53, 192.0.2.53:5353 or [2001:db8::53]:53.`,
  );
}
