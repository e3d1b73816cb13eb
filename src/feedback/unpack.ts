/**
 * From the octets of a file, a message or a stream to the reports in it, however they are packed: gzip, zlib, zip, MIME, mbox,
 * base64, one in the other. Decided by content alone; what is broken or hostile is named and left out, and the rest goes on.
 */
import { Unreadable, type FeedbackDocument, type RejectedSource } from "./feedback-document.ts";
import { gauge, type Gauge } from "./unpack-gauge.ts";
import { inflateSmall, inflated, type Packing } from "./unpack-inflate.ts";
import { UNPACK_LIMITS, type UnpackLimits } from "./unpack-limits.ts";
import { withLineFeeds } from "./unpack-line-ends.ts";
import { mboxMessages } from "./unpack-mbox.ts";
import { mimeParts } from "./unpack-mime.ts";
import { shownName } from "./unpack-name.ts";
import { gathered, peek, unpeeked, type Peeked } from "./unpack-octets.ts";
import { mayBeReport, sniff } from "./unpack-sniff.ts";
import { base64Decoded, decoded } from "./unpack-transfer.ts";
import { zipMembers, type MemberCount } from "./unpack-zip.ts";

export interface UnpackedDocument extends FeedbackDocument {
  /** What was wrong with what it was packed in, though all that was there came out; asked after its octets. */
  readonly flaws: () => readonly string[];
}

type Found = UnpackedDocument | RejectedSource;

/** Something found, not yet looked at. */
interface Content {
  /** Safe to print. */
  readonly source: string;
  readonly octets: Uint8Array | AsyncIterable<Uint8Array>;
  /** A part of a message: most are none of our business, and that is nothing to report. */
  readonly part: boolean;
  /** Archives and messages around it. */
  readonly depth: number;
  readonly around: Gauge;
  /** Octets that may still be held in memory, beside the containers around it. */
  readonly room: number;
  readonly count: MemberCount;
  readonly flaws: string[];
  readonly limits: UnpackLimits;
}

/**
 * Each document before the next: `octets` of one are to be read, or left, before the next is asked for. Errors of the octets
 * handed in go through; `Unreadable` is the only other one, and comes only from a document's octets.
 */
export async function* unpack(
  source: string,
  octets: AsyncIterable<Uint8Array>,
  limits: UnpackLimits = UNPACK_LIMITS,
): AsyncGenerator<Found, void, undefined> {
  const whole = gauge(limits);
  const content: Content = {
    source,
    octets: weighed(octets, whole),
    part: false,
    depth: 0,
    around: whole,
    room: limits.heldOctets,
    count: { all: 0 },
    flaws: [],
    limits,
  };
  yield* toldBriefly(source, opened(content), limits.rejections);
}

/** Of very many rejections only the number. */
async function* toldBriefly(
  source: string,
  all: AsyncIterable<Found>,
  most: number,
): AsyncGenerator<Found, void, undefined> {
  let rejected = 0;
  for await (const found of all) {
    if ("reason" in found) rejected += 1;
    if (!("reason" in found) || rejected <= most) yield found;
  }
  if (rejected > most) yield { source, reason: `${rejected - most} more of what is in it was rejected.` };
}

async function* weighed(octets: AsyncIterable<Uint8Array>, whole: Gauge): AsyncGenerator<Uint8Array, void, undefined> {
  for await (const piece of octets) {
    whole.took(piece.length);
    yield piece;
  }
}

async function* opened(content: Content): AsyncGenerator<Found, void, undefined> {
  const { source, octets } = content;
  let peeked: Peeked | undefined;
  try {
    peeked = await peek(octets);
    yield* openedAs(content, peeked);
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error;
    yield { source, reason: error.message };
  } finally {
    await peeked?.rest?.return?.();
  }
}

