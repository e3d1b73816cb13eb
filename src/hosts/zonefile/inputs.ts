/** RRsets to the inputs of this project's own `zonefile.Record`: one resource a value. */
import type { RRset } from "../../dns/rrset.ts";
import { recordName } from "../logical-name.ts";

export interface ZonefileInputs {
  /** Folder of the zone files; a relative one is below the project. */
  readonly directory: string;
  readonly zone: string;
  readonly name: string;
  readonly type: string;
  readonly ttl: number;
  /** TXT: the logical string, neither quoted nor split, so that a preview reads like the record. */
  readonly content: string;
  /** The logical name: written beside the record as the mark of who owns it. */
  readonly label: string;
}

export function zonefileInputs(
  set: RRset,
  zone: string,
  directory: string,
): readonly { readonly logicalName: string; readonly role: string; readonly inputs: ZonefileInputs }[] {
  return set.records.map(({ rdata, role }) => {
    const logicalName = recordName(set.name, set.type, role);
    const { name, type, ttl } = set;
    return { logicalName, role, inputs: { directory, zone, name, type, ttl, content: rdata, label: logicalName } };
  });
}
