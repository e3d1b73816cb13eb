/** Hosted zones at Route 53, read through the official client. Credentials come from the environment, as the AWS tools take them. */
import type {
  HostedZone,
  ListResourceRecordSetsCommandInput as ListInput,
  ListResourceRecordSetsCommandOutput as ListOutput,
  ResourceRecordSet,
  Route53Client,
} from "@aws-sdk/client-route-53";
import { selfAndAncestors } from "../../dns/owner-name.ts";
import { HostError } from "../host-error.ts";
import type { LiveRecord, LiveZone, ZoneAtHost } from "../live-record.ts";
import { unescapeName, unquoteTxt } from "../unquote-txt.ts";
import { route53Error } from "./api-error.ts";

/** The account has five calls a second, and the client waits between tries when it is told that they were too many. */
const ATTEMPTS = "8";

/** Every public zone of the account, by name. */
export async function listRoute53Zones(): Promise<readonly ZoneAtHost[]> {
  const { client, sdk } = await connect();
  try {
    const zones: ZoneAtHost[] = [];
    for await (const page of sdk.paginateListHostedZones({ client }, {})) {
      zones.push(...(page.HostedZones ?? []).filter(isPublic).map(plainZone));
    }
    return zones.toSorted((a, b) => (a.zone < b.zone ? -1 : a.zone > b.zone ? 1 : 0));
  } catch (error) {
    throw route53Error(error, "the list of hosted zones");
  } finally {
    client.destroy();
  }
}

/**
 * A public zone with all its records. `which` is the zone as it was listed, its id, its name, or a name that stands in it: the
 * zone is then the nearest one above.
 */
export async function readRoute53Zone(which: string | ZoneAtHost): Promise<LiveZone> {
  const { client, sdk } = await connect();
  try {
    const { zone, zoneId } = typeof which === "string" ? await findZone(client, sdk, which) : which;
    const records: LiveRecord[] = [];
    let next: Partial<ListInput> | undefined = {};
    while (next !== undefined) {
      const page: ListOutput = await client.send(
        new sdk.ListResourceRecordSetsCommand({ HostedZoneId: zoneId, ...next }),
      );
      records.push(...(page.ResourceRecordSets ?? []).flatMap(toLiveRecords));
      next =
        page.IsTruncated === true
          ? {
              StartRecordName: page.NextRecordName,
              StartRecordType: page.NextRecordType,
              StartRecordIdentifier: page.NextRecordIdentifier,
            }
          : undefined;
    }
    return { zone, zoneId, records };
  } catch (error) {
    throw route53Error(error, `the zone ${typeof which === "string" ? which : which.zone}`);
  } finally {
    client.destroy();
  }
}

/** The TXT strings that stand at a name of a zone now; none where there is no such RRset. */
export async function readRoute53Txt(
  asked: readonly { readonly zoneId: string; readonly name: string }[],
): Promise<readonly (readonly string[])[]> {
  const { client, sdk } = await connect();
  try {
    const found: (readonly string[])[] = [];
    for (const { zoneId, name } of asked) {
      const { ResourceRecordSets: sets = [] } = await client
        .send(
          new sdk.ListResourceRecordSetsCommand({
            HostedZoneId: zoneId,
            StartRecordName: name,
            StartRecordType: "TXT",
            MaxItems: 1,
          }),
        )
        .catch((error: unknown) => {
          throw route53Error(error, `the TXT strings at ${name}`);
        });
      const records = sets.flatMap(toLiveRecords);
      found.push(records.filter(one => one.name === name && one.type === "TXT").map(one => one.rdata));
    }
    return found;
  } finally {
    client.destroy();
  }
}

type Sdk = typeof import("@aws-sdk/client-route-53");

async function connect(): Promise<{ readonly client: Route53Client; readonly sdk: Sdk }> {
  const sdk = await import("@aws-sdk/client-route-53");
  // The service is one for all regions; the client only wants to hear of one.
  const region = process.env["AWS_REGION"] ?? process.env["AWS_DEFAULT_REGION"] ?? "us-east-1";
  return {
    client: new sdk.Route53Client({ region, maxAttempts: Number(process.env["AWS_MAX_ATTEMPTS"] ?? ATTEMPTS) }),
    sdk,
  };
}

