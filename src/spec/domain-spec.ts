/** A domain spec as a person writes it: the shape `defineDomain` and `parked` take. */
import type { HostKind } from "../dns/host-capabilities.ts";
import type { Provenance } from "../dns/rrset.ts";
import type { DkimKeyInput } from "../dkim/key-record.ts";
import type { DmarcInput } from "../dmarc/generate.ts";
import type { Cadence, ServiceUse } from "../services/service.ts";
import type { AcknowledgedSource, RolloutSpec } from "./rollout-spec.ts";

export interface DomainSpec {
  /** The policy domain: lower case, A-labels, no trailing dot. */
  readonly domain: string;
  /** Where the zone lives: `cloudflare({ zoneId })`, `route53({ zoneId })`, `zonefile()`. */
  readonly host: HostChoice;
  /** A host of another kind at which the same records are held while the domain moves there, or has just moved away. */
  readonly alsoAt?: HostChoice | undefined;
  /** The zone the records go into, when it is an ancestor of the domain; default: the domain itself. */
  readonly zone?: string | undefined;
  /** Everything that sends mail in this domain's name. Empty only where `spf` says who may, as with a redirect. */
  readonly services: readonly ServiceUse[];
  readonly spf?: SpfSpec | undefined;
  /** Selectors that belong to no service: old keys, revoked keys. */
  readonly dkim?: Readonly<Record<string, DkimKeyInput>> | undefined;
  /** Selectors whose records are gone: no key may stand under such a name again (RFC 6376 §3.1). */
  readonly retiredSelectors?: readonly string[] | undefined;
  readonly dmarc: DmarcSpec;
  /** How the policy may rise: other figures for the gate, an override, what was published at the start. */
  readonly rollout?: RolloutSpec | undefined;
  /** Senders seen in feedback that are known and shall not hold the policy up. */
  readonly acknowledged?: readonly AcknowledgedSource[] | undefined;
  /** Other strings that live at the apex, such as verification tokens. */
  readonly txt?: readonly (string | TxtSpec)[] | undefined;
  /** Seconds, for every record of the domain; default 3600. */
  readonly ttl?: number | undefined;
  /**
   * How this domain, when others send reports to it, says that it wants them (RFC 9990 §4): one record a client (default),
   * or one wildcard, for zones with a low record limit.
   */
  readonly reportAuthorisation?: "each" | "wildcard" | undefined;
  readonly waive?: readonly Waiver[] | undefined;
  /** Lets a run delete much of the domain's records, or its SPF, DMARC and MX records, which it refuses otherwise. */
  readonly allowDeletes?: DeletePermission | undefined;
}

export interface ParkedSpec {
  readonly parked: true;
  readonly domain: string;
  readonly host: HostChoice;
  /** A host of another kind at which the same records are held while the domain moves there, or has just moved away. */
  readonly alsoAt?: HostChoice | undefined;
  readonly zone?: string | undefined;
  /** Where reports about abuse of the domain go; a parked domain takes no mail itself. */
  readonly reportTo?: readonly string[] | undefined;
  readonly txt?: readonly (string | TxtSpec)[] | undefined;
  readonly ttl?: number | undefined;
  readonly waive?: readonly Waiver[] | undefined;
  /** Lets a run delete much of the domain's records, or its SPF, DMARC and MX records, which it refuses otherwise. */
  readonly allowDeletes?: DeletePermission | undefined;
}

export interface SpfSpec {
  /** What `all` says about every other server; default `softfail` (`~all`). */
  readonly all?: "pass" | "neutral" | "softfail" | "fail" | undefined;
  /** Terms of the domain's own, in order: `ip4:192.0.2.10`. */
  readonly terms?: readonly (string | TermSpec)[] | undefined;
  /**
   * In place of `all`: the name whose record says what holds for every other server, as a policy that several domains of
   * one owner share (RFC 7208 §6.1).
   */
  readonly redirect?: string | undefined;
}

export interface TermSpec extends Provenance {
  readonly term: string;
  readonly cadence?: Cadence | undefined;
}

export interface TxtSpec extends Provenance {
  /** Names the string, never says it: `google-alice`. */
  readonly label: string;
  readonly text: string;
}

/** What the spec says of DMARC; the policy domain is the spec's own. */
export type DmarcSpec = Omit<DmarcInput, "domain">;

export interface HostChoice {
  readonly kind: HostKind;
  readonly zoneId?: string | undefined;
}

/** Accepts one finding of this domain for a while. */
export interface Waiver {
  /** The finding's id. */
  readonly id: string;
  readonly reason: string;
  /** ISO date: the last day it counts. */
  readonly until: string;
}

export interface DeletePermission {
  readonly reason: string;
  /** ISO date: the last day it counts. */
  readonly until: string;
}
