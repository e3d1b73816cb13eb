import type { LocalFinding } from "../../finding.ts";
import type { DomainCheck } from "../draft-plan.ts";

/** Hosts disagree on octets outside ASCII, and no mail record needs them. Control characters and empty strings likewise. */
export const txtNotAscii: DomainCheck = ({ rrsets }) =>
  rrsets
    .filter(set => set.type === "TXT")
    .flatMap(set =>
      set.records.flatMap((record): LocalFinding[] => {
        if (/^[\x20-\x7e]+$/.test(record.rdata)) return [];
        return [
          {
            id: "txt-not-ascii",
            severity: "error",
            name: set.name,
            message: `The TXT value for ${record.role} is empty or has characters outside printable ASCII.`,
            cite: "RFC 7208 §3.1",
            fix: "Write it in plain ASCII on one line.",
          },
        ];
      }),
    );
