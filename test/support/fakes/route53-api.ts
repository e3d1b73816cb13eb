/** A fake of Route 53's REST API, in the XML that AWS's SDKs speak; it refuses of a change what the live one refuses. */
import { startHttpFake, type Asked, type Reply } from "./http-fake.ts";
import { applyBatch, type Change, type RecordSet } from "./route53-rules.ts";

export interface LoggedRoute53Call {
  readonly at: number;
  /** `ChangeResourceRecordSets` */
  readonly operation: string;
  readonly changes?: readonly Change[];
  readonly status: number;
  /** AWS's error code. */
  readonly code?: string;
  readonly messages?: readonly string[];
  /** Every set of every zone after a change. */
  readonly after?: readonly RecordSet[];
}

export interface Route53Options {
  /** Sets in one answer; AWS's own by default. */
  readonly pageSize?: number;
}

export interface Route53Api {
  /** For AWS_ENDPOINT_URL_ROUTE_53. */
  readonly endpoint: string;
  readonly log: readonly LoggedRoute53Call[];
  clearLog(): void;
  addZone(name: string, id: string): void;
  /** Sets of a zone in its order, without its own SOA and NS. */
  sets(zone: string): readonly RecordSet[];
  /** By hand: puts a set in place of what is there; no values: takes it out. */
  put(zone: string, set: RecordSet): void;
  /** The next changes are refused with this code. */
  refuseNext(count: number, code: "Throttling" | "PriorRequestNotComplete"): void;
  close(): Promise<void>;
}

interface Zone {
  readonly id: string;
  readonly name: string;
  held: readonly RecordSet[];
}

interface Refusal {
  readonly status: number;
  readonly code: string;
  readonly messages: readonly string[];
}

const VERSION = "/2013-04-01";
const NAMESPACE = "https://route53.amazonaws.com/doc/2013-04-01/";

