/** What an authoritative name server says to a question (RFC 1034 §4.3.2). Pure: the same zones and question, the same answer. */
import type { LockedNames } from "./locked-names.ts";
import { CLASS_IN, rcode, type Question, type Rcode } from "./query.ts";
import { TYPE } from "./record-types.ts";
import type { ServedNode, ServedRRset, ServedZone } from "./served-zone.ts";
import type { Rdata } from "./wire-rdata.ts";
import { MAX_NAME, ROOT, folded, parentOf, upwards, wildcardBelow, type WireName } from "./wire-name.ts";

export interface Served {
  /** By origin. */
  readonly zones: ReadonlyMap<WireName, ServedZone>;
  readonly locked: LockedNames;
}

export interface OwnedRRset extends ServedRRset {
  readonly owner: WireName;
}

export interface Answer {
  readonly rcode: Rcode;
  readonly authoritative: boolean;
  readonly answers: readonly OwnedRRset[];
  readonly authorities: readonly OwnedRRset[];
  readonly additionals: readonly OwnedRRset[];
}

/** A chain of so many aliases is an error, as a circle is: no resolver follows it. */
const MOST_ALIASES = 16;

/** Meta types that are no data of a name: OPT and TSIG cannot be asked for, the others nobody does here (RFC 6895 §3.1). */
const NOT_ASKED: ReadonlySet<number> = new Set([TYPE.OPT, 250]);
const NOT_DONE: ReadonlySet<number> = new Set([249, 253, 254]);
/** Zone transfers (AXFR, IXFR). */
const TRANSFERS: ReadonlySet<number> = new Set([251, 252]);

/** The answer to a question, with the chain of aliases as far as it stays in what is served (RFC 1034 §4.3.2 step 3a). */
export function answer(served: Served, { name, type, class: class_ }: Question): Answer {
  if (class_ !== CLASS_IN || NOT_DONE.has(type)) return failed(rcode.notImp);
  if (NOT_ASKED.has(type)) return failed(rcode.formErr);
  if (TRANSFERS.has(type)) return failed(rcode.refused);
  const chain: OwnedRRset[] = [];
  // RFC 1035 §4.1.1: AA speaks of the first owner name of the answer.
  let authoritative: boolean | undefined;
  let asked = name;
  for (let aliases = 0; ; aliases++) {
    const zone = zoneFor(served.zones, folded(asked), type);
    const found = zone === undefined ? findLocked(served.locked, asked, type) : findInZone(zone, asked, type);
    if (found === undefined) {
      // An alias that leads out of all that is served is for the resolver to follow.
      return authoritative === undefined
        ? failed(rcode.refused)
        : { ...failed(rcode.noError), authoritative, answers: chain };
    }
    authoritative ??= found.authoritative;
    chain.push(...(found.answers ?? []));
    if (found.alias === undefined) {
      const { authorities = [], additionals = [] } = found;
      return { rcode: found.rcode ?? rcode.noError, authoritative, answers: chain, authorities, additionals };
    }
    asked = found.alias;
    const next = folded(asked);
    if (
      aliases === MOST_ALIASES ||
      chain.some(({ owner, type: made }) => made === TYPE.CNAME && folded(owner) === next)
    ) {
      // RFC 1034 §3.6.2: a loop is signalled as an error.
      return { ...failed(rcode.servFail), authoritative, answers: chain };
    }
  }
}

function failed(code: Rcode): Answer {
  return { rcode: code, authoritative: false, answers: [], authorities: [], additionals: [] };
}

/** What one name says, before an alias is followed. */
interface Found {
  readonly authoritative: boolean;
  /** NOERROR unless it says otherwise. */
  readonly rcode?: Rcode;
  readonly answers?: readonly OwnedRRset[];
  readonly authorities?: readonly OwnedRRset[];
  readonly additionals?: readonly OwnedRRset[];
  /** Where an alias leads. */
  readonly alias?: WireName;
}

/** The zone nearest to a name (RFC 1034 §4.3.2 step 2). */
function zoneFor(zones: Served["zones"], name: WireName, type: number): ServedZone | undefined {
  const candidates = upwards(name).flatMap(origin => zones.get(origin) ?? []);
  // RFC 4035 §3.1.4.1: a DS belongs to the parent's side of a cut.
  return type === TYPE.DS && candidates[0]?.origin === name ? (candidates[1] ?? candidates[0]) : candidates[0];
}

