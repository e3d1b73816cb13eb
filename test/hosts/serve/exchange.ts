/** Questions to a server as raw messages, and answers read by dns-packet: a codec that is not the one under test. */
import { createSocket } from "node:dgram";
import { connect } from "node:net";
import { decode, type Answer, type DecodedPacket } from "dns-packet";

export interface Asking {
  readonly id?: number;
  readonly flags?: number;
  readonly class?: number;
  /** The EDNS payload size; undefined sends no OPT. */
  readonly payload?: number;
  readonly version?: number;
  readonly dnssecOk?: boolean;
}

export const types = {
  A: 1,
  NS: 2,
  CNAME: 5,
  SOA: 6,
  HINFO: 13,
  MX: 15,
  TXT: 16,
  AAAA: 28,
  SRV: 33,
  DNAME: 39,
  DS: 43,
  HTTPS: 65,
  ANY: 255,
  CAA: 257,
} as const;
export type TypeName = keyof typeof types;

/** A query of one question; a label may be any octets. */
export function queryMessage(labels: readonly (string | Buffer)[], type: number, asking: Asking = {}): Buffer {
  const { id = 0x1234, flags = 0, payload, version = 0, dnssecOk = false } = asking;
  const name = labels.flatMap(label => {
    const octets = Buffer.from(label as string, "latin1");
    return [octets.length, ...octets];
  });
  const u16 = (value: number): number[] => [value >> 8, value & 0xff];
  const opt = payload === undefined ? [] : [0, 0, 41, ...u16(payload), 0, version, dnssecOk ? 0x80 : 0, 0, 0, 0];
  return Buffer.from([
    ...[id, flags, 1, 0, 0, payload === undefined ? 0 : 1].flatMap(u16),
    ...name,
    0,
    ...u16(type),
    ...u16(asking.class ?? 1),
    ...opt,
  ]);
}

/** An answer, as a packet and as it came. */
export interface Heard {
  readonly packet: DecodedPacket & { readonly rcode: string };
  readonly octets: Buffer;
}

export function heard(octets: Uint8Array): Heard {
  const copy = Buffer.from(octets);
  return { packet: decode(copy) as Heard["packet"], octets: copy };
}

/** `owner TTL TYPE data`, in lower case but for text; OPT left out. */
export function lines(records: readonly Answer[] | undefined): string[] {
  return (records ?? [])
    .filter(record => record.type !== "OPT")
    .map(record => {
      const { name, type, ttl, data } = record as { name: string; type: string; ttl: number; data: unknown };
      const text = JSON.stringify(data, (_, value: unknown) =>
        typeof value === "string" ? value.toLowerCase() : plain(value),
      );
      return `${name.toLowerCase()} ${ttl} ${type} ${text}`;
    })
    .toSorted();
}

function plain(value: unknown): unknown {
  const buffer = value as { readonly type?: string; readonly data?: readonly number[] };
  return buffer?.type === "Buffer" ? Buffer.from(buffer.data ?? []).toString("latin1") : value;
}

/** One message over UDP. */
export async function overUdp(port: number, message: Buffer): Promise<Buffer> {
  const socket = createSocket("udp4");
  try {
    return await new Promise((resolve, reject) => {
      socket.once("error", reject);
      socket.once("message", resolve);
      const timer = setTimeout(() => reject(new Error("no answer over UDP")), 3000);
      socket.once("close", () => clearTimeout(timer));
      socket.send(message, port, "127.0.0.1");
    });
  } finally {
    socket.close();
  }
}

/** Messages over one TCP connection, all sent at once; the answers in the order they come. */
export function overTcp(port: number, messages: readonly Buffer[]): Promise<Buffer[]> {
  return new Promise((resolve, reject) => {
    const answers: Buffer[] = [];
    let buffered = Buffer.alloc(0);
    const socket = connect(port, "127.0.0.1", () => socket.write(Buffer.concat(messages.map(framed))));
    socket.setTimeout(10_000, () => socket.destroy(new Error("no answer over TCP")));
    socket.once("error", reject);
    socket.once("close", () => resolve(answers));
    socket.on("data", chunk => {
      buffered = Buffer.concat([buffered, chunk]);
      while (buffered.length >= 2 && buffered.length >= 2 + buffered.readUInt16BE(0)) {
        answers.push(buffered.subarray(2, 2 + buffered.readUInt16BE(0)));
        buffered = buffered.subarray(2 + buffered.readUInt16BE(0));
      }
      if (answers.length === messages.length) socket.end();
    });
  });
}

export function framed(message: Buffer): Buffer {
  return Buffer.concat([Buffer.from([message.length >> 8, message.length & 0xff]), message]);
}
