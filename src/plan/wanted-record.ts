/** One value somebody wants at a name, before values that share a name are merged. */
import type { Provenance, RecordType } from "../dns/rrset.ts";

export interface WantedRecord {
  readonly name: string;
  readonly type: RecordType;
  readonly rdata: string;
  /** Content-free; part of the resource's logical name. */
  readonly role: string;
  /** Roles it may be known by in older state, where nothing else has them now. */
  readonly otherRoles?: readonly string[];
  readonly services: readonly string[];
  readonly provenance?: Provenance | undefined;
}
