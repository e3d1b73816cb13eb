/** Text of `dns.lock.json` to data, strictly: what a merge or an editor has spoiled must not become somebody's plan. */
import type { DnsLock, LockedType, LockEntry } from "./dns-lock.ts";

export type ParsedLock =
  | { readonly ok: true; readonly lock: DnsLock }
  /** One clause about the file, to stand behind its name: `is no JSON …`. */
  | { readonly ok: false; readonly problem: string };

export const LOCK_VERSION = 1;

const octet = "(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)";
const quad = new RegExp(`^${octet}(?:\\.${octet}){3}$`);
/** What is no address would be left out of a flattened record without a word. */
const isRdata: Readonly<Record<LockedType, (text: string) => boolean>> = {
  A: text => quad.test(text),
  // The URL parser reads addresses strictly, and nothing else between brackets.
  AAAA: text => /^[0-9a-f:.]+$/.test(text) && URL.canParse(`http://[${text}]`),
  MX: text => /^\d{1,5} \S+$/.test(text),
  TXT: () => true,
};
const statuses: readonly unknown[] = ["ok", "nxdomain", "nodata"];
const entryKeys = ["status", "records", "resolver", "resolved", "change"];

/** Reads the whole file; the first fault is the answer. */
export function parseLock(text: string): ParsedLock {
  if (/^(?:<{7}|>{7}|={7})(?: |$)/m.test(text)) return fault("holds the conflict markers of a git merge");
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return fault(text.trim() === "" ? "is empty" : "is no whole JSON document");
  }
  if (!isObject(json)) return fault("holds no JSON object");
  if (json.version !== LOCK_VERSION) {
    return fault(
      typeof json.version === "number"
        ? `has version ${json.version}, and this mailwright reads version ${LOCK_VERSION}`
        : `does not say its version, which must be ${LOCK_VERSION}`,
    );
  }
  const stray = Object.keys(json).find(key => key !== "version" && key !== "names");
  if (stray !== undefined) return fault(`has an unknown key "${stray}"`);
  if (!isObject(json.names)) return fault('has no object "names"');
  for (const [name, types] of Object.entries(json.names)) {
    const problem = nameFault(name) ?? typesFault(name, types);
    if (problem !== undefined) return fault(problem);
  }
  return { ok: true, lock: { names: json.names as DnsLock["names"] } };
}

function fault(problem: string): ParsedLock {
  return { ok: false, problem };
}

/** Names as the SPF code asks for them: macros may bring in any printable character (RFC 7208 §4.8), but no upper case. */
function nameFault(name: string): string | undefined {
  const sound =
    name.length <= 253 && /^[ -@[-~]+$/.test(name) && name.split(".").every(label => /^.{1,63}$/.test(label));
  return sound ? undefined : `has an entry for "${name}", which is no owner name in lower case without trailing dot`;
}

function typesFault(name: string, types: unknown): string | undefined {
  if (!isObject(types)) return `has something other than an object at "${name}"`;
  for (const [type, entry] of Object.entries(types)) {
    if (!Object.hasOwn(isRdata, type)) return `has an unknown RR type "${type}" at "${name}"`;
    const problem = entryFault(type as LockedType, entry);
    if (problem !== undefined) return `has ${problem} at "${name}" ${type}`;
  }
  return undefined;
}

function entryFault(type: LockedType, entry: unknown): string | undefined {
  if (!isObject(entry)) return "no object";
  const { status, records, resolver, resolved, change }: Partial<Record<keyof LockEntry, unknown>> = entry;
  const stray = Object.keys(entry).find(key => !entryKeys.includes(key));
  if (stray !== undefined) return `an unknown key "${stray}"`;
  if (!statuses.includes(status)) return 'a status that is none of "ok", "nxdomain", "nodata"';
  if (!Array.isArray(records) || !records.every(one => typeof one === "string")) return "no list of strings as records";
  const bad = (records as readonly string[]).find(one => !isRdata[type](one));
  if (bad !== undefined) return `"${bad}", which is no ${type} rdata,`;
  if (status !== "ok" && records.length > 0) return `records beside the status "${String(status)}"`;
  if (typeof resolver !== "string" || resolver === "") return "no resolver";
  if (typeof resolved !== "string" || !isDate(resolved)) return "no date (YYYY-MM-DD) as resolved";
  if (change !== undefined && typeof change !== "string") return "a change that is no string";
  return undefined;
}

function isDate(text: string): boolean {
  const time = /^\d{4}-\d\d-\d\d$/.test(text) ? Date.parse(text) : Number.NaN;
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text);
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
