import type { DomainCheck } from "../draft-plan.ts";

/** A name has one CNAME at most; DKIM names have their own finding. */
export const cnameDuplicate: DomainCheck = ({ rrsets }) =>
  rrsets
    .filter(set => set.type === "CNAME" && set.records.length > 1 && !set.name.includes("._domainkey."))
    .map(set => ({
      id: "cname-duplicate",
      severity: "error",
      name: set.name,
      message: `${set.name} would be a CNAME to ${set.records.map(one => one.rdata).join(" and to ")}.`,
      cite: "RFC 2181 §10.1",
      fix: "Give each service a name of its own.",
    }));
