/**
 * The parts of a MIME message (RFC 2045, RFC 2046) that are no multiparts themselves, wherever they are. Nothing is copied, and
 * all is counted: a library that builds a tree of a message takes 20 seconds and gigabytes for 4 MB of short lines.
 */
import type { Buffer } from "node:buffer";
import { Unreadable } from "./feedback-document.ts";
import { megabytes } from "./unpack-gauge.ts";
import type { UnpackLimits } from "./unpack-limits.ts";
import { readPartHeader } from "./unpack-mime-header.ts";
import type { TransferEncoding } from "./unpack-transfer.ts";
import type { MemberCount } from "./unpack-zip.ts";

export interface MimePart {
  /** What the sender calls it; may be empty. */
  readonly name: string;
  /** From 1, through the whole message. */
  readonly number: number;
  readonly encoding: TransferEncoding;
  readonly body: Buffer;
}

/** Multiparts in multiparts; mailing lists and gateways add one or two. */
const DEEPEST = 20;
/** Of all headers of a part. */
const LONGEST_HEADER = 1024 * 1024;
/** What looks like a boundary and is none. */
const MOST_TRIES = 1_000_000;

const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;
const DASH = 0x2d;

interface Count {
  parts: number;
  tries: number;
  readonly overall: MemberCount;
}

/** Throws `Unreadable` where a message is built to hurt; what came before stands. */
export function mimeParts(
  message: Buffer,
  limits: UnpackLimits,
  overall: MemberCount,
): Generator<MimePart, void, undefined> {
  return walk(message, 0, limits, { parts: 0, tries: 0, overall });
}

function* walk(
  entity: Buffer,
  depth: number,
  limits: UnpackLimits,
  count: Count,
): Generator<MimePart, void, undefined> {
  const { header, body } = halves(entity);
  const { boundary, encoding, name } = readPartHeader(header);
  if (boundary !== undefined) {
    if (depth >= DEEPEST) throw new Unreadable(`Its parts are nested deeper than ${DEEPEST}.`);
    let any = false;
    for (const piece of between(body, boundary, count)) {
      any = true;
      yield* walk(piece, depth + 1, limits, count);
    }
    if (any) return;
  }
  count.parts += 1;
  count.overall.all += 1;
  if (count.overall.all > limits.allMembers)
    throw new Unreadable(`What it is in holds more than ${limits.allMembers} parts.`);
  if (count.parts > limits.members) throw new Unreadable(`It has more than ${limits.members} parts.`);
  yield { name, number: count.parts, encoding, body };
}

/** RFC 5322 §2.1: the header ends at the first empty line. */
function halves(entity: Buffer): { readonly header: string; readonly body: Buffer } {
  const start = entity.subarray(0, LONGEST_HEADER);
  for (let feed = -1; ;) {
    const next = feed + (start[feed + 1] === CARRIAGE_RETURN ? 2 : 1);
    if (start[next] === LINE_FEED)
      return { header: entity.toString("latin1", 0, feed + 1), body: entity.subarray(next + 1) };
    feed = start.indexOf(LINE_FEED, feed + 1);
    if (feed === -1) break;
  }
  if (entity.length > LONGEST_HEADER)
    throw new Unreadable(`The header of a part is longer than ${megabytes(LONGEST_HEADER)}.`);
  return { header: entity.toString("latin1"), body: entity.subarray(entity.length) };
}

/** RFC 2046 §5.1.1: what stands between the lines of a boundary; the last one may be missing. */
function* between(body: Buffer, boundary: string, count: Count): Generator<Buffer, void, undefined> {
  const delimiter = `--${boundary}`;
  let start: number | undefined;
  for (let at = body.indexOf(delimiter, 0, "latin1"); at !== -1;) {
    count.tries += 1;
    if (count.tries > MOST_TRIES) throw new Unreadable(`It has more than ${MOST_TRIES} lines like a boundary.`);
    const line = at === 0 || body[at - 1] === LINE_FEED ? boundaryLine(body, at + delimiter.length) : undefined;
    if (line !== undefined) {
      if (start !== undefined) yield body.subarray(start, Math.max(start, withoutLineEnd(body, at)));
      if (line.closes) return;
      start = line.end;
    }
    at = body.indexOf(delimiter, line?.end ?? at + delimiter.length, "latin1");
  }
  if (start !== undefined) yield body.subarray(start);
}

/** The rest of a line after what looks like a boundary: `--` or nothing, and white space. */
function boundaryLine(body: Buffer, from: number): { readonly closes: boolean; readonly end: number } | undefined {
  const closes = body[from] === DASH && body[from + 1] === DASH;
  let at = closes ? from + 2 : from;
  while (body[at] === 0x20 || body[at] === 0x09) at += 1;
  if (body[at] === CARRIAGE_RETURN) at += 1;
  return at >= body.length || body[at] === LINE_FEED ? { closes, end: Math.min(at + 1, body.length) } : undefined;
}

/** The line end before a boundary belongs to the boundary. */
function withoutLineEnd(body: Buffer, at: number): number {
  return at >= 2 && body[at - 2] === CARRIAGE_RETURN ? at - 2 : at - 1;
}
