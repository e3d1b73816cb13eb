import { hostCapabilities } from "../../dns/host-capabilities.ts";
import type { LocalFinding } from "../../finding.ts";
import type { DomainCheck } from "../draft-plan.ts";
import { hostKinds } from "../host-kinds.ts";

/** A TTL that a host would refuse, or answer with another. */
export const ttlOutOfRange: DomainCheck = ({ spec }) =>
  hostKinds(spec).flatMap((kind): LocalFinding[] => {
    const { ttl, name, source } = hostCapabilities[kind];
    if (spec.ttl === undefined || (spec.ttl >= ttl.min && spec.ttl <= ttl.max)) return [];
    return [
      {
        id: "ttl-out-of-range",
        severity: "error",
        name: "ttl",
        message: `A TTL of ${spec.ttl} s is outside what ${name} takes (${ttl.min} to ${ttl.max}).`,
        cite: source,
        fix: `Write a ttl between ${ttl.min} and ${ttl.max}, or leave it out for 3600.`,
      },
    ];
  });
