/** The sockets of the name server: UDP and TCP on one port, on loopback only. */
import { createSocket, type Socket as UdpSocket } from "node:dgram";
import { createServer, type Server, type Socket } from "node:net";

export type Respond = (message: Uint8Array, transport: "udp" | "tcp") => Uint8Array | undefined;

export interface Listening {
  readonly port: number;
  /** `127.0.0.1:port`, and `[::1]:port` on machines that have it. */
  readonly addresses: readonly string[];
  readonly close: () => Promise<void>;
}

/** How much one TCP client may take. */
export interface TcpLimits {
  readonly connections: number;
  /** Milliseconds from one whole message to the next, however many octets come in between (RFC 7766 §6.2.3). */
  readonly idle: number;
  /** Octets of answers that a client does not fetch. */
  readonly unread: number;
}

export const usualLimits: TcpLimits = { connections: 100, idle: 10_000, unread: 1 << 20 };

/** Tries to find a port that is free for both UDP and TCP. */
const ATTEMPTS = 20;

/**
 * Listens on 127.0.0.1 and ::1. Port 0 takes one that is free. Rejects with the system's error where the port cannot be had.
 */
export async function listen(port: number, respond: Respond, limits: TcpLimits = usualLimits): Promise<Listening> {
  for (let attempt = 1; ; attempt++) {
    const open: Open[] = [];
    try {
      const first = await openBoth("127.0.0.1", port, respond, limits, open);
      try {
        await openBoth("::1", first, respond, limits, open);
      } catch (error) {
        if (!/^(EADDRNOTAVAIL|EAFNOSUPPORT|EINVAL)$/.test(codeOf(error))) throw error;
      }
      return {
        port: first,
        addresses: open
          .filter(one => one.whole)
          .map(({ host }) => (host === "::1" ? `[::1]:${first}` : `${host}:${first}`)),
        close: () => closeAll(open),
      };
    } catch (error) {
      await closeAll(open);
      // The kernel gave a port that is free for TCP; for UDP or on ::1 it may be somebody's.
      if (port !== 0 || codeOf(error) !== "EADDRINUSE" || attempt === ATTEMPTS) throw error;
    }
  }
}

interface Open {
  readonly host: string;
  whole: boolean;
  readonly close: () => Promise<void>;
}

async function openBoth(
  host: string,
  port: number,
  respond: Respond,
  limits: TcpLimits,
  open: Open[],
): Promise<number> {
  const clients = new Set<Socket>();
  const tcp = tcpServer(respond, limits, clients);
  const udp = udpSocket(host, respond);
  const one: Open = {
    host,
    whole: false,
    close: async () => {
      for (const client of clients) client.destroy();
      await Promise.all([closed(tcp), closed(udp)]);
    },
  };
  open.push(one);
  await started(tcp, () => tcp.listen(port, host));
  const { port: taken } = tcp.address() as { port: number };
  await started(udp, () => udp.bind(taken, host));
  // A broken client is its own trouble; the server goes on.
  tcp.on("error", () => undefined);
  udp.on("error", () => undefined);
  one.whole = true;
  return taken;
}

function udpSocket(host: string, respond: Respond): UdpSocket {
  const udp = createSocket({ type: host.includes(":") ? "udp6" : "udp4", recvBufferSize: 1 << 20 });
  udp.on("message", (message, from) => {
    const answer = from.port === 0 ? undefined : respond(message, "udp");
    if (answer !== undefined) udp.send(answer, from.port, from.address, () => undefined);
  });
  return udp;
}

function tcpServer(respond: Respond, limits: TcpLimits, clients: Set<Socket>): Server {
  const tcp = createServer({ noDelay: true }, client => {
    clients.add(client);
    client.on("error", () => client.destroy());
    client.on("close", () => clients.delete(client));
    serveClient(client, respond, limits);
  });
  tcp.maxConnections = limits.connections;
  return tcp;
}

/** Messages behind their length (RFC 1035 §4.2.2), in segments of any size, several at a time (RFC 7766 §6.2.1.1). */
function serveClient(client: Socket, respond: Respond, limits: TcpLimits): void {
  let chunks: Buffer[] = [];
  let [held, wanted] = [0, 2];
  // Not the socket's own timeout: that one starts again with each octet.
  const timer = setTimeout(() => client.destroy(), limits.idle);
  client.on("close", () => clearTimeout(timer));
  const answerHeld = (): void => {
    if (held < wanted) return;
    let rest = Buffer.concat(chunks);
    while (rest.length >= 2 && rest.length >= 2 + rest.readUInt16BE(0) && client.writableLength <= limits.unread) {
      const end = 2 + rest.readUInt16BE(0);
      const answer = respond(rest.subarray(2, end), "tcp");
      rest = rest.subarray(end);
      if (answer === undefined) continue;
      timer.refresh();
      const length = Buffer.alloc(2);
      length.writeUInt16BE(answer.length);
      client.write(Buffer.concat([length, answer]));
    }
    chunks = [rest];
    held = rest.length;
    wanted = held < 2 ? 2 : 2 + rest.readUInt16BE(0);
    // Who asks and does not read waits, and is timed out.
    if (client.writableLength > limits.unread) client.pause();
  };
  client.on("data", (chunk: Buffer) => {
    chunks.push(chunk);
    held += chunk.length;
    answerHeld();
  });
  client.on("drain", () => {
    client.resume();
    answerHeld();
  });
}

/** Waits for "listening", or rejects with the error that came in its place. */
function started(socket: Server | UdpSocket, start: () => void): Promise<void> {
  return new Promise((resolve, reject) => {
    socket.once("error", reject);
    socket.once("listening", () => {
      socket.removeListener("error", reject);
      resolve();
    });
    start();
  });
}

async function closeAll(open: readonly Open[]): Promise<void> {
  await Promise.all(open.map(({ close }) => close()));
}

function closed(socket: Server | UdpSocket): Promise<void> {
  return new Promise(resolve => {
    try {
      socket.close(() => resolve());
    } catch {
      // It never was open.
      resolve();
    }
  });
}

function codeOf(error: unknown): string {
  return String((error as NodeJS.ErrnoException).code);
}
