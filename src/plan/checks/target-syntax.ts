import { ownerNameFault } from "../../dns/owner-name.ts";
import type { LocalFinding } from "../../finding.ts";
import type { DomainCheck } from "../draft-plan.ts";

/** Targets of CNAME and MX are absolute names of at least two labels; the null MX is `.`. */
export const targetSyntax: DomainCheck = ({ rrsets }) =>
  rrsets
    .filter(set => set.type !== "TXT")
    .flatMap(set =>
      set.records.flatMap((record): LocalFinding[] => {
        const target = set.type === "MX" ? record.rdata.replace(/^\d+ /, "") : record.rdata;
        if (set.type === "MX" && target === ".") return [];
        if (ownerNameFault(target) === undefined && target.includes(".") && !target.startsWith("*")) return [];
        return [
          {
            id: "target-syntax",
            severity: "error",
            name: set.name,
            message: `The ${set.type} at ${set.name} points to ${JSON.stringify(target)}, which is no full name.`,
            cite: "RFC 1035 §3.3",
            fix: `Copy the whole target from ${record.services.join(", ") || "the service"}, such as s1.domainkey.u123.example.net.`,
          },
        ];
      }),
    );
