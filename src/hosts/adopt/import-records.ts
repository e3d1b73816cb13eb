/** Which resources of a plan stand at the host already, and the ids under which the engine takes them over. */
import type { RecordType } from "../../dns/rrset.ts";
import { AUTHORISATION_TEXT } from "../../dmarc/report-authorisation.ts";
import { AUTHORISATION_ROLE, type DomainPlan } from "../../plan/domain-plan.ts";
import { desiredResources } from "../desired-resource.ts";
import { cloudflareImportId, route53ImportId } from "../import-map.ts";
import { recordName, rrsetName } from "../logical-name.ts";
import type { LiveRecord } from "../live-record.ts";
import { formatRecordId } from "../zonefile/record-id.ts";
import type { ImportedRecord } from "./adoption.ts";
import type { Takeover } from "./compare-plan.ts";

/** In the plan's order; then the authorisations of other domains' reports, which a plan has once those domains have specs. */
export function importRecords(
  plan: DomainPlan,
  takeovers: readonly Takeover[],
  records: readonly LiveRecord[],
): readonly ImportedRecord[] {
  const wholeSets = plan.host.kind === "route53";
  const made = (logicalName: string, name: string, type: RecordType, live: readonly LiveRecord[]): ImportedRecord => {
    const rdata = live.map(one => one.rdata);
    return { logicalName, name, type, rdata, id: importId(plan, { logicalName, name, type, live }) };
  };
  const places = Map.groupBy(records, one => `${one.name} ${one.type}`);
  const parts = new Map(takeovers.map(({ set, record, live }) => [`${set.name} ${set.type} ${record.role}`, live]));
  const own = desiredResources(plan, { host: "declared", zoneDirectory: "." }).flatMap(
    ({ logicalName, ownerName, roles, inputs }) => {
      const type = inputs.type as RecordType;
      const live = roles.flatMap(role => parts.get(`${ownerName} ${type} ${role}`) ?? []);
      if (live.length === 0) return [];
      const whole = places.get(`${ownerName} ${type}`) ?? [];
      return [made(logicalName, ownerName, type, wholeSets ? whole : live.slice(0, 1))];
    },
  );
  const authorisations = records.filter(
    ({ name, type, rdata }) => type === "TXT" && name.includes("._report._dmarc.") && rdata === AUTHORISATION_TEXT,
  );
  return [
    ...own,
    ...authorisations.map(one => {
      const logicalName = wholeSets ? rrsetName(one.name, "TXT") : recordName(one.name, "TXT", AUTHORISATION_ROLE);
      return made(logicalName, one.name, "TXT", [one]);
    }),
  ];
}

function importId(
  { host, zone }: DomainPlan,
  {
    logicalName,
    name,
    type,
    live,
  }: { logicalName: string; name: string; type: RecordType; live: readonly LiveRecord[] },
): string {
  const [first] = live;
  const { kind, zoneId = "" } = host;
  if (kind === "cloudflare") return first?.id === undefined ? "" : cloudflareImportId(zoneId, first.id);
  if (kind === "route53") return route53ImportId(zoneId, name, type);
  return `${formatRecordId({ zone, name, type, label: logicalName })}=${first?.rdata ?? ""}`;
}
