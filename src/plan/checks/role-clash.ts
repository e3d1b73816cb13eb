import type { LocalFinding } from "../../finding.ts";
import { DKIM_ROLE } from "../domain-plan.ts";
import type { DomainCheck } from "../draft-plan.ts";

/** Two values of one RRset under one role: the engine could not tell them apart. DKIM and CNAME have findings of their own. */
export const roleClash: DomainCheck = ({ rrsets }) =>
  rrsets
    .filter(set => set.type !== "CNAME")
    .flatMap(set => {
      const roles = Map.groupBy(set.records, record => record.role);
      return [...roles].flatMap(([role, records]): LocalFinding[] => {
        // Apex strings are caught earlier, with their labels (txt-label-clash).
        if (records.length < 2 || role === DKIM_ROLE || role.startsWith("txt-")) return [];
        const services = [...new Set(records.flatMap(record => record.services))].toSorted();
        return [
          {
            id: "role-clash",
            severity: "error",
            name: set.name,
            message: `${services.join(" and ") || "The spec"} want ${records.length} different ${set.type} values for ${role} at ${set.name}.`,
            cite: "mailwright: a record is known by its role",
            fix: "Give each use of the service a return path or subdomain of its own.",
          },
        ];
      });
    });