function openedAs(content: Content, peeked: Peeked): AsyncIterable<Found> | Iterable<Found> {
  const kind = sniff(peeked.head);
  const { source, part, flaws, limits } = content;
  if (typeof kind === "object") {
    if (part) return [];
    throw new Unreadable(kind.reason);
  }
  if (part && !mayBeReport(peeked.head, kind)) return [];
  switch (kind) {
    case "xml":
    case "json":
      return [{ source, format: kind, octets: unpeeked(peeked), flaws: () => flaws }];
    case "gzip":
    case "zlib":
      return unpacked(content, peeked, kind);
    case "zip":
      return toldBriefly(source, zip(content, peeked), limits.zipRejections);
    case "base64":
      return opened(within(content, { octets: base64Decoded(unpeeked(peeked)), part }));
    case "mbox":
      return mbox(content, peeked);
    case "message":
      return part ? parts(content, peeked) : message(content, peeked);
  }
}

/** One container deeper. */
function within(content: Content, inner: Partial<Content> & Pick<Content, "octets">): Content {
  const { limits, depth } = content;
  if (depth >= limits.depth) throw new Unreadable(`It is packed more than ${limits.depth} times over.`);
  return { ...content, part: false, depth: depth + 1, ...inner };
}

async function* unpacked(content: Content, peeked: Peeked, packing: Packing): AsyncGenerator<Found, void, undefined> {
  const { source, flaws, limits } = content;
  const held = gauge(limits, content.around);
  const flaw = (what: string): void => void flaws.push(what);
  const small = peeked.rest === undefined ? inflateSmall(peeked.head, packing, held, flaw) : undefined;
  const octets = small ?? inflated(unpeeked(peeked), packing, held, flaw);
  let told = false;
  for await (const found of opened(within(content, { octets, around: held }))) {
    told ||= "reason" in found ? found.source === source : found.flaws() === flaws;
    yield found;
  }
  // A mailbox or a zip in it: no document there is cut short, but documents may be missing.
  if (!told) for (const reason of flaws) yield { source, reason };
}

async function* zip(content: Content, peeked: Peeked): AsyncGenerator<Found, void, undefined> {
  const { source, room, count, limits } = content;
  const octets = await gathered(peeked, room, "A zip");
  const held = gauge(limits, content.around);
  held.took(octets.length);
  let any = false;
  const flaws: string[] = [];
  for await (const member of zipMembers(source, octets, held, limits, count, what => void flaws.push(what))) {
    any = true;
    if ("reason" in member) yield member;
    else
      yield* guarded(member.source, async function* () {
        const around = gauge(limits, held);
        const inner = { source: member.source, octets: await member.octets(around), around, flaws: [...flaws] };
        yield* opened(within(content, { ...inner, room: room - octets.length }));
      });
  }
  if (!any) throw new Unreadable("There is nothing in it.");
}

async function* mbox(content: Content, peeked: Peeked): AsyncGenerator<Found, void, undefined> {
  for await (const { number, open } of mboxMessages(unpeeked(peeked), content.room)) {
    const source = `${content.source}: message ${number}`;
    yield* guarded(source, () => {
      const head = open();
      return message({ ...content, source, octets: head, count: { all: 0 }, flaws: [] }, { head, rest: undefined });
    });
  }
}

async function* message(content: Content, peeked: Peeked): AsyncGenerator<Found, void, undefined> {
  let any = false;
  for await (const found of parts(content, peeked)) {
    any = true;
    yield found;
  }
  if (!any) throw new Unreadable("There is no report in this message.");
}

async function* parts(content: Content, peeked: Peeked): AsyncGenerator<Found, void, undefined> {
  const { source, limits, room, count } = content;
  const octets = withLineFeeds(await gathered(peeked, room, "A message"));
  const around = gauge(limits, content.around);
  around.took(octets.length);
  for (const { name, number, body, encoding } of mimeParts(octets, limits, count)) {
    const inner = { source: `${source}: ${shownName(name) || `part ${number}`}`, part: true, around, flaws: [] };
    yield* opened(within(content, { ...inner, octets: decoded(body, encoding), room: room - octets.length }));
  }
}

async function* guarded(source: string, open: () => AsyncIterable<Found>): AsyncGenerator<Found, void, undefined> {
  try {
    yield* open();
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error;
    yield { source, reason: error.message };
  }
}
