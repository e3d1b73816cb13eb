/** Written differently, and saying the same: white space, case, order of tags. */
import { parseKeyRecord } from "../../../dkim/parse.ts";
import { formatPolicyRecord } from "../../../dmarc/format.ts";
import { parsePolicyRecord } from "../../../dmarc/parse.ts";
import { formatSpf } from "../../../spf/format.ts";
import { parseSpf } from "../../../spf/parse.ts";
import { PUT_BACK, type NameCause, type Slot } from "../difference.ts";

export const sameMeaning: NameCause = ({ slot, found }) => {
  const [planned, ...others] = slot.expected;
  const [live, ...more] = found;
  if (planned === undefined || live === undefined || others.length + more.length > 0) return undefined;
  const meaning = meaningOf(slot.purpose, planned);
  if (meaning === undefined || meaning !== meaningOf(slot.purpose, live)) return undefined;
  return {
    id: "same-meaning",
    says: "It says the same in other words, so that receivers see no difference.",
    advice: "revert",
    fix: `Revert when convenient: ${PUT_BACK} writes it as planned.`,
  };
};

function meaningOf(purpose: Slot["purpose"], text: string): string | undefined {
  if (purpose === "spf") {
    const parsed = parseSpf(text);
    return parsed.ok ? formatSpf(parsed.record).toLowerCase() : undefined;
  }
  if (purpose === "dmarc") {
    const parsed = parsePolicyRecord(text);
    return parsed.ok ? formatPolicyRecord(parsed.record) : undefined;
  }
  if (purpose !== "dkim") return undefined;
  const parsed = parseKeyRecord(text);
  return parsed.ok ? JSON.stringify(Object.entries({ ...parsed.record, note: undefined }).toSorted()) : undefined;
}
