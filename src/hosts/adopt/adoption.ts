/** What adopting a zone comes to: a spec for what is there, how the engine takes it over, and what stays outside. */
import type { RecordType } from "../../dns/rrset.ts";
import type { Finding } from "../../finding.ts";
import type { HostChoice } from "../../spec/domain-spec.ts";
import type { LiveZone } from "../live-record.ts";

export interface AdoptInput {
  /** Policy domain: lower case, A-labels, no trailing dot. */
  readonly domain: string;
  /** The zone that holds the domain: the domain itself or an ancestor. */
  readonly live: LiveZone;
  readonly host: HostChoice;
  /** ISO date: until when the findings of what was found are waived is counted from it. */
  readonly today: string;
}

export interface Adoption {
  /** Text of `domains/<domain>.ts`; empty when a finding of severity error says why there can be none. */
  readonly spec: string;
  readonly recognised: readonly RecognisedUse[];
  /** What the spec does not manage: it stays as it is. */
  readonly leftovers: readonly Leftover[];
  /** What the first `up` takes over instead of making it, in the plan's order. */
  readonly imports: readonly ImportedRecord[];
  /** Each difference the first preview will show. */
  readonly corrections: readonly Correction[];
  readonly findings: readonly Finding[];
}

/** One use of a service in the spec. */
export interface RecognisedUse {
  /** Service id. */
  readonly service: string;
  /** What of the zone it explains: `include:_spf.google.com`, `s1._domainkey CNAME s1.domainkey.u1.wl1.sendgrid.net`. */
  readonly by: readonly string[];
}

export interface Leftover {
  readonly name: string;
  readonly type: string;
  readonly rdata: string;
  /** Why the spec does not have it; one sentence. */
  readonly reason: string;
}

/** The first preview changes `from` to `to`; `from` is empty for what it makes, `to` for what goes. */
export interface Correction {
  readonly name: string;
  readonly type: RecordType;
  readonly from: string;
  readonly to: string;
  /** One sentence. */
  readonly reason: string;
  /** Only spelling, order or TTL differ: receivers read the same from both. */
  readonly sameMeaning: boolean;
  /** A person has to take it out, since the engine does not manage it: a second SPF record at a host of single values. */
  readonly byHand?: true;
}

/** One resource of the plan that stands at the host already; at Route 53 a whole RRset. */
export interface ImportedRecord {
  /** As `desiredResources` names it. */
  readonly logicalName: string;
  readonly name: string;
  readonly type: RecordType;
  /** What stands there now, in plan form; several values only at Route 53. */
  readonly rdata: readonly string[];
  /**
   * As the host's provider takes it: Cloudflare `<zone id>/<record id>`, Route 53 `<zone id>_<name>_<TYPE>`, zone file
   * `<zone>/<name>/<TYPE>/<logical name>=<content>`, before which the program puts `<directory>::`. Empty when the records
   * come without the host's ids.
   */
  readonly id: string;
}
