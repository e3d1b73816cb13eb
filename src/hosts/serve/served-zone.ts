/** Zones in the form answers are looked up in. */
import { parseZone, type RecordEntry } from "../zonefile/parse-zone.ts";
import { RdataError } from "../zonefile/read-rdata.ts";
import { TYPE, fieldsOf, typeNumber } from "./record-types.ts";
import { genericRdata, wireRdata, WireRdataError, type Rdata } from "./wire-rdata.ts";
import { ROOT, folded, parentOf, wireName, type WireName } from "./wire-name.ts";

export interface ServedRRset {
  readonly type: number;
  readonly ttl: number;
  readonly rdata: readonly Rdata[];
}

/** RRsets by type. Empty where only names below exist: such a name exists too (RFC 4592 §2.2.2). */
export type ServedNode = ReadonlyMap<number, ServedRRset>;

export interface ServedZone {
  /** In lower case, as are the names of the nodes. */
  readonly origin: WireName;
  readonly nodes: ReadonlyMap<WireName, ServedNode>;
  readonly soa: ServedRRset;
  /** TTL of "no such name" and "no such data": the lesser of the SOA's TTL and its minimum (RFC 2308 §5). */
  readonly negativeTtl: number;
}

export interface ReadZone {
  readonly zone: ServedZone;
  /** What of the text is not served, a sentence each. */
  readonly notes: readonly string[];
}

/** The text is no zone that can be served: one sentence. */
export class ZoneNotServed extends Error {}

type Nodes = Map<WireName, Map<number, { readonly type: number; readonly ttl: number; readonly rdata: Rdata[] }>>;

/**
 * Reads a master file (RFC 1035 §5) for serving. `origin` is what its names are relative to until it says so itself; the apex is
 * where its SOA stands. Throws ZoneSyntaxError or ZoneNotServed.
 */
export function readServedZone(text: string, origin: string): ReadZone {
  const { records, opaque } = parseZone(text, origin);
  const notes = opaque.map(line => `line ${line.number}: ${line.tokens[0]?.raw.toUpperCase()} is not followed.`);
  const soas = records.filter(({ type }) => type === "SOA");
  const [apex] = soas;
  if (apex === undefined || soas.length > 1) {
    throw new ZoneNotServed(`has ${soas.length} SOA records; a zone has exactly one (RFC 1035 §5.2).`);
  }
  const top = ownerOf(apex);
  const nodes: Nodes = new Map([[top, new Map()]]);
  for (const entry of records) {
    const note = addRecord(nodes, top, entry);
    if (note !== undefined) notes.push(`line ${entry.line.number}: ${note}`);
  }
  const soa = nodes.get(top)?.get(TYPE.SOA);
  const minimum = soa?.rdata[0]?.at(-1);
  if (soa === undefined || !(minimum instanceof Uint8Array)) throw new ZoneNotServed("has an SOA that cannot be read.");
  const negativeTtl = Math.min(soa.ttl, Buffer.from(minimum).readUInt32BE(0));
  return { zone: { origin: top, nodes, soa, negativeTtl }, notes };
}

/** Undefined, or why the record is not served. */
function addRecord(nodes: Nodes, top: WireName, entry: RecordEntry): string | undefined {
  const owner = ownerOf(entry);
  if (!owner.endsWith(top) || !ancestorsUpTo(owner, top)) return `${entry.name} stands outside the zone.`;
  const node = nodeAt(nodes, top, owner);
  const type = typeNumber(entry.type);
  const rdata = type === undefined ? undefined : rdataOf(entry, type);
  if (type === undefined || rdata === undefined) return `${entry.type} in this form is not answered.`;
  if (entry.ttl === undefined) return `the TTL stands in a file that is not followed.`;
  const there = node.get(type);
  if (there === undefined) {
    if (node.size > 0 && (type === TYPE.CNAME || node.has(TYPE.CNAME))) {
      // A server must choose; what a resolver would meet at the host is this or worse.
      node.set(type, { type, ttl: entry.ttl, rdata: [rdata] });
      return `${entry.name} has a CNAME beside other data (RFC 1034 §3.6.2); the CNAME is answered.`;
    }
    node.set(type, { type, ttl: entry.ttl, rdata: [rdata] });
    return undefined;
  }
  if (there.rdata.some(one => sameRdata(one, rdata))) return undefined;
  if (type === TYPE.CNAME || type === TYPE.DNAME)
    return `${entry.name} has a second ${entry.type}; the first is answered.`;
  there.rdata.push(rdata);
  // RFC 2181 §5.2: one TTL an RRset.
  return there.ttl === entry.ttl ? undefined : `${entry.name} ${entry.type} has two TTLs; the first is answered.`;
}

function rdataOf(entry: RecordEntry, type: number): Rdata | undefined {
  try {
    const fields = fieldsOf(type);
    const generic = genericRdata(entry.rdata);
    // Octets that must hold a name were never read as one.
    if (generic !== undefined) return fields?.some(field => /^(name|compressible)$/.test(field)) ? undefined : generic;
    return fields && wireRdata(fields, entry.rdata, entry.origin);
  } catch (error) {
    if (error instanceof WireRdataError || error instanceof RdataError) {
      throw new ZoneNotServed(`line ${entry.line.number}: ${error.message}`);
    }
    throw error;
  }
}

/** The node of a name; the names between it and the apex come to exist with it (RFC 4592 §2.2.2). */
function nodeAt(nodes: Nodes, top: WireName, owner: WireName): NonNullable<ReturnType<Nodes["get"]>> {
  for (let name = owner; name !== top && !nodes.has(name); name = parentOf(name)) nodes.set(name, new Map());
  return nodes.get(owner) as NonNullable<ReturnType<Nodes["get"]>>;
}

function ancestorsUpTo(name: WireName, top: WireName): boolean {
  let at = name;
  while (at.length > top.length && at !== ROOT) at = parentOf(at);
  return at === top;
}

function ownerOf(entry: RecordEntry): WireName {
  const name = wireName(entry.name);
  if (name === undefined) throw new ZoneNotServed(`line ${entry.line.number}: ${entry.name} is no domain name.`);
  return folded(name);
}

function sameRdata(one: Rdata, other: Rdata): boolean {
  const octets = (rdata: Rdata): string =>
    rdata.map(part => (typeof part === "string" ? folded(part) : Buffer.from(part).toString("latin1"))).join("");
  return octets(one) === octets(other);
}
