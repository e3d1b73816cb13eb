import { hostCapabilities } from "../../dns/host-capabilities.ts";
import type { DomainCheck } from "../draft-plan.ts";

/** Two zones at one kind of host: a record has one logical name there, so the second zone would take the first one's records. */
export const alsoAtSameKind: DomainCheck = ({ spec }) => {
  if (spec.alsoAt?.kind !== spec.host.kind) return [];
  const { name } = hostCapabilities[spec.host.kind];
  return [
    {
      id: "also-at-same-kind",
      severity: "error",
      name: "alsoAt",
      message: `host and alsoAt are both ${name}, and a domain is held in one zone of a kind only.`,
      cite: "mailwright: a move is from one kind of host to another",
      fix: "Take alsoAt out; README, Moving a domain, says how to change zones at one host.",
    },
  ];
};
