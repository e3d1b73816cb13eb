/**
 * Lossless master-file parser (RFC 1035 §5): each record with its place in the text, so that an edit changes one line and
 * leaves every other byte alone. Files are read as Latin-1: one character is one octet, whatever the encoding.
 */
import { RdataError, absoluteName, readRdata, typeName } from "./read-rdata.ts";
import { ZoneSyntaxError, scanZone } from "./scan-zone.ts";
import type { ZoneLine, ZoneToken } from "./scan-zone.ts";

export interface RecordEntry {
  readonly line: ZoneLine;
  /** Absolute, lower case, no trailing dot. */
  readonly name: string;
  /** The line names no owner: it has the one of the record before. */
  readonly ownerInherited: boolean;
  /** Seconds in force; undefined where only an $INCLUDE file can know. */
  readonly ttl: number | undefined;
  /** Neither the line nor a $TTL gives it: it has the one of the record before. */
  readonly ttlInherited: boolean;
  /** First token behind the owner: where a TTL may be written. */
  readonly afterOwner: number;
  readonly type: string;
  readonly rdata: readonly ZoneToken[];
  /** What relative names in the rdata are relative to. */
  readonly origin: string;
  /** Rdata in the plan's form for TXT, CNAME and MX; undefined for other types. */
  readonly content: string | undefined;
  /** Logical name in the ownership mark; undefined on a foreign record. */
  readonly label: string | undefined;
}

export interface Zone {
  readonly origin: string;
  readonly text: string;
  readonly records: readonly RecordEntry[];
  /** $INCLUDE and $GENERATE lines: kept as they are; what they bring is not looked into. */
  readonly opaque: readonly ZoneLine[];
}

/** What a line can inherit from the lines before it. */
interface Context {
  origin: string;
  owner: string | undefined;
  defaultTtl: number | undefined;
  lastTtl: number | undefined;
  ttlMayBeIncluded: boolean;
}

/** The ownership mark: ` ; mailwright <logical name>` behind a record. */
const MARK = /^mailwright ([\x21-\x3a\x3c-\x7e]+)(?=[ \t\r;]|$)/;

/** Parses a master file (RFC 1035 §5; TTL units and $TTL of RFC 2308 §4); throws ZoneSyntaxError at the first broken line. */
export function parseZone(text: string, origin: string): Zone {
  const context: Context = {
    origin,
    owner: undefined,
    defaultTtl: undefined,
    lastTtl: undefined,
    ttlMayBeIncluded: false,
  };
  const records: RecordEntry[] = [];
  const opaque: ZoneLine[] = [];
  for (const line of scanZone(text)) {
    const first = line.tokens[0];
    if (first === undefined) continue;
    try {
      if (!first.quoted && !line.indented && first.raw.startsWith("$")) {
        if (readDirective(line, context)) opaque.push(line);
      } else {
        records.push(readRecord(line, context));
      }
    } catch (error) {
      throw error instanceof RdataError ? new ZoneSyntaxError(line.number, error.message) : error;
    }
  }
  return { origin, text, records, opaque };
}

/** True for a directive whose effect is not looked into. */
function readDirective(line: ZoneLine, context: Context): boolean {
  const [directive, argument] = line.tokens;
  const name = (directive?.raw ?? "").toUpperCase();
  if (argument === undefined) throw new RdataError(`${name} has no value.`);
  switch (name) {
    case "$ORIGIN":
      context.origin = absoluteName(argument.raw, context.origin);
      return false;
    case "$TTL":
      context.defaultTtl = parseTtl(argument.raw);
      if (context.defaultTtl === undefined) throw new RdataError(`$TTL ${argument.raw} is not a time.`);
      return false;
    case "$INCLUDE":
      context.ttlMayBeIncluded = true;
      return true;
    case "$GENERATE":
      return true;
    default:
      throw new RdataError(`${name} is not a directive of zone files.`);
  }
}

