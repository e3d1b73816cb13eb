import { DKIM_ROLE } from "../domain-plan.ts";
import type { DomainCheck } from "../draft-plan.ts";

/** A name has one CNAME at most; where all of them are DKIM delegations, dkim-selector-clash says so. */
export const cnameDuplicate: DomainCheck = ({ rrsets }) =>
  rrsets
    .filter(set => set.type === "CNAME" && set.records.length > 1)
    .filter(set => set.records.some(record => record.role !== DKIM_ROLE))
    .map(set => ({
      id: "cname-duplicate",
      severity: "error",
      name: set.name,
      message: `${set.name} would be a CNAME to ${set.records.map(one => one.rdata).join(" and to ")}.`,
      cite: "RFC 2181 §10.1",
      fix: "Give each service a name of its own.",
    }));