export async function startRoute53Api({ pageSize = 300 }: Route53Options = {}): Promise<Route53Api> {
  const zones: Zone[] = [];
  const log: LoggedRoute53Call[] = [];
  /** Change id → how often it is still told as pending. */
  const pending = new Map<string, number>();
  let refused: { count: number; code: "Throttling" | "PriorRequestNotComplete" } = { count: 0, code: "Throttling" };
  let serial = 0;

  const zoneOf = (id: string): Zone | undefined => zones.find(one => one.id === id);
  const noZone = (id: string): Refusal => ({
    status: 404,
    code: "NoSuchHostedZone",
    messages: [`No hosted zone found with ID: ${id}`],
  });

  function listZones(query: URLSearchParams, tag: "ListHostedZonesResponse" | "ListHostedZonesByNameResponse"): string {
    const byName = tag === "ListHostedZonesByNameResponse";
    const all = byName ? zones.toSorted((a, b) => compare(order(a.name), order(b.name))) : zones;
    const from = (query.get(byName ? "dnsname" : "marker") ?? "").replace(/\.$/, "");
    const start =
      from === "" ? 0 : all.findIndex(one => (byName ? compare(order(one.name), order(from)) >= 0 : one.id === from));
    const most = Math.min(100, Number(query.get("maxitems") ?? 100));
    const page = start === -1 ? [] : all.slice(start, start + most);
    const next = start === -1 ? undefined : all[start + most];
    const markers = byName
      ? `${from === "" ? "" : element("DNSName", `${from}.`)}${next === undefined ? "" : element("NextDNSName", `${next.name}.`) + element("NextHostedZoneId", next.id)}`
      : `${element("Marker", from)}${next === undefined ? "" : element("NextMarker", next.id)}`;
    return xml(
      tag,
      `<HostedZones>${page.map(zoneXml).join("")}</HostedZones>${markers}<IsTruncated>${next !== undefined}</IsTruncated><MaxItems>${most}</MaxItems>`,
    );
  }

  function listSets(zone: Zone, query: URLSearchParams): string {
    const own = zone.held.toSorted((a, b) => compare(key(a), key(b)));
    const name = query.get("name");
    const from = name === null ? undefined : key({ name: unescapeName(name), type: query.get("type") ?? "" });
    const all = from === undefined ? own : own.filter(one => compare(key(one), from) >= 0);
    const most = Math.min(pageSize, Number(query.get("maxitems") ?? pageSize));
    const next = all[most];
    const after =
      next === undefined ? "" : element("NextRecordName", escapeName(next.name)) + element("NextRecordType", next.type);
    const sets = all.slice(0, most).map(setXml).join("");
    return xml(
      "ListResourceRecordSetsResponse",
      `<ResourceRecordSets>${sets}</ResourceRecordSets><IsTruncated>${next !== undefined}</IsTruncated>${after}<MaxItems>${most}</MaxItems>`,
    );
  }

  function change(zone: Zone, changes: readonly Change[]): string | Refusal {
    if (refused.count > 0) {
      refused = { ...refused, count: refused.count - 1 };
      const message =
        refused.code === "Throttling"
          ? "Rate exceeded"
          : "The request was rejected because Route 53 was still processing a prior request.";
      return { status: 400, code: refused.code, messages: [message] };
    }
    const done = applyBatch(zone.name, zone.held, changes);
    if ("messages" in done) return { status: 400, code: "InvalidChangeBatch", messages: done.messages };
    zone.held = done.held;
    const id = `C${String(++serial).padStart(12, "0")}`;
    pending.set(id, 1);
    return xml("ChangeResourceRecordSetsResponse", changeXml(id, "PENDING"));
  }

  function route({ method, url, text }: Asked): {
    readonly operation: string;
    readonly changes?: readonly Change[];
    readonly answer: string | Refusal;
  } {
    const path = url.pathname.slice(VERSION.length).replace(/\/$/, "");
    const query = url.searchParams;
    if (method === "GET" && path === "/hostedzonesbyname")
      return { operation: "ListHostedZonesByName", answer: listZones(query, "ListHostedZonesByNameResponse") };
    if (method === "GET" && path === "/hostedzone")
      return { operation: "ListHostedZones", answer: listZones(query, "ListHostedZonesResponse") };
    const [, id = "", tail = ""] = /^\/hostedzone\/([^/]+)(\/rrset)?$/.exec(path) ?? [];
    const zone = zoneOf(id);
    if (id !== "" && method === "GET" && tail === "") {
      const answer = zone === undefined ? noZone(id) : xml("GetHostedZoneResponse", zoneXml(zone));
      return { operation: "GetHostedZone", answer };
    }
    if (tail === "/rrset" && method === "GET") {
      return { operation: "ListResourceRecordSets", answer: zone === undefined ? noZone(id) : listSets(zone, query) };
    }
    if (tail === "/rrset" && method === "POST") {
      const changes = readChanges(text);
      return {
        operation: "ChangeResourceRecordSets",
        changes,
        answer: zone === undefined ? noZone(id) : change(zone, changes),
      };
    }
    const [, changeId = ""] = /^\/change\/([^/]+)$/.exec(path) ?? [];
    const left = pending.get(changeId);
    if (left !== undefined) {
      pending.set(changeId, left - 1);
      return {
        operation: "GetChange",
        answer: xml("GetChangeResponse", changeXml(changeId, left > 0 ? "PENDING" : "INSYNC")),
      };
    }
    return { operation: `${method} ${path}`, answer: { status: 404, code: "NoSuchChange", messages: ["Not found."] } };
  }

  function reply(asked: Asked): Reply {
    const at = Date.now();
    const { operation, changes, answer } = asked.headers.authorization?.startsWith("AWS4-HMAC-SHA256 ")
      ? route(asked)
      : {
          operation: "unsigned",
          changes: undefined,
          answer: { status: 403, code: "MissingAuthenticationToken", messages: ["Missing Authentication Token"] },
        };
    const entry = { at, operation, ...(changes === undefined ? {} : { changes }) };
    if (typeof answer !== "string") {
      const { status, code, messages } = answer;
      log.push({ ...entry, status, code, messages });
      // The API lists the reasons of a batch in brackets.
      const message = code === "InvalidChangeBatch" ? `[${messages.join(", ")}]` : messages.join(" ");
      const error = `<Error><Type>Sender</Type>${element("Code", code)}${element("Message", message)}</Error><RequestId>loopback</RequestId>`;
      return { status, text: xml("ErrorResponse", error), headers: { "content-type": "text/xml" } };
    }
    log.push({ ...entry, status: 200, ...(changes === undefined ? {} : { after: zones.flatMap(zone => zone.held) }) });
    return { status: 200, text: answer, headers: { "content-type": "text/xml" } };
  }

  const server = await startHttpFake(reply);
  return {
    endpoint: server.origin,
    log,
    clearLog: () => void log.splice(0),
    addZone: (name, id) => {
      const ns = { name, type: "NS", ttl: 172_800, values: ["ns-1.dns.test.", "ns-2.dns.test."] };
      const soa = {
        name,
        type: "SOA",
        ttl: 900,
        values: ["ns-1.dns.test. hostmaster.dns.test. 1 7200 900 1209600 86400"],
      };
      zones.push({ id, name, held: [ns, soa] });
    },
    sets: name => {
      const held = zones.find(one => one.name === name)?.held ?? [];
      return held
        .filter(one => one.name !== name || !["NS", "SOA"].includes(one.type))
        .toSorted((a, b) => compare(key(a), key(b)));
    },
    put: (name, set) => {
      const zone = zones.find(one => one.name === name);
      if (zone === undefined) throw new Error(`The fake has no zone ${name}.`);
      const others = zone.held.filter(one => one.name !== set.name || one.type !== set.type);
      zone.held = set.values.length === 0 ? others : [...others, set];
    },
    refuseNext: (count, code) => void (refused = { count, code }),
    close: server.close,
  };
}

