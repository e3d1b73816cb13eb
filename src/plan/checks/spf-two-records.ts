import type { DomainCheck } from "../draft-plan.ts";

/** Two SPF records at a name are a permerror: receivers then trust neither. */
export const spfTwoRecords: DomainCheck = ({ rrsets }) =>
  rrsets
    .filter(set => set.type === "TXT")
    .flatMap(set => {
      // RFC 7208 §4.5: the version ends at a space or at the end of the record.
      const records = set.records.filter(one => /^v=spf1( |$)/i.test(one.rdata));
      if (records.length < 2) return [];
      return [
        {
          id: "spf-two-records",
          severity: "error",
          name: set.name,
          message: `${set.name} would hold ${records.length} SPF records (${records.map(one => one.role).join(", ")}).`,
          cite: "RFC 7208 §3.2",
          fix: "Remove the record from txt and put its terms into spf.terms, or declare the service that asked for it.",
        },
      ];
    });
