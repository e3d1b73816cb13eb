/** The part of an answer that is about one slot. */
import { compareText } from "../../finding.ts";
import { rdataOf, type Slot } from "./difference.ts";
import type { DirectAnswer } from "./live-domain.ts";
import { isSpfLike, squashed } from "./slots.ts";

/** Values in the slot's own form; what stands there in another type, behind its type. Sorted. */
export function seenIn(
  slot: Slot,
  answer: DirectAnswer,
  other: (type: string) => DirectAnswer | undefined,
): readonly string[] {
  // Where nothing is planned, it is not ours to say what somebody does in a zone of their own.
  if (answer.status === "delegated" && slot.expected.length === 0) return [];
  if (answer.status === "delegated") return answer.to.map(server => `NS ${server}`);
  if (answer.status === "nodata" && slot.type === "CNAME") {
    return ["A", "AAAA", "TXT"].flatMap(type => rdataOf(other(type), type).map(rdata => `${type} ${rdata}`));
  }
  if (answer.status !== "ok") return [];
  const own = answer.records.filter(({ type }) => type === slot.type).map(({ rdata }) => rdata);
  const others = answer.records.filter(({ type }) => type !== slot.type).map(({ type, rdata }) => `${type} ${rdata}`);
  // Where nothing is planned, a CNAME leads to values of somebody else's; whose name it is, nobody here can say.
  if (own.length === 0)
    return slot.expected.length === 0 && slot.purpose !== "dmarc" ? [] : others.toSorted(compareText);
  return ofSlot(slot, own).toSorted(compareText);
}

function ofSlot({ type, purpose, expected, beside }: Slot, values: readonly string[]): readonly string[] {
  if (expected.length === 0) return values.filter(value => isDrift({ type, purpose, beside }, value));
  if (purpose === "spf") {
    const [planned = ""] = expected;
    return values.filter(value => isSpfLike(value) || isPieceOf(planned, value));
  }
  if (purpose !== "string") return values;
  const [wanted = ""] = expected;
  if (values.includes(wanted)) return [wanted];
  return values.filter(value => isPieceOf(wanted, value));
}

/** Where nothing is planned: what counts all the same. */
function isDrift(
  { type, purpose, beside }: Pick<Slot, "type" | "purpose"> & { readonly beside: Slot["beside"] | undefined },
  value: string,
): boolean {
  // RFC 7505 §3: a domain with a null MX takes no mail. Its other MX records are not the plan's business.
  if (type === "MX") return value === "0 .";
  if (purpose === "spf") return isSpfLike(value);
  // A wildcard above may answer here with anything.
  if (purpose === "authorisation") return isMailPolicy(value);
  if (beside === undefined) return true;
  if (isSpfLike(value) || beside.declared.some(declared => isPieceOf(declared, value))) return false;
  return beside.counts === "all" || isMailPolicy(value);
}

function isMailPolicy(text: string): boolean {
  return /^["'\s\\]*v\s*=\s*d(?:marc|kim)1/i.test(text);
}

/** A string cut off, or with quotes or blanks that do not belong there: still the same one, and spoiled. */
function isPieceOf(wanted: string, value: string): boolean {
  const [whole, part] = [squashed(wanted), squashed(value)];
  return part !== "" && (part === whole || (part.length >= 100 && whole.includes(part)));
}
