/** Another DKIM key, or another way to it, than the planned one. */
import { parseKeyRecord } from "../../../dkim/parse.ts";
import { PUT_BACK, rdataOf, type NameCause } from "../difference.ts";
import { vendorOf } from "../vendor-of.ts";

export const dkimReplaced: NameCause = ({ slot, answer, found }, { answer: other }) => {
  if (slot.purpose !== "dkim") return undefined;
  const cname = rdataOf(answer, "CNAME")[0];
  if (slot.type === "TXT" && cname !== undefined) {
    const vendor = vendorOf({ dkimTargets: [cname] });
    return {
      id: "dkim-delegated",
      says: `A CNAME to ${cname}${vendor === undefined ? "" : ` (${vendor})`} stands in the place of the planned key.`,
      advice: "adopt",
      fix: "Adopt: declare the selector as the service wants it now; if nobody asked for it, mailwright up -- --refresh puts the key back.",
    };
  }
  if (slot.type === "CNAME") {
    const pasted = rdataOf(other("TXT", slot.name), "TXT").some(text => parseKeyRecord(text).ok);
    if (!pasted) return undefined;
    return {
      id: "dkim-key-pasted",
      says: "A copy of the key stands in the place of the CNAME: when the vendor changes keys, signatures fail.",
      advice: "revert",
      fix: `Revert: ${PUT_BACK} makes the CNAME again.`,
    };
  }
  const [planned, live] = [slot.expected, found].map(texts => texts.map(parseKeyRecord).find(parsed => parsed.ok));
  if (live === undefined || !live.ok || planned === undefined || !planned.ok) return undefined;
  if (found.length > 1) {
    return {
      id: "second-dkim-key",
      says: "More than one key record stands at the selector, and verifiers may take either (RFC 6376 §3.6.2.2).",
      advice: "revert",
      fix: "Revert: take the other one out at the host, or give it a selector of its own.",
    };
  }
  if (live.record.publicKey === planned.record.publicKey) return undefined;
  return live.record.publicKey === ""
    ? {
        id: "dkim-key-revoked",
        says: "The key is revoked (empty p=), so signatures with this selector fail.",
        advice: "adopt",
        fix: "Adopt: if it was meant, take the selector out of the spec; if not, mailwright up -- --refresh puts the key back.",
      }
    : {
        id: "other-dkim-key",
        says: "Another key stands at the selector: an old one, or a new one that the spec does not have yet.",
        advice: "adopt",
        fix: `Adopt: look at which key the service shows; put that into the spec, or if the planned one is right, ${PUT_BACK}.`,
      };
};
