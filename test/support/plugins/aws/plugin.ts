/**
 * Stands in for the AWS plugin: `aws:route53/record:Record` as the provider's record.go does it. It puts the outer quotes
 * around TXT values and takes them off again, changes a type in place in one batch, waits until a change is in sync, and,
 * unlike Cloudflare's, reads each set back once it is made.
 */
import { readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import {
  ChangeResourceRecordSetsCommand,
  GetChangeCommand,
  GetHostedZoneCommand,
  ListResourceRecordSetsCommand,
  NoSuchHostedZone,
  Route53Client,
  type Change,
  type ResourceRecordSet,
  type RRType,
} from "@aws-sdk/client-route-53";
import { isUnknown } from "../../../../src/hosts/zonefile/property-values.ts";
import { loopbackUrl } from "../loopback-url.ts";
import type { Fault, PropertyTable, Values } from "../property-table.ts";
import { serveProvider } from "../serve-provider.ts";

const table = JSON.parse(
  readFileSync(new URL("../../../fixtures/plugins/aws-route53-record.json", import.meta.url), "utf8"),
) as PropertyTable;

const TYPES = [
  "A",
  "AAAA",
  "CAA",
  "CNAME",
  "DS",
  "HTTPS",
  "MX",
  "NAPTR",
  "NS",
  "PTR",
  "SOA",
  "SPF",
  "SRV",
  "SSHFP",
  "SVCB",
  "TLSA",
  "TXT",
];
/** The provider's own; the SDK waits between tries. */
const ATTEMPTS = 25;

let made: Route53Client | undefined;
/** Made at the first call: a preview that asks nothing needs no credentials. */
const client = (): Route53Client =>
  (made ??= new Route53Client({ endpoint: loopbackUrl("AWS_ENDPOINT_URL_ROUTE_53"), maxAttempts: ATTEMPTS }));

serveProvider({
  version: "7.48.0",
  table,

  check(inputs) {
    const faults: Fault[] = [];
    const { type, ttl, records, aliases } = inputs;
    if (typeof type === "string" && !isUnknown(type) && !TYPES.includes(type)) {
      faults.push({ property: "type", reason: `expected type to be one of ${TYPES.join(", ")}, got ${type}` });
    }
    if ((records === undefined) === (aliases === undefined)) {
      faults.push({ property: "records", reason: "one of alias,records must be specified" });
    }
    if (records !== undefined && ttl === undefined) {
      faults.push({ property: "ttl", reason: "all of `records,ttl` must be specified" });
    }
    return faults;
  },

  diff: (state, inputs) => [
    ...(cutName(state["name"]) === cutName(inputs["name"]) ? [] : ["name"]),
    ...(cutZone(state["zoneId"]) === cutZone(inputs["zoneId"]) ? [] : ["zoneId"]),
    ...["type", "ttl", "setIdentifier"].filter(key => state[key] !== inputs[key]),
    ...(setOf(state["records"]) === setOf(inputs["records"]) ? [] : ["records"]),
    ...((state["allowOverwrite"] ?? false) === (inputs["allowOverwrite"] ?? false) ? [] : ["allowOverwrite"]),
  ],

  planned: inputs => ({ ...inputs }),

  async create(inputs) {
    const zone = await zoneName(inputs);
    const action = inputs["allowOverwrite"] === true ? "UPSERT" : "CREATE";
    await change(inputs, [{ Action: action, ResourceRecordSet: recordSet(inputs, zone) }]);
    return { id: idOf(inputs), state: await stateOf(inputs, zone) };
  },

  async read(id, inputs, state) {
    const isImport = state["name"] === undefined;
    const wanted = isImport ? importParts(id) : state;
    const zone = await zoneName(wanted).catch((error: unknown) => {
      if (error instanceof NoSuchHostedZone) return undefined;
      throw error;
    });
    if (zone === undefined || (await find(wanted, zone)) === undefined) return undefined;
    const read = await stateOf(wanted, zone);
    const keys = isImport ? ["name", "records", "ttl", "type", "zoneId"] : Object.keys(inputs);
    return {
      id,
      state: { ...state, ...read },
      inputs: Object.fromEntries(keys.map(key => [key, read[key] ?? inputs[key]])),
    };
  },

  async update(_id, state, inputs) {
    const zone = await zoneName(inputs);
    const wanted = recordSet(inputs, zone);
    const isOther = ["type", "setIdentifier"].some(key => state[key] !== inputs[key]);
    // One batch, so that there is no moment with neither or with both.
    await change(
      inputs,
      isOther
        ? [
            { Action: "DELETE", ResourceRecordSet: recordSet(state, zone) },
            { Action: "CREATE", ResourceRecordSet: wanted },
          ]
        : [{ Action: "UPSERT", ResourceRecordSet: wanted }],
    );
    return await stateOf(inputs, zone);
  },

  async remove(_id, state) {
    const found = await find(state, await zoneName(state));
    if (found !== undefined) await change(state, [{ Action: "DELETE", ResourceRecordSet: found }]);
  },
});

/** Trailing dot and case make no difference; a relative name does. */
function cutName(name: unknown): unknown {
  return typeof name === "string" ? name.toLowerCase().replace(/\.$/, "") : name;
}

function cutZone(zoneId: unknown): unknown {
  return typeof zoneId === "string" ? zoneId.replace(/^\/hostedzone\//, "") : zoneId;
}

function setOf(records: unknown): string {
  return JSON.stringify(Array.isArray(records) ? [...new Set(records)].toSorted() : records);
}

function idOf({ zoneId, name, type, setIdentifier }: Values): string {
  return [cutZone(zoneId), cutName(name), type, ...(setIdentifier === undefined ? [] : [setIdentifier])].join("_");
}

/** `ZONEID_name_TYPE`: the first part that is a type ends the name. The name stays as the id has it. */
function importParts(id: string): Values {
  const [zoneId = "", ...rest] = id.split("_");
  const at = rest.findIndex(part => TYPES.includes(part));
  if (at === -1) throw new Error(`unexpected format of ID (${id}), expected ZONEID_RECORDNAME_TYPE_SET-IDENTIFIER`);
  return { zoneId, name: rest.slice(0, at).join("_"), type: rest[at] };
}

async function zoneName({ zoneId }: Values): Promise<string> {
  const { HostedZone } = await client().send(new GetHostedZoneCommand({ Id: String(cutZone(zoneId)) }));
  return (HostedZone?.Name ?? "").replace(/\.$/, "");
}

/** A name that does not end with the zone's is taken for a relative one; a mere ending is enough. */
function fullName(name: unknown, zone: string): string {
  const text = String(cutName(name));
  if (text === "") return zone;
  return text.endsWith(zone) ? text : `${text}.${zone}`;
}

function recordSet({ name, type, ttl, records }: Values, zone: string): ResourceRecordSet {
  const values = [...new Set(records as readonly string[])];
  return {
    Name: fullName(name, zone),
    Type: type as RRType,
    TTL: Number(ttl),
    ResourceRecords: values.map(value => ({ Value: type === "TXT" || type === "SPF" ? `"${value}"` : value })),
  };
}

async function find(wanted: Values, zone: string): Promise<ResourceRecordSet | undefined> {
  const name = fullName(wanted["name"], zone);
  const { ResourceRecordSets: [found] = [] } = await client().send(
    new ListResourceRecordSetsCommand({
      HostedZoneId: String(cutZone(wanted["zoneId"])),
      StartRecordName: name,
      StartRecordType: wanted["type"] as RRType,
      MaxItems: 1,
    }),
  );
  const there = found?.Name?.replace(/\.$/, "").replace(/\\052/g, "*");
  return there === name && found?.Type === wanted["type"] ? found : undefined;
}

/** What a read puts into the state; the name stays the program's. */
async function stateOf(wanted: Values, zone: string): Promise<Values> {
  const found = await find(wanted, zone);
  if (found === undefined) throw new Error(`reading Route 53 Record (${idOf(wanted)}): not found after it was made`);
  const isText = found.Type === "TXT" || found.Type === "SPF";
  const records = (found.ResourceRecords ?? []).map(({ Value: value = "" }) =>
    isText ? value.replace(/^"/, "").replace(/"$/, "") : value,
  );
  return {
    zoneId: cutZone(wanted["zoneId"]),
    name: wanted["name"],
    type: found.Type,
    ttl: found.TTL,
    records: records.toSorted(),
    fqdn: fullName(wanted["name"], zone),
    ...(wanted["allowOverwrite"] === undefined ? {} : { allowOverwrite: wanted["allowOverwrite"] }),
  };
}

async function change({ zoneId }: Values, changes: readonly Change[]): Promise<void> {
  const { ChangeInfo } = await client().send(
    new ChangeResourceRecordSetsCommand({
      HostedZoneId: String(cutZone(zoneId)),
      ChangeBatch: { Comment: "Managed by Terraform", Changes: [...changes] },
    }),
  );
  const id = ChangeInfo?.Id ?? "";
  // The real plugin looks every few seconds.
  while ((await client().send(new GetChangeCommand({ Id: id }))).ChangeInfo?.Status !== "INSYNC") await sleep(20);
}
