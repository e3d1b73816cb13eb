import type { DomainCheck } from "../draft-plan.ts";

/** The apex of a zone always has SOA and NS records, and a CNAME stands alone at its name. */
export const cnameAtApex: DomainCheck = ({ rrsets, spec }) =>
  rrsets
    .filter(set => set.type === "CNAME" && set.name === spec.zone)
    .map(set => ({
      id: "cname-at-apex",
      severity: "error",
      name: set.name,
      message: `${names(set.records[0]?.services)} wants a CNAME at the apex of the zone, where SOA and NS already are.`,
      cite: "RFC 1034 §3.6.2",
      fix: "Give the service a name below the apex, or the form of set-up that uses other record types.",
    }));

function names(services: readonly string[] | undefined): string {
  return services === undefined || services.length === 0 ? "The spec" : services.join(", ");
}
