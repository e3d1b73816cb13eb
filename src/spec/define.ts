/** The functions a spec file calls. They only give the spec its type: checking comes later, all findings at once. */
import type { DomainSpec, HostChoice, ParkedSpec } from "./domain-spec.ts";
import type { FleetSpec } from "./fleet-spec.ts";

/** A domain that sends mail. */
export function defineDomain(spec: DomainSpec): DomainSpec {
  return spec;
}

/**
 * A domain that sends and takes no mail: SPF `-all` (RFC 7208 §10.1.2), every DKIM selector revoked, DMARC reject,
 * null MX (RFC 7505).
 */
export function parked(spec: Omit<ParkedSpec, "parked">): ParkedSpec {
  return { ...spec, parked: true };
}

/** What holds for all domains: the default export of `_fleet.ts`, beside the specs. */
export function defineFleet(spec: FleetSpec): FleetSpec {
  return spec;
}

/** A zone at Cloudflare; `zoneId` is the 32 hexadecimal digits on the zone's overview page. */
export function cloudflare(options: { readonly zoneId: string }): HostChoice {
  return { ...options, kind: "cloudflare" };
}

/** A hosted zone at Amazon Route 53; `zoneId` looks like Z0123456789ABCDEFGHIJ. */
export function route53(options: { readonly zoneId: string }): HostChoice {
  return { ...options, kind: "route53" };
}

/** An RFC 1035 zone file kept by this project's own provider plugin. */
export function zonefile(): HostChoice {
  return { kind: "zonefile" };
}