function readRecord(line: ZoneLine, context: Context): RecordEntry {
  const owner = line.indented ? undefined : line.tokens[0];
  const name = owner === undefined ? context.owner : absoluteName(owner.raw, context.origin);
  if (name === undefined) throw new RdataError("the first record names no owner.");
  context.owner = name;

  let at = owner === undefined ? 0 : 1;
  const afterOwner = line.tokens[at]?.start ?? line.textEnd;
  let explicitTtl: number | undefined;
  let classSeen = false;
  // RFC 1035 §5.1: TTL and class may stand in either order, both may be left out.
  for (; at < line.tokens.length; at++) {
    const raw = (line.tokens[at] as ZoneToken).raw;
    const ttl = explicitTtl === undefined ? parseTtl(raw) : undefined;
    if (ttl !== undefined) explicitTtl = ttl;
    else if (!classSeen && /^IN$/i.test(raw)) classSeen = true;
    else break;
  }
  const typeToken = line.tokens[at];
  if (typeToken === undefined) throw new RdataError("a record has no type.");
  if (/^(CH|CS|HS)$/i.test(typeToken.raw)) throw new RdataError(`class ${typeToken.raw} is not IN.`);
  if (typeToken.quoted || !/^[A-Za-z][A-Za-z0-9-]*$/.test(typeToken.raw)) {
    throw new RdataError(`${JSON.stringify(typeToken.raw)} stands where a record type is expected.`);
  }
  const type = typeName(typeToken.raw);
  const rdata = line.tokens.slice(at + 1);
  if (rdata.length === 0) throw new RdataError(`a ${type} record has no data.`);
  const content = readRdata(type, rdata, context.origin);
  const ttl = explicitTtl ?? inheritedTtl(type, rdata, context);
  const ttlInherited = explicitTtl === undefined && context.defaultTtl === undefined;
  context.lastTtl = ttl;
  const label = MARK.exec(line.comments.at(-1) ?? "")?.[1];
  return {
    line,
    name,
    ownerInherited: owner === undefined,
    ttl,
    ttlInherited,
    afterOwner,
    type,
    rdata,
    origin: context.origin,
    content,
    label,
  };
}

/**
 * RFC 2308 §4: $TTL first; without it the last TTL (RFC 1035 §5.1). An SOA at the top falls back on its minimum, which is then
 * the default of all that follow, as it is in BIND.
 */
function inheritedTtl(type: string, rdata: readonly ZoneToken[], context: Context): number | undefined {
  const known = context.defaultTtl ?? context.lastTtl;
  if (known !== undefined) return known;
  if (type === "SOA") context.defaultTtl = parseTtl(rdata[6]?.raw ?? "");
  if (context.defaultTtl === undefined && !context.ttlMayBeIncluded) {
    throw new RdataError("a record has no TTL, and no $TTL stands above it.");
  }
  return context.defaultTtl;
}

const UNITS: Readonly<Record<string, number>> = { w: 604_800, d: 86_400, h: 3_600, m: 60, s: 1 };

/** `3600` or `1h30m`; undefined when it is no time or passes 2^31 - 1 (RFC 2181 §8). */
export function parseTtl(raw: string): number | undefined {
  if (!/^(\d+|(\d+[wdhms])+)$/i.test(raw)) return undefined;
  let seconds = 0;
  for (const [, digits, unit] of raw.matchAll(/(\d+)([wdhms]?)/gi)) {
    seconds += Number(digits) * (UNITS[(unit ?? "").toLowerCase()] ?? 1);
  }
  return seconds <= 0x7fff_ffff ? seconds : undefined;
}

/** The comments of an entry as one text, without our own mark. */
export function foreignComment(entry: RecordEntry): string {
  return entry.line.comments
    .map((comment, index) =>
      index === entry.line.comments.length - 1 ? comment.replace(MARK, "").replace(/^[ \t\r;]+/, "") : comment,
    )
    .filter(comment => comment !== "")
    .join(" ; ");
}
