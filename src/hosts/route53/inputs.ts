/** RRsets to the inputs of `aws.route53.Record`: one resource an RRset, with all its values. */
import { formatTxt } from "../../dns/character-string.ts";
import type { RRset } from "../../dns/rrset.ts";
import { rrsetName } from "../logical-name.ts";

export interface Route53Inputs {
  readonly zoneId: string;
  /** FQDN, always in full: a relative name is completed by a rule that takes `myclient.example` for one in client.example. */
  readonly name: string;
  readonly type: string;
  readonly ttl: number;
  readonly records: string[];
}

/** The provider puts the outer quotes around a TXT value itself, so strings are joined by the inner `" "` alone. */
export function route53Inputs(
  set: RRset,
  zoneId: string,
): { readonly logicalName: string; readonly inputs: Route53Inputs } {
  const records = set.records.map(({ rdata }) => (set.type === "TXT" ? formatTxt(rdata).slice(1, -1) : rdata));
  // allowOverwrite stays out: it would silently take the other TXT values of the name.
  return {
    logicalName: rrsetName(set.name, set.type),
    inputs: { zoneId, name: set.name, type: set.type, ttl: set.ttl, records },
  };
}
