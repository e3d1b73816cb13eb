/**
 * Stands in for the Cloudflare plugin: sends, plans and keeps what that one was seen to (terraform-provider-cloudflare v5.19
 * and v5.22 behind Pulumi's bridge). Above all it copies nothing of the API's answer into the state when it creates or
 * updates, and everything when it reads: a form the API changes shows only after a refresh, and then for ever.
 */
import { readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { isUnknown } from "../../../../src/hosts/zonefile/property-values.ts";
import { loopbackUrl } from "../loopback-url.ts";
import type { Fault, PropertyTable, Values } from "../property-table.ts";
import { serveProvider } from "../serve-provider.ts";

const table = JSON.parse(
  readFileSync(new URL("../../../fixtures/plugins/cloudflare-dns-record.json", import.meta.url), "utf8"),
) as PropertyTable;

const TYPES = "A AAAA CNAME MX NS OPENPGPKEY PTR TXT CAA CERT DNSKEY DS HTTPS LOC NAPTR SMIMEA SRV SSHFP SVCB TLSA URI";

serveProvider({
  version: "6.22.1",
  table,

  check(inputs) {
    const faults: Fault[] = [];
    const { type, priority, content, data } = inputs;
    // Upper case only in this list, lower case passes: the plugin compares without case here and with it later.
    if (typeof type === "string" && !isUnknown(type) && !TYPES.split(" ").includes(type.toUpperCase())) {
      faults.push({ property: "type", reason: `value must be one of: ${TYPES}, got: ${type}` });
    }
    if (typeof priority === "number" && (priority < 0 || priority > 65_535)) {
      faults.push({ property: "priority", reason: `value must be between 0 and 65535, got: ${priority}` });
    }
    if (content !== undefined && data !== undefined) {
      faults.push({ property: "content", reason: "content and data cannot both be given" });
    }
    return faults;
  },

  diff(state, inputs) {
    const changed = [
      ...["type", "zoneId", "ttl", "content"].filter(key => !same(key, state, inputs)),
      ...(sameName(state["name"], inputs["name"]) ? [] : ["name"]),
      // Left out means: shall not be there.
      ...["comment", "priority"].filter(key => (state[key] ?? null) !== (inputs[key] ?? null)),
      ...((state["proxied"] ?? false) === (inputs["proxied"] ?? false) ? [] : ["proxied"]),
      // Left out means: whatever is there.
      ...["tags", "settings", "data"].filter(
        key => inputs[key] !== undefined && sorted(state[key]) !== sorted(inputs[key]),
      ),
    ];
    return changed.length > 0 ? [...changed, "modifiedOn"] : [];
  },

  planned: inputs => ({ ...inputs, proxied: inputs["proxied"] ?? false }),

  async create(inputs) {
    const made = await call("POST", collection(inputs), body(inputs, {}));
    return { id: String(made["id"]), state: { ...inputs, ...computed(made), proxied: inputs["proxied"] ?? false } };
  },

  async read(id, inputs, state) {
    const isImport = Object.keys(state).length === 0 || state["zoneId"] === undefined;
    const [zoneId, recordId] = isImport ? importId(id) : [String(state["zoneId"]), id];
    const path = `/zones/${zoneId}/dns_records/${recordId}`;
    // An import reads twice: once for the import, once as a refresh of it.
    if (isImport && (await find(path)) === undefined) return undefined;
    const found = await find(path);
    if (found === undefined) return undefined;
    const { name, type, content, ttl, proxied, comment, priority, tags, settings } = found;
    const read = without({ zoneId, name, type, content, ttl, proxied, comment, priority, tags, settings });
    const keys = isImport
      ? Object.keys(read).filter(key => !["settings", "tags", "proxied"].includes(key) || read[key] === true)
      : Object.keys(inputs);
    return {
      id: recordId,
      state: { ...read, ...computed(found) },
      inputs: Object.fromEntries(keys.map(key => [key, read[key] ?? inputs[key]])),
    };
  },

  async update(id, state, inputs) {
    const sent = {
      ...body(inputs, state),
      settings: state["settings"] ?? {},
      tags: inputs["tags"] ?? state["tags"] ?? [],
    };
    const made = await call("PUT", `${collection(inputs)}/${id}`, sent);
    return { ...inputs, ...computed(made), proxied: inputs["proxied"] ?? false };
  },

  async remove(id, state) {
    await call("DELETE", `${collection(state)}/${id}`);
  },
});

function same(key: string, state: Values, inputs: Values): boolean {
  const [a, b] = [state[key], inputs[key]];
  if (key === "content" && state["type"] === "CNAME" && typeof a === "string" && typeof b === "string") {
    return a.toLowerCase() === b.toLowerCase();
  }
  return a === b;
}

/** A relative name stands for the full one, and so every beginning of a name for the name: a known fault of the plugin. */
function sameName(old: unknown, wanted: unknown): boolean {
  if (old === wanted) return true;
  if (typeof old !== "string" || typeof wanted !== "string" || isUnknown(wanted)) return false;
  return wanted === "@" || old.startsWith(`${wanted}.`);
}

function sorted(value: unknown): string {
  return JSON.stringify(Array.isArray(value) ? value.toSorted() : value);
}

function collection({ zoneId }: Values): string {
  return `/zones/${String(zoneId)}/dns_records`;
}

/** Strings go exactly as given; `proxied` is always said; what is no longer wanted goes as null. */
function body({ name, type, content, ttl, proxied, comment, priority, tags, data }: Values, state: Values): Values {
  const gone = Object.fromEntries(["comment", "priority"].filter(key => state[key] != null).map(key => [key, null]));
  return {
    ...gone,
    ...without({ comment, content, data, name, priority, proxied: proxied ?? false, tags, ttl, type }),
  };
}

function computed(record: Values): Values {
  const stamps = { createdOn: record["created_on"], modifiedOn: record["modified_on"] };
  const { proxiable, settings, tags } = record;
  return {
    ...stamps,
    proxiable,
    settings: settings ?? {},
    tags: tags ?? [],
    meta: JSON.stringify(record["meta"] ?? {}),
  };
}

function without(values: Values): Values {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined && value !== null));
}

