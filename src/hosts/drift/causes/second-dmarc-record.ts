/** More than one policy record: receivers then find none at all (RFC 9989 §4.10). */
import { isPolicyRecord } from "../../../dmarc/parse.ts";
import type { NameCause } from "../difference.ts";

export const secondDmarcRecord: NameCause = ({ slot, found }) => {
  const records = found.filter(isPolicyRecord);
  if (slot.purpose !== "dmarc" || records.length < 2) return undefined;
  return {
    id: "second-dmarc-record",
    says: `${records.length} policy records stand here, so receivers act as if there were none.`,
    advice: "revert",
    fix: "Revert: take all but the planned one out at the host.",
  };
};
