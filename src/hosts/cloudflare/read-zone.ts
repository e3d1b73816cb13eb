/** Zones at Cloudflare, read through its official client. The token comes from the environment, CLOUDFLARE_API_TOKEN. */
import type Cloudflare from "cloudflare";
import { selfAndAncestors } from "../../dns/owner-name.ts";
import { HostError } from "../host-error.ts";
import type { LiveRecord, LiveZone, ZoneAtHost } from "../live-record.ts";
import { unquoteTxt } from "../unquote-txt.ts";
import { cloudflareError } from "./api-error.ts";

/** One page holds any zone of a usual plan; the API takes far larger pages, and a smaller one only costs more calls. */
const RECORDS_A_PAGE = 5_000;
const ZONES_A_PAGE = 50;

/** So often is a call tried again that Cloudflare asks to put off (429), after the time it asks for. */
const RETRIES = 5;

/** Tells a person that a call waits: Cloudflare's limit may mean minutes. */
export type OnWait = (seconds: number) => void;

/** Every zone the token may read, by name. */
export async function listCloudflareZones(onWait?: OnWait): Promise<readonly ZoneAtHost[]> {
  const client = await connect(onWait);
  const zones: ZoneAtHost[] = [];
  try {
    for await (const { id, name } of client.zones.list({ per_page: ZONES_A_PAGE }))
      zones.push({ zone: name, zoneId: id });
  } catch (error) {
    throw cloudflareError(error, "the list of zones");
  }
  return zones.toSorted((a, b) => (a.zone < b.zone ? -1 : 1));
}

/**
 * A zone with all its records. `which` is the zone as it was listed, its id, its name, or a name that stands in it: the zone
 * is then the nearest one above that the token may read.
 */
export async function readCloudflareZone(which: string | ZoneAtHost, onWait?: OnWait): Promise<LiveZone> {
  const client = await connect(onWait);
  try {
    const { zone, zoneId } = typeof which === "string" ? await findZone(client, which) : which;
    return { zone, zoneId, records: await readRecords(client, zoneId) };
  } catch (error) {
    throw cloudflareError(error, `the zone ${typeof which === "string" ? which : which.zone}`);
  }
}

async function connect(onWait?: OnWait): Promise<Cloudflare> {
  const token = process.env["CLOUDFLARE_API_TOKEN"] ?? "";
  if (token === "") {
    throw new HostError(
      "Cloudflare needs a token: put one that may read the zone and its DNS into CLOUDFLARE_API_TOKEN (see README, Production).",
    );
  }
  const { default: Client } = await import("cloudflare");
  return new Client({
    apiToken: token,
    // A key of the whole account in the environment would otherwise be sent beside the token.
    apiKey: null,
    apiEmail: null,
    userServiceKey: null,
    maxRetries: RETRIES,
    fetch: async (url, init) => {
      const response = await fetch(url, init);
      if (response.status === 429) onWait?.(Number(response.headers.get("retry-after") ?? 1));
      return response;
    },
  });
}

async function findZone(client: Cloudflare, which: string): Promise<ZoneAtHost> {
  if (/^[0-9a-f]{32}$/.test(which)) {
    const { id, name } = await client.zones.get({ zone_id: which });
    return { zone: name, zoneId: id };
  }
  for (const name of selfAndAncestors(which).slice(0, -1)) {
    const { result } = await client.zones.list({ name, per_page: ZONES_A_PAGE });
    // A name may be a zone of several accounts, of which at most one is delegated to.
    const active = result.filter(({ status }) => status === "active");
    const [found, another] = active.length > 0 ? active : result;
    if (another !== undefined) {
      const ids = result.map(({ id }) => id).join(", ");
      throw new HostError(
        `Cloudflare has several zones ${name} for this token (${ids}): choose one with --from cloudflare:ZONE_ID.`,
      );
    }
    if (found !== undefined) return { zone: found.name, zoneId: found.id };
  }
  throw new HostError(
    `Cloudflare shows this token no zone for ${which}: correct the name, or add the zone to the token's Zone Resources.`,
  );
}

type ApiRecord = Cloudflare.DNS.Records.RecordResponse;

async function readRecords(client: Cloudflare, zoneId: string): Promise<readonly LiveRecord[]> {
  const records: LiveRecord[] = [];
  const first = await client.dns.records.list({ zone_id: zoneId, per_page: RECORDS_A_PAGE });
  for await (const page of first.iterPages()) {
    records.push(...page.result.map(toLiveRecord));
    // The client asks until a page is empty; the count spares that last call.
    const { total_count: total } = page.result_info as { readonly total_count?: number };
    if (total !== undefined && records.length >= total) break;
  }
  return records;
}

function toLiveRecord(record: ApiRecord): LiveRecord {
  const { id, type, ttl, comment, proxied, meta } = record;
  const content = record.content ?? "";
  const locked = (meta as { readonly read_only?: boolean } | undefined)?.read_only === true;
  return {
    name: record.name.toLowerCase().replace(/\.$/, ""),
    type,
    ttl,
    rdata: rdataOf(record, content),
    raw: content,
    id,
    comment: comment === "" ? undefined : (comment ?? undefined),
    proxied,
    unmanageable: locked ? "Cloudflare keeps it for one of its own services and lets nobody else change it" : undefined,
  };
}

function rdataOf(record: ApiRecord, content: string): string {
  switch (record.type) {
    case "TXT":
      return unquoteTxt(content, 10);
    case "CNAME":
    case "NS":
    case "PTR":
      return plainTarget(content);
    case "MX":
      return `${record.priority ?? 0} ${plainTarget(content)}`;
    case "SRV": {
      // Its content lacks the priority and parts the rest by tabs.
      const { priority, weight, port, target } = record.data ?? {};
      return target === undefined
        ? content.replace(/\s+/g, " ")
        : `${priority ?? 0} ${weight ?? 0} ${port ?? 0} ${plainTarget(target)}`;
    }
    default:
      return content;
  }
}

/** Lower case, no trailing dot; the root of a null MX stays `.`. */
function plainTarget(target: string): string {
  return target === "." ? target : target.toLowerCase().replace(/\.$/, "");
}
