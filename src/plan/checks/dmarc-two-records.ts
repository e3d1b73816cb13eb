import type { DomainCheck } from "../draft-plan.ts";

/** Two policy records at a name are both discarded; one outside `_dmarc` is never read. */
export const dmarcTwoRecords: DomainCheck = ({ rrsets }) =>
  rrsets
    .filter(set => set.type === "TXT")
    .flatMap(set => {
      const policies = set.records.filter(one => /^v=DMARC1(\s|;|$)/.test(one.rdata));
      const atPolicyName = set.name.startsWith("_dmarc.") || set.name.includes("._report._dmarc.");
      if (policies.length === 0 || (atPolicyName && policies.length === 1)) return [];
      return [
        {
          id: "dmarc-two-records",
          severity: "error",
          name: set.name,
          message: atPolicyName
            ? `${set.name} would hold ${policies.length} DMARC records, and receivers discard all of them.`
            : `A DMARC record stands among the TXT strings of ${set.name}, where no receiver reads it.`,
          cite: "RFC 9989 §4.10",
          fix: "Remove the string and say the same in the spec's dmarc.",
        },
      ];
    });