/** Names in the order of the API: by their labels from the right, then types. */
function key({ name, type }: Pick<RecordSet, "name" | "type">): string {
  return `${order(name)}\u0000${type}`;
}

function order(name: string): string {
  return escapeName(name.toLowerCase()).replace(/\.$/, "").split(".").toReversed().join("\u0001");
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function readChanges(text: string): readonly Change[] {
  return [...text.matchAll(/<Change>([\s\S]*?)<\/Change>/g)].map(([, inner = ""]) => {
    const one = (tag: string): string => unescape(new RegExp(`<${tag}>([^<]*)</${tag}>`).exec(inner)?.[1] ?? "");
    const values = [...inner.matchAll(/<Value>([^<]*)<\/Value>/g)].map(([, value = ""]) => unescape(value));
    const set = { name: unescapeName(one("Name")), type: one("Type"), ttl: Number(one("TTL")), values };
    return { action: one("Action") as Change["action"], set };
  });
}

function unescape(text: string): string {
  const entities: Readonly<Record<string, string>> = { lt: "<", gt: ">", quot: '"', apos: "'", amp: "&" };
  return text.replace(/&(#x?[\da-f]+|\w+);/gi, (_, name: string) =>
    name.startsWith("#")
      ? String.fromCodePoint(Number(name.replace("#x", "0x").replace("#", "")))
      : (entities[name] ?? ""),
  );
}

/** As the API tells names: all but letters, digits, `-`, `_` and dots in octal, with the dot at the end. */
function escapeName(name: string): string {
  const text = name.replace(/[^a-z0-9._-]/g, one => `\\${one.charCodeAt(0).toString(8).padStart(3, "0")}`);
  return `${text.replace(/\.$/, "")}.`;
}

function unescapeName(name: string): string {
  return name
    .replace(/\\(\d{3})/g, (_, octal: string) => String.fromCharCode(Number.parseInt(octal, 8)))
    .toLowerCase()
    .replace(/\.$/, "");
}

function xml(tag: string, inner: string): string {
  return `<?xml version="1.0"?>\n<${tag} xmlns="${NAMESPACE}">${inner}</${tag}>`;
}

function element(tag: string, text: string): string {
  const safe = text.replace(/[&<>"]/g, one => `&#${one.charCodeAt(0)};`);
  return `<${tag}>${safe}</${tag}>`;
}

function zoneXml({ id, name, held }: Zone): string {
  return `<HostedZone>${element("Id", `/hostedzone/${id}`)}${element("Name", `${name}.`)}${element("CallerReference", id)}<Config><PrivateZone>false</PrivateZone></Config><ResourceRecordSetCount>${held.length}</ResourceRecordSetCount></HostedZone>`;
}

function setXml({ name, type, ttl, values }: RecordSet): string {
  const records = values.map(value => `<ResourceRecord>${element("Value", value)}</ResourceRecord>`).join("");
  return `<ResourceRecordSet>${element("Name", escapeName(name))}${element("Type", type)}<TTL>${ttl}</TTL><ResourceRecords>${records}</ResourceRecords></ResourceRecordSet>`;
}

function changeXml(id: string, state: "PENDING" | "INSYNC"): string {
  return `<ChangeInfo>${element("Id", `/change/${id}`)}<Status>${state}</Status><SubmittedAt>2026-11-24T00:00:00Z</SubmittedAt></ChangeInfo>`;
}
