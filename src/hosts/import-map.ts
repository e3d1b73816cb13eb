/**
 * Import maps: which record at a host the engine shall take over for which resource, on the first `up` after an adoption.
 * One file a domain, `imports/<domain>.json`: logical name to import id.
 */
import type { DesiredResource } from "./desired-resource.ts";
import { zoneKey, type StateRecord } from "./state-records.ts";

/**
 * Logical name to import id: Cloudflare `<zone id>/<record id>`, Route 53 `<zone id>_<name>_<type>`, zone file
 * `<zone>/<name>/<type>/<logical name>=<content>`, before which the program puts the folder.
 */
export type ImportMap = Readonly<Record<string, string>>;

/** The map of a domain; undefined where there is none, as for most. */
export type ImportsOf = (domain: string) => ImportMap | undefined;

export function formatImportMap(map: ImportMap): string {
  const sorted = Object.fromEntries(Object.entries(map).toSorted(([a], [b]) => (a < b ? -1 : 1)));
  return `${JSON.stringify(sorted, undefined, 2)}\n`;
}

/** The map of a file's text, or what is wrong with it. */
export function parseImportMap(text: string): { readonly map: ImportMap } | { readonly problem: string } {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { problem: "is not JSON" };
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) return { problem: "is no JSON object" };
  const wrong = Object.entries(value).find(([, id]) => typeof id !== "string" || id === "");
  return wrong === undefined
    ? { map: value as ImportMap }
    : { problem: `gives no import id for ${JSON.stringify(wrong[0])}` };
}

/** Route 53's id of an RRset. The provider keeps the name as it stands here, so it is the name of the inputs, letter by letter. */
export function route53ImportId(zoneId: string, name: string, type: string): string {
  return `${zoneKey(zoneId)}_${name}_${type}`;
}

export function cloudflareImportId(zoneId: string, recordId: string): string {
  return `${zoneId}/${recordId}`;
}

/**
 * The id a resource is imported by. A map of another host or another zone says nothing of it: a CNAME has the same logical
 * name everywhere, and the embedded stack keeps every domain in zone files.
 */
export function importIdOf(resource: DesiredResource, map: ImportMap | undefined): string | undefined {
  const id = map !== undefined && Object.hasOwn(map, resource.logicalName) ? map[resource.logicalName] : undefined;
  if (id === undefined) return undefined;
  switch (resource.host) {
    case "cloudflare":
      return id.startsWith(`${resource.inputs.zoneId}/`) ? id : undefined;
    case "route53": {
      const { zoneId, name, type } = resource.inputs;
      return id === route53ImportId(zoneId, name, type) ? id : undefined;
    }
    case "zonefile": {
      const { directory, zone } = resource.inputs;
      return id.startsWith(`${zone}/`) ? `${directory}::${id}` : undefined;
    }
  }
}

/**
 * The maps without what the state holds already. A record may have been made anew since its adoption: the engine would then
 * take the id of before for another record, and give up the one it has.
 */
export function withoutHeld(importsOf: ImportsOf, state: readonly StateRecord[]): ImportsOf {
  const held = new Set(state.map(one => one.logicalName));
  return domain => {
    const map = importsOf(domain);
    if (map === undefined) return undefined;
    return Object.fromEntries(Object.entries(map).filter(([logicalName]) => !held.has(logicalName)));
  };
}