function findInZone(zone: ServedZone, asked: WireName, type: number): Found {
  const name = folded(asked);
  const above = upwards(name);
  // From the apex down to the name itself.
  for (const at of above.slice(0, above.indexOf(zone.origin) + 1).toReversed()) {
    const node = zone.nodes.get(at);
    const cut = at === zone.origin || (at === name && type === TYPE.DS) ? undefined : node?.get(TYPE.NS);
    if (cut !== undefined) return referral(zone, { ...cut, owner: at });
    const dname = at === name ? undefined : node?.get(TYPE.DNAME);
    if (dname !== undefined) return underDname({ ...dname, owner: at }, asked, type);
  }
  const node = zone.nodes.get(name) ?? wildcard(zone, name);
  if (node === undefined) return { authoritative: true, rcode: rcode.nxDomain, authorities: [negativeSoa(zone)] };
  const cname = node.get(TYPE.CNAME);
  if (cname !== undefined && type !== TYPE.CNAME && type !== TYPE.ANY) {
    return { authoritative: true, answers: [{ ...cname, owner: asked }], alias: nameIn(cname) };
  }
  // RFC 8482 §4.1: of ANY one RRset is enough.
  const rrset = type === TYPE.ANY ? (cname ?? node.values().next().value) : node.get(type);
  if (rrset === undefined) return { authoritative: true, authorities: [negativeSoa(zone)] };
  return { authoritative: true, answers: [{ ...rrset, owner: asked }] };
}

/**
 * The node of `*` below the closest encloser (RFC 4592 §3.3.1), for a name that does not exist. The closest encloser is the
 * nearest ancestor that does, an empty one too; a wildcard above that one says nothing.
 */
function wildcard({ nodes, origin }: ServedZone, name: WireName): ServedNode | undefined {
  let encloser = name;
  while (encloser !== origin && !nodes.has(encloser)) encloser = parentOf(encloser);
  return nodes.get(wildcardBelow(encloser));
}

/** RFC 2308 §3: the SOA, with the TTL that the "no" may be kept for. */
function negativeSoa({ soa, origin, negativeTtl }: ServedZone): OwnedRRset {
  return { ...soa, ttl: negativeTtl, owner: origin };
}

/**
 * RFC 1034 §4.3.2 step 3b: below a cut another server answers. Addresses come along where only the parent's side can have them:
 * those of name servers below this cut or another one (RFC 9471 §3).
 */
function referral(zone: ServedZone, cut: OwnedRRset): Found {
  const glue = cut.rdata.flatMap(rdata => {
    const owner = folded(nameOf(rdata));
    const node = isBelowCut(zone, owner) ? zone.nodes.get(owner) : undefined;
    return [TYPE.A, TYPE.AAAA].flatMap(type => {
      const rrset = node?.get(type);
      return rrset === undefined ? [] : [{ ...rrset, owner }];
    });
  });
  return { authoritative: false, authorities: [cut], additionals: glue };
}

function isBelowCut({ nodes, origin }: ServedZone, name: WireName): boolean {
  const above = upwards(name);
  return above.slice(0, Math.max(0, above.indexOf(origin))).some(at => nodes.get(at)?.has(TYPE.NS));
}

/** RFC 6672 §3.2: the DNAME and a CNAME made from it; YXDOMAIN where the new name would be too long. */
function underDname(dname: OwnedRRset, asked: WireName, type: number): Found {
  const alias = asked.slice(0, -dname.owner.length) + nameIn(dname);
  if (alias.length > MAX_NAME) return { authoritative: true, rcode: rcode.yxDomain, answers: [dname] };
  const cname = { type: TYPE.CNAME, ttl: dname.ttl, rdata: [[alias]], owner: asked };
  const made = { authoritative: true, answers: [dname, cname] };
  // Who asks for the CNAME has it.
  return type === TYPE.CNAME || type === TYPE.ANY ? made : { ...made, alias };
}

/** What the lock says. Nobody made this server an authority for it; what was never asked is not known. */
function findLocked(locked: LockedNames, asked: WireName, type: number): Found | undefined {
  const node = locked.get(folded(asked));
  if (node === undefined) return undefined;
  // RFC 8020 §2: a name that does not exist has no type at all.
  const gone = [...node.values()].find(({ status }) => status === "nxdomain");
  const found = gone ?? node.get(type);
  if (found === undefined) return undefined;
  if (found.status === "nxdomain") return { authoritative: false, rcode: rcode.nxDomain };
  return { authoritative: false, answers: found.rrset === undefined ? [] : [{ ...found.rrset, owner: asked }] };
}

function nameIn({ rdata: [first = []] }: ServedRRset): WireName {
  return nameOf(first);
}

/** The one name that the rdata of a CNAME, a DNAME or an NS is. */
function nameOf([part = ROOT]: Rdata): WireName {
  return typeof part === "string" ? part : Buffer.from(part).toString("latin1");
}