function importId(id: string): readonly [string, string] {
  const [, zone, record] = /^([^/]+)\/([^/]+)$/.exec(id) ?? [];
  if (zone !== undefined && record !== undefined) return [zone, record];
  throw new Error(`invalid ID: expected urlencoded segments "<zone_id>/<dns_record_id>", got "${id}"`);
}

async function find(path: string): Promise<Values | undefined> {
  return await call("GET", path).catch((error: unknown) => {
    if (error instanceof ApiError && error.status === 404) return undefined;
    throw error;
  });
}

class ApiError extends Error {
  readonly status: number;
  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

const RETRIES = 10;

/** As cloudflare-go does: ten more tries on 429, 408, 409, 5xx and a broken line; Retry-After is obeyed without limit. */
async function call(method: string, path: string, sent?: Values): Promise<Values> {
  const url = `${loopbackUrl("CLOUDFLARE_BASE_URL")}${path}`;
  const token = process.env["CLOUDFLARE_API_TOKEN"];
  const headers = {
    "user-agent": "terraform-provider-cloudflare/pulumi terraform/pulumi-terraform-bridge (stand-in)",
    ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    ...(sent === undefined ? {} : { "content-type": "application/json" }),
  };
  for (let tried = 0; ; tried += 1) {
    const response = await fetch(url, {
      method,
      headers,
      ...(sent === undefined ? {} : { body: JSON.stringify(sent) }),
    });
    const text = await response.text();
    if (response.ok) return (JSON.parse(text) as { readonly result: Values }).result;
    const again = [408, 409, 429].includes(response.status) || response.status >= 500;
    if (!again || tried === RETRIES) {
      throw new ApiError(response.status, `${method} "${url}": ${response.status} ${response.statusText} ${text}`);
    }
    const wait = response.headers.get("retry-after-ms") ?? Number(response.headers.get("retry-after")) * 1_000;
    await sleep(Number(wait) > 0 ? Number(wait) : Math.min(30_000, 2_000 * 2 ** tried));
  }
}
