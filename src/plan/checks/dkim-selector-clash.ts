import { DKIM_ROLE } from "../domain-plan.ts";
import type { DomainCheck } from "../draft-plan.ts";

/** Several key records at one selector are undefined (RFC 6376 §3.6.2.2), and a CNAME stands alone. */
export const dkimSelectorClash: DomainCheck = ({ wanted }) => {
  const keys = Map.groupBy(
    wanted.filter(record => record.role === DKIM_ROLE),
    record => record.name,
  );
  return [...keys].flatMap(([name, records]) => {
    if (new Set(records.map(record => `${record.type} ${record.rdata}`)).size < 2) return [];
    const by = [...new Set(records.map(record => record.services[0] ?? "the spec's dkim"))].toSorted();
    return [
      {
        id: "dkim-selector-clash",
        severity: "error",
        name,
        message: `${by.join(" and ")} want${by.length > 1 ? "" : "s"} different keys at ${name}.`,
        cite: "RFC 6376 §3.6.2.2",
        fix: "Choose another selector for one of them at the service; receivers may take either key, or none.",
      },
    ];
  });
};
