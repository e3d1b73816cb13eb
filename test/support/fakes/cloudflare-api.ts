/** A fake of Cloudflare's API v4, as far as DNS records go: it keeps what the live one keeps and refuses what that one refuses. */
import { startHttpFake, type Asked, type Reply } from "./http-fake.ts";
import { conflict, isProxiable, isRefusal, readRecord, type Refusal, type StoredRecord } from "./cloudflare-rules.ts";

export interface LoggedCall {
  readonly at: number;
  readonly method: string;
  /** Without `/client/v4`. */
  readonly path: string;
  readonly query: string;
  readonly body: unknown;
  readonly status: number;
  /** Cloudflare's error code. */
  readonly code?: number;
  /** Every record of every zone after a call that changed something. */
  readonly after?: readonly StoredRecord[];
}

export interface CloudflareOptions {
  /** Calls a user may make in a window; then 429 until the oldest is out of it. Cloudflare's own by default. */
  readonly limit?: { readonly calls: number; readonly windowMs: number };
}

type Fields = Partial<Omit<StoredRecord, "id" | "createdOn" | "modifiedOn">>;

export interface CloudflareApi {
  /** For CLOUDFLARE_BASE_URL. */
  readonly baseUrl: string;
  readonly token: string;
  readonly log: readonly LoggedCall[];
  /** Forgets the log. */
  clearLog(): void;
  addZone(name: string, id: string): void;
  records(zone?: string): readonly StoredRecord[];
  /** What somebody does in the dashboard: no rule is asked and nothing is logged. */
  add(
    zone: string,
    fields: Fields & { readonly type: string; readonly name: string; readonly content: string },
  ): string;
  change(id: string, fields: Fields): void;
  remove(id: string): void;
  /** The next calls are refused with 429. */
  refuseNext(count: number, retryAfterSeconds: number): void;
  close(): Promise<void>;
}

const PREFIX = "/client/v4";
export const CLOUDFLARE_LIMIT = { calls: 1_200, windowMs: 300_000 } as const;

export async function startCloudflareApi({ limit = CLOUDFLARE_LIMIT }: CloudflareOptions = {}): Promise<CloudflareApi> {
  const token = "loopback-token";
  const zones = new Map<string, string>();
  const held = new Map<string, StoredRecord & { readonly zoneId: string }>();
  const log: LoggedCall[] = [];
  const window: number[] = [];
  let refused = { count: 0, retryAfter: 0 };
  let serial = 0;

  /** Distinct and rising, so that a test can order what it sees. */
  const stamp = (): string => new Date(Date.UTC(2026, 10, 24) + ++serial).toISOString();
  const inZone = (zoneId: string) => [...held.values()].filter(one => one.zoneId === zoneId);
  const put = (
    zoneId: string,
    id: string,
    fields: Omit<StoredRecord, "id" | "createdOn" | "modifiedOn">,
  ): StoredRecord => {
    const now = stamp();
    const record = { ...fields, id, zoneId, createdOn: held.get(id)?.createdOn ?? now, modifiedOn: now };
    held.set(id, record);
    return record;
  };
  const newId = (): string => (++serial).toString(16).padStart(32, "0");

  function tooMany(now: number): number | undefined {
    if (refused.count > 0) {
      refused = { ...refused, count: refused.count - 1 };
      return refused.retryAfter;
    }
    while (window[0] !== undefined && window[0] <= now - limit.windowMs) window.shift();
    if (window.length >= limit.calls) return Math.ceil((window[0]! + limit.windowMs - now) / 1_000);
    window.push(now);
    return undefined;
  }

  /** A body's fields as a record of the zone, stored under the id. */
  function store(zoneId: string, id: string, body: Readonly<Record<string, unknown>>): StoredRecord | Refusal {
    const fields = readRecord(body, zones.get(zoneId)!);
    if (isRefusal(fields)) return fields;
    return (
      conflict(
        fields,
        inZone(zoneId).filter(one => one.id !== id),
      ) ?? put(zoneId, id, fields)
    );
  }

  function route({ method, url, text }: Asked): { readonly result: unknown; readonly info?: object } | Refusal {
    const path = url.pathname.slice(PREFIX.length);
    const query = url.searchParams;
    if (method === "GET" && path === "/user/tokens/verify") return { result: { id: "loopback", status: "active" } };
    if (method === "GET" && path === "/zones") {
      const named = [...zones].filter(([, name]) => query.get("name") === null || query.get("name") === name);
      return paged(
        named.map(([id, name]) => zoneJson(id, name)),
        query,
        { per: 20, most: 50 },
      );
    }
    const [, zoneId = "", tail = ""] = /^\/zones\/([^/]+)(.*)$/.exec(path) ?? [];
    const zone = zones.get(zoneId);
    if (zone === undefined)
      return {
        status: 404,
        code: 7_003,
        message: `Could not route to ${path}, perhaps your object identifier is invalid?`,
      };
    if (method === "GET" && tail === "") return { result: zoneJson(zoneId, zone) };
    if (tail === "/dns_records") {
      if (method === "GET") {
        const found = inZone(zoneId).filter(
          one =>
            [null, one.type].includes(query.get("type")) &&
            [null, one.name].includes(query.get("name.exact") ?? query.get("name")) &&
            [null, one.content].includes(query.get("content.exact")),
        );
        return paged(found.map(recordJson), query, { per: 100, most: 5_000_000 });
      }
      if (method === "POST") return answer(store(zoneId, newId(), parse(text)));
    }
    const [, id = ""] = /^\/dns_records\/([^/]+)$/.exec(tail) ?? [];
    const record = held.get(id);
    if (record === undefined || record.zoneId !== zoneId)
      return { status: 404, code: 81_044, message: "Record does not exist." };
    if (method === "GET") return { result: recordJson(record) };
    if (method === "PUT") return answer(store(zoneId, id, parse(text)));
    if (method === "DELETE") {
      held.delete(id);
      return { result: { id } };
    }
    return { status: 405, code: 10_405, message: `Method ${method} not allowed.` };
  }

  function reply(asked: Asked): Reply {
    const now = Date.now();
    const path = asked.url.pathname.slice(PREFIX.length);
    const entry = { at: now, method: asked.method, path, query: asked.url.search, body: bodyOf(asked.text) };
    const refuse = ({ status, code, message }: Refusal, headers: Readonly<Record<string, string>> = {}): Reply => {
      log.push({ ...entry, status, code });
      return json(status, { success: false, errors: [{ code, message }], messages: [], result: null }, headers);
    };
    if (!asked.url.pathname.startsWith(`${PREFIX}/`))
      return refuse({ status: 404, code: 7_000, message: "No route for that URI" });
    const wait = tooMany(now);
    if (wait !== undefined) {
      return refuse({ status: 429, code: 10_429, message: "Rate limited." }, { "retry-after": String(wait) });
    }
    if (asked.headers.authorization === undefined)
      return refuse({ status: 400, code: 9_106, message: "Missing X-Auth-Key, X-Auth-Email or Authorization headers" });
    if (asked.headers.authorization !== `Bearer ${token}`)
      return refuse({ status: 403, code: 9_109, message: "Invalid access token" });
    const routed = route(asked);
    if (isRefusal(routed)) return refuse(routed);
    log.push({ ...entry, status: 200, ...(asked.method === "GET" ? {} : { after: [...held.values()] }) });
    const info = routed.info === undefined ? {} : { result_info: routed.info };
    return json(200, { success: true, errors: [], messages: [], result: routed.result, ...info });
  }

  const server = await startHttpFake(reply);
  return {
    baseUrl: `${server.origin}${PREFIX}`,
    token,
    log,
    clearLog: () => void log.splice(0),
    addZone: (name, id) => void zones.set(id, name),
    records: zone => [...held.values()].filter(one => zone === undefined || zones.get(one.zoneId) === zone),
    add: (zone, fields) => {
      const zoneId = [...zones].find(([, name]) => name === zone)?.[0];
      if (zoneId === undefined) throw new Error(`The fake has no zone ${zone}.`);
      const defaults = { ttl: 1, proxied: false, comment: null, tags: [], settings: {} };
      return put(zoneId, newId(), { ...defaults, ...fields }).id;
    },
    change: (id, fields) => {
      const { zoneId, ...record } = known(held, id);
      put(zoneId, id, { ...record, ...fields });
    },
    remove: id => void (known(held, id), held.delete(id)),
    refuseNext: (count, retryAfter) => void (refused = { count, retryAfter }),
    close: server.close,
  };
}