async function findZone(client: Route53Client, sdk: Sdk, which: string): Promise<ZoneAtHost> {
  // An id is of capitals and digits, a name has a dot.
  if (/^(\/hostedzone\/)?[0-9A-Z]{1,32}$/.test(which)) {
    const { HostedZone: zone } = await client.send(new sdk.GetHostedZoneCommand({ Id: which }));
    if (zone === undefined) throw new HostError(`Route 53 has no hosted zone ${which}.`);
    if (!isPublic(zone)) throw new HostError(`The hosted zone ${which} is private: no mail receiver sees it.`);
    return plainZone(zone);
  }
  for (const name of selfAndAncestors(which).slice(0, -1)) {
    // Zones come in the order of their names from this one on; of one name there can be many, public and private.
    const { HostedZones: zones = [] } = await client.send(
      new sdk.ListHostedZonesByNameCommand({ DNSName: name, MaxItems: 100 }),
    );
    const [found, ...others] = zones
      .filter(isPublic)
      .map(plainZone)
      .filter(({ zone }) => zone === name);
    if (others.length > 0) {
      const ids = [found, ...others].map(one => one?.zoneId).join(", ");
      throw new HostError(
        `Route 53 has ${others.length + 1} public zones ${name} (${ids}): choose the one that the domain is delegated to with --from route53:ZONE_ID.`,
      );
    }
    if (found !== undefined) return found;
  }
  throw new HostError(`Route 53 has no public zone for ${which} in this account: correct the name or the credentials.`);
}

function isPublic(zone: HostedZone): boolean {
  return zone.Config?.PrivateZone !== true;
}

function plainZone({ Name, Id }: HostedZone): ZoneAtHost {
  return { zone: unescapeName(Name ?? ""), zoneId: (Id ?? "").replace(/^\/hostedzone\//, "") };
}

/** One value a record; all values of an RRset have the RRset's own id, its name and type (and set identifier). */
export function toLiveRecords(set: ResourceRecordSet): readonly LiveRecord[] {
  const [name, type] = [unescapeName(set.Name ?? ""), set.Type ?? ""];
  const routing = routingOf(set);
  const common = {
    name,
    type,
    ttl: set.TTL ?? 0,
    id: `${name}_${type}${set.SetIdentifier === undefined ? "" : `_${set.SetIdentifier}`}`,
  };
  if (set.AliasTarget !== undefined) {
    const target = unescapeName(set.AliasTarget.DNSName ?? "");
    const also = routing === undefined ? "" : `, and ${routing}`;
    return [{ ...common, rdata: target, unmanageable: `it is an alias of ${target}${also}` }];
  }
  return (set.ResourceRecords ?? []).map(({ Value = "" }) => ({
    ...common,
    rdata: rdataOf(type, Value),
    raw: Value,
    unmanageable: routing === undefined ? undefined : `it is ${routing}`,
  }));
}

/** The routing policy of one of several RRsets of a name and type. */
function routingOf(set: ResourceRecordSet): string | undefined {
  const kind =
    set.Weight !== undefined
      ? "weighted"
      : set.Region !== undefined
        ? "routed by latency"
        : set.Failover !== undefined
          ? "routed by failover"
          : set.GeoLocation !== undefined ||
              set.GeoProximityLocation !== undefined ||
              set.CidrRoutingConfig !== undefined
            ? "routed by the asker's place"
            : set.MultiValueAnswer === true
              ? "one of a multivalue answer"
              : set.SetIdentifier === undefined
                ? undefined
                : "one of several by a routing policy";
  return kind === undefined ? undefined : `${kind} (${set.SetIdentifier ?? "no identifier"})`;
}

function rdataOf(type: string, value: string): string {
  switch (type) {
    case "TXT":
    case "SPF":
      return unquoteTxt(value, 8);
    case "CNAME":
    case "NS":
    case "PTR":
      return plainTarget(value);
    case "MX": {
      const [preference = "", exchange = ""] = value.trim().split(/\s+/);
      return `${Number(preference)} ${plainTarget(exchange)}`;
    }
    default:
      return value;
  }
}

function plainTarget(target: string): string {
  return target === "." ? target : unescapeName(target);
}
