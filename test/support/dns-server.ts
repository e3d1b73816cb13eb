/** A name server on loopback that answers from a script, over UDP and TCP on one port, and counts what it is asked. */
import { createSocket, type RemoteInfo, type Socket as UdpSocket } from "node:dgram";
import { createServer, type Server, type Socket } from "node:net";
import { decode, encode, streamEncode, type Answer, type Packet } from "dns-packet";

export type ZoneType = "A" | "AAAA" | "MX" | "TXT" | "PTR" | "CNAME" | "NS" | "SOA";

/** What one name says. Types it does not list are answered with no data; a name that is not in the zone is NXDOMAIN. */
export interface ZoneName {
  readonly A?: readonly string[];
  readonly AAAA?: readonly string[];
  /** `preference exchange` */
  readonly MX?: readonly string[];
  /** One string a record; long ones are split into character strings. A list of strings is one record split as given. */
  readonly TXT?: readonly (string | readonly (string | Buffer)[])[];
  readonly PTR?: readonly string[];
  readonly CNAME?: string;
  readonly NS?: readonly string[];
  /** Serial. */
  readonly SOA?: number;
  /** Of an authoritative server: the name and all below it stand at these servers. */
  readonly delegatedTo?: readonly string[];
  /** Seconds; 60 otherwise. */
  readonly ttl?: number;
  /** In place of an answer. */
  readonly fail?: "SERVFAIL" | "REFUSED" | "FORMERR" | "drop";
  /** So many questions of each type are dropped, or answered with `fail`, before one is answered. */
  readonly failFirst?: number;
  /** Milliseconds. */
  readonly delay?: number;
}

export type Zone = Readonly<Record<string, ZoneName>>;

export interface DnsServerOptions {
  /**
   * Zones it is the authority for: it says so (AA), refuses all others, answers from wildcards, and a name with others below it
   * exists. A resolver, which answers whatever stands in the script, otherwise.
   */
  readonly authorityFor?: readonly string[];
  /** Sent before the answer to every question over UDP, as a forger's or a mixed-up server's message would be. */
  readonly before?: (answer: Packet) => readonly Packet[];
  /** Questions with EDNS are not understood. */
  readonly noEdns?: boolean;
}

export interface DnsServer {
  /** `127.0.0.1:port` */
  readonly address: string;
  zone: Zone;
  /** Every question as it came: `udp TXT name`. */
  readonly asked: string[];
  /** Most questions under way at one time. */
  readonly mostAtOnce: () => number;
  readonly close: () => Promise<void>;
}

const MAX_UDP = 1232;

/** A running server; `zone` may be exchanged while it runs. */
export async function dnsServer(
  zone: Zone,
  { authorityFor, before, noEdns = false }: DnsServerOptions = {},
): Promise<DnsServer> {
  const asked: string[] = [];
  const seen = new Map<string, number>();
  let [underWay, most] = [0, 0];
  const { udp, tcp, port } = await bind();
  const sockets = new Set<Socket>();
  const zones = new Set(authorityFor);
  const server: DnsServer = {
    address: `127.0.0.1:${port}`,
    zone,
    asked,
    mostAtOnce: () => most,
    close: async () => {
      for (const socket of sockets) socket.destroy();
      await Promise.all([new Promise<void>(done => udp.close(() => done())), new Promise(done => tcp.close(done))]);
    },
  };

  const respond = async (query: Packet, transport: "udp" | "tcp"): Promise<Packet | undefined> => {
    const [question] = query.questions ?? [];
    if (question === undefined) return undefined;
    const { type, name } = question;
    const at = authorityFor === undefined ? server.zone[name.toLowerCase()] : answering(server.zone, name);
    asked.push(`${transport} ${type} ${name}`);
    const key = `${type} ${name.toLowerCase()}`;
    const times = (seen.get(key) ?? 0) + 1;
    seen.set(key, times);
    underWay += 1;
    most = Math.max(most, underWay);
    await new Promise(done => setTimeout(done, at?.delay ?? 0));
    underWay -= 1;
    const failing = at?.failFirst === undefined ? at?.fail !== undefined : times <= at.failFirst;
    const fail = failing ? (at?.fail ?? "drop") : undefined;
    if (fail === "drop") return undefined;
    if (authorityFor !== undefined && fail === undefined) {
      const head: Packet = { type: "response", id: query.id ?? 0, questions: [question] };
      if (noEdns && (query.additionals ?? []).length > 0) return { ...head, flags: 1, questions: [] };
      return { ...head, ...authoritative(server.zone, zones, type as ZoneType, name) };
    }
    const answers = fail === undefined ? answersTo(server.zone, type as ZoneType, name) : [];
    const last = answers.at(-1);
    const end = last?.type === "CNAME" && type !== "CNAME" ? String(last.data).toLowerCase() : name.toLowerCase();
    const rcode =
      fail === undefined ? (server.zone[end] === undefined ? 3 : 0) : { SERVFAIL: 2, REFUSED: 5, FORMERR: 1 }[fail];
    // RD and RA are set: this is a resolver's answer.
    return { type: "response", id: query.id ?? 0, flags: 0x0180 | rcode, questions: [question], answers };
  };

  udp.on("message", (message: Buffer, from: RemoteInfo) => {
    void respond(decode(message), "udp").then(packet => {
      if (packet === undefined) return;
      const whole = encode(packet);
      // TC: the question is to be asked again over TCP.
      const sent =
        whole.length > MAX_UDP ? encode({ ...packet, flags: (packet.flags ?? 0) | 0x0200, answers: [] }) : whole;
      for (const other of before?.(packet) ?? []) udp.send(encode(other), from.port, from.address, () => undefined);
      udp.send(sent, from.port, from.address, () => undefined);
    });
  });
  tcp.on("connection", socket => {
    sockets.add(socket);
    let buffered = Buffer.alloc(0);
    socket.on("error", () => undefined);
    socket.on("data", chunk => {
      buffered = Buffer.concat([buffered, chunk]);
      while (buffered.length >= 2 && buffered.length >= 2 + buffered.readUInt16BE(0)) {
        const length = buffered.readUInt16BE(0);
        const query = decode(buffered.subarray(2, 2 + length));
        buffered = buffered.subarray(2 + length);
        void respond(query, "tcp").then(packet => packet !== undefined && socket.write(streamEncode(packet)));
      }
    });
  });
  return server;
}

