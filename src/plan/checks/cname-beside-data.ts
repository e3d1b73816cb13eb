import type { DomainCheck } from "../draft-plan.ts";

/** A name with a CNAME has no other data. */
export const cnameBesideData: DomainCheck = ({ rrsets }) => {
  const others = Map.groupBy(rrsets, set => set.name);
  return [...others].flatMap(([name, sets]) => {
    const cname = sets.find(set => set.type === "CNAME");
    if (cname === undefined || sets.length === 1) return [];
    const beside = sets
      .filter(set => set.type !== "CNAME")
      .flatMap(set => set.records.map(one => `${set.type} (${one.role})`));
    return [
      {
        id: "cname-beside-data",
        severity: "error",
        name,
        message: `${name} would hold a CNAME (${cname.records[0]?.role}) beside ${beside.join(", ")}.`,
        cite: "RFC 1034 §3.6.2",
        fix: "Give one of the two another name, for instance another return-path name at the service.",
      },
    ];
  });
};
