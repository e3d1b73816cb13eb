/**
 * Loaded before the command in a child process (`node --import`): what it sends to a name server's port 53 goes to a server of
 * the test's on loopback instead, and its system's resolver is one, too. The command itself knows nothing of it.
 */
import dgram from "node:dgram";
import dns from "node:dns";
import { syncBuiltinESMExports } from "node:module";
import net from "node:net";

interface Machine {
  /** The system's resolver. */
  readonly resolver: string;
  /** `192.0.2.1` to `127.0.0.1:port`. */
  readonly servers: Readonly<Record<string, string>>;
  /** What is written to stderr goes to a terminal, as far as the command can tell. */
  readonly terminal?: boolean;
}

const { resolver, servers, terminal = false } = JSON.parse(process.env.TEST_DNS_MACHINE ?? "") as Machine;
dns.setServers([resolver]);
// Node binds getServers anew; what imports it by name is to see that.
syncBuiltinESMExports();
if (terminal) Object.defineProperty(process.stderr, "isTTY", { value: true });

function mapped(host: string, port: number): { readonly host: string; readonly port: number } {
  if (port !== 53) return { host, port };
  const [to, at] = (servers[host] ?? "127.0.0.1:1").split(":");
  return { host: to ?? "", port: Number(at) };
}

const { connect: connectUdp } = dgram.Socket.prototype;
dgram.Socket.prototype.connect = function (port: number, address?: unknown, callback?: unknown): void {
  const to = mapped(String(address), port);
  (connectUdp as (...args: unknown[]) => void).call(this, to.port, to.host, callback);
};

const { connect: connectTcp } = net.Socket.prototype;
net.Socket.prototype.connect = function (this: net.Socket, ...given: unknown[]): net.Socket {
  const [first] = given;
  const options = (Array.isArray(first) ? first[0] : first) as { host?: string; port?: number } | undefined;
  if (options?.host !== undefined && options.port !== undefined) {
    Object.assign(options, mapped(options.host, options.port));
  }
  return (connectTcp as (...args: unknown[]) => net.Socket).apply(this, given);
} as typeof connectTcp;