/** UDP and TCP on one port: the kernel gives a free one for TCP, which may be taken for UDP. */
async function bind(): Promise<{ udp: UdpSocket; tcp: Server; port: number }> {
  for (;;) {
    const tcp = createServer();
    await new Promise<void>(done => tcp.listen(0, "127.0.0.1", done));
    const { port } = tcp.address() as { port: number };
    const udp = createSocket({ type: "udp4", recvBufferSize: 1 << 22 });
    const bound = await new Promise<boolean>(done => {
      udp.once("error", () => done(false));
      udp.bind(port, "127.0.0.1", () => done(true));
    });
    if (bound) return { udp, tcp, port };
    tcp.close();
  }
}

/** What speaks for a name: itself, or the wildcard that is nearest above it where nothing is below it (RFC 4592 §2.2.1). */
function answering(zone: Zone, asked: string): ZoneName | undefined {
  const name = asked.toLowerCase();
  const { exists } = indexOf(zone);
  if (exists.has(name)) return zone[name] ?? {};
  const labels = name.split(".");
  const encloser = labels.map((_, index) => labels.slice(index + 1).join(".")).find(one => exists.has(one));
  return zone[`*.${encloser}`];
}

interface ZoneIndex {
  /** Names of the script and all above them. */
  readonly exists: ReadonlySet<string>;
  /** Names at which other servers begin. */
  readonly cuts: readonly string[];
}

const indexes = new WeakMap<Zone, ZoneIndex>();

function indexOf(zone: Zone): ZoneIndex {
  const known = indexes.get(zone);
  if (known !== undefined) return known;
  const exists = Object.keys(zone).flatMap(key => {
    const labels = key.split(".");
    return labels.map((_, index) => labels.slice(index).join("."));
  });
  const cuts = Object.keys(zone).filter(key => zone[key]?.delegatedTo !== undefined);
  const made = { exists: new Set(exists), cuts };
  indexes.set(zone, made);
  return made;
}

const AA = 0x0400;

/** An answer with AA, a referral, or a refusal. */
function authoritative(
  zone: Zone,
  zones: ReadonlySet<string>,
  type: ZoneType,
  asked: string,
): Pick<Packet, "flags" | "answers" | "authorities"> {
  const name = asked.toLowerCase();
  const labels = name.split(".");
  if (!labels.some((_, index) => zones.has(labels.slice(index).join(".")))) return { flags: 5 };
  const cut = indexOf(zone).cuts.find(key => name === key || name.endsWith(`.${key}`));
  if (cut !== undefined) {
    const to = zone[cut]?.delegatedTo ?? [];
    return { flags: 0, authorities: to.map(data => ({ type: "NS", name: cut, ttl: 60, data }) as Answer) };
  }
  const at = answering(zone, name);
  return {
    flags: AA | (at === undefined ? 3 : 0),
    answers: at === undefined ? [] : answersTo(zone, type, asked, 0, at),
  };
}

/** The CNAMEs on the way, then the records. */
function answersTo(
  zone: Zone,
  type: ZoneType,
  name: string,
  links = 0,
  at: ZoneName | undefined = zone[name.toLowerCase()],
): Answer[] {
  if (at?.CNAME !== undefined && type !== "CNAME") {
    const link: Answer = { type: "CNAME", name, ttl: at.ttl ?? 60, data: at.CNAME };
    return links > 16 ? [link] : [link, ...answersTo(zone, type, at.CNAME, links + 1)];
  }
  const of = (data: readonly unknown[]): Answer[] =>
    data.map(one => ({ type, name, ttl: at?.ttl ?? 60, data: one }) as Answer);
  switch (type) {
    case "TXT":
      return of((at?.TXT ?? []).map(one => (typeof one === "string" ? (one.match(/[^]{1,255}/g) ?? [""]) : [...one])));
    case "MX":
      return of(
        (at?.MX ?? []).map(text => {
          const [preference = "", exchange = ""] = text.split(" ");
          return { preference: Number(preference), exchange };
        }),
      );
    case "SOA":
      return of(at?.SOA === undefined ? [] : [soa(name, at.SOA)]);
    case "CNAME":
      return of(at?.CNAME === undefined ? [] : [at.CNAME]);
    default:
      return of(at?.[type] ?? []);
  }
}

function soa(name: string, serial: number): object {
  const times = { refresh: 7200, retry: 900, expire: 1_209_600, minimum: 300 };
  return { mname: `ns1.${name}`, rname: `hostmaster.${name}`, serial, ...times };
}
