/** One DNS message to one server and the answer back: over UDP from a port of its own, or over TCP. */
import { createSocket } from "node:dgram";
import { connect, isIPv6 } from "node:net";
import type { DnsMessage } from "./dns-message.ts";

/** Reads what came in; undefined for what is no answer to the question. */
export type ReadMessage = (octets: Buffer) => DnsMessage | undefined;

/** What a server was asked and did not say, in words for people. */
export interface Unheard {
  readonly unheard: string;
}

/** `[2001:db8::53]:53` and `192.0.2.53:53` in their parts. */
function parts(server: string): { readonly host: string; readonly port: number } {
  const colon = server.lastIndexOf(":");
  return { host: server.slice(0, colon).replace(/^\[|\]$/g, ""), port: Number(server.slice(colon + 1)) };
}

/**
 * Messages that are no answer are left aside and the wait goes on: a forger's must not end it (RFC 5452 §9.1). The socket is
 * connected, so that the kernel passes on only what comes from the server, and says at once when nobody is there.
 */
export function exchangeUdp(
  server: string,
  query: Buffer,
  read: ReadMessage,
  timeout: number,
): Promise<DnsMessage | Unheard> {
  const { host, port } = parts(server);
  return new Promise(done => {
    const socket = createSocket(isIPv6(host) ? "udp6" : "udp4");
    const end = (result: DnsMessage | Unheard): void => {
      clearTimeout(timer);
      try {
        socket.close();
      } catch {
        // Closed already: an error came with the answer.
      }
      done(result);
    };
    const timer = setTimeout(() => end({ unheard: "no answer" }), timeout);
    socket.on("error", error => end({ unheard: reason(error) }));
    socket.on("message", octets => {
      const message = read(octets);
      if (message !== undefined) end(message);
    });
    // The port is the kernel's choice, at random, for this question alone (RFC 5452 §9.2).
    socket.connect(port, host, (error?: Error) => {
      if (error !== undefined && error !== null) end({ unheard: reason(error) });
      else socket.send(query, failed => failed && end({ unheard: reason(failed) }));
    });
  });
}

/** RFC 7766 §8: two octets of length stand before the message. */
export function exchangeTcp(
  server: string,
  query: Buffer,
  read: ReadMessage,
  timeout: number,
): Promise<DnsMessage | Unheard> {
  const { host, port } = parts(server);
  return new Promise(done => {
    const socket = connect(port, host);
    const end = (result: DnsMessage | Unheard): void => {
      clearTimeout(timer);
      socket.destroy();
      done(result);
    };
    const timer = setTimeout(() => end({ unheard: "no answer over TCP" }), timeout);
    let octets = Buffer.alloc(0);
    socket.on("error", error => end({ unheard: `${reason(error)} over TCP` }));
    socket.on("close", () => end({ unheard: "no whole answer over TCP" }));
    socket.on("connect", () => {
      const length = Buffer.alloc(2);
      length.writeUInt16BE(query.length);
      socket.write(Buffer.concat([length, query]));
    });
    socket.on("data", chunk => {
      octets = Buffer.concat([octets, chunk]);
      if (octets.length < 2 || octets.length < 2 + octets.readUInt16BE(0)) return;
      const message = read(octets.subarray(2, 2 + octets.readUInt16BE(0)));
      end(message ?? { unheard: "an answer to another question over TCP" });
    });
  });
}

function reason(error: Error): string {
  const { code = error.message } = error as NodeJS.ErrnoException;
  if (code === "ECONNREFUSED") return "nobody listens there";
  return code === "ENETUNREACH" || code === "EHOSTUNREACH" ? "no way there" : code;
}