/** Most calls that fell into one window of the length. */
export function mostCallsWithin(log: readonly LoggedCall[], windowMs: number): number {
  return Math.max(0, ...log.map(({ at }, index) => log.slice(index).filter(one => one.at < at + windowMs).length));
}

function known<T>(held: ReadonlyMap<string, T>, id: string): T {
  const found = held.get(id);
  if (found === undefined) throw new Error(`The fake has no record ${id}.`);
  return found;
}

function answer(stored: StoredRecord | Refusal): { readonly result: unknown } | Refusal {
  return "code" in stored ? stored : { result: recordJson(stored) };
}

function parse(text: string): Readonly<Record<string, unknown>> {
  const body = bodyOf(text) as Record<string, unknown>;
  return Object.fromEntries(Object.entries(body).filter(([, value]) => value !== null));
}

function bodyOf(text: string): unknown {
  return text === "" ? undefined : (JSON.parse(text) as unknown);
}

/** Pages count from 1; the page behind the last is empty. */
function paged(
  all: readonly object[],
  query: URLSearchParams,
  { per, most }: { readonly per: number; readonly most: number },
) {
  const perPage = Math.min(most, Math.max(1, Number(query.get("per_page") ?? per)));
  const page = Math.max(1, Number(query.get("page") ?? 1));
  const result = all.slice((page - 1) * perPage, page * perPage);
  const info = {
    page,
    per_page: perPage,
    count: result.length,
    total_count: all.length,
    total_pages: Math.ceil(all.length / perPage),
  };
  return { result, info };
}

function zoneJson(id: string, name: string): object {
  return {
    id,
    name,
    status: "active",
    paused: false,
    type: "full",
    name_servers: ["a.ns.test", "b.ns.test"],
    account: { id: "account", name: "loopback" },
  };
}

function recordJson({
  id,
  name,
  type,
  content,
  proxied,
  ttl,
  settings,
  comment,
  tags,
  createdOn,
  modifiedOn,
  priority,
}: StoredRecord): object {
  return {
    id,
    name,
    type,
    content,
    proxiable: isProxiable(type),
    proxied,
    ttl,
    settings: type === "CNAME" ? { flatten_cname: false, ...settings } : settings,
    meta: {},
    comment,
    tags,
    created_on: createdOn,
    modified_on: modifiedOn,
    ...(priority === undefined ? {} : { priority }),
  };
}

function json(status: number, value: unknown, headers: Readonly<Record<string, string>> = {}): Reply {
  return { status, text: JSON.stringify(value), headers: { "content-type": "application/json", ...headers } };
}
