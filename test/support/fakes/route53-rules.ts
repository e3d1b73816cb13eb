/** What Route 53 refuses of a batch of changes, and what a zone holds after one. Values are kept as they were sent. */

export interface RecordSet {
  /** Lower case, without trailing dot. */
  readonly name: string;
  readonly type: string;
  readonly ttl: number;
  readonly values: readonly string[];
}

export interface Change {
  readonly action: "CREATE" | "DELETE" | "UPSERT";
  readonly set: RecordSet;
}

const MAX_VALUE = 4_000;
const MAX_STRING = 255;
const MAX_TTL = 0x7fff_ffff;
/** Characters of all values of one batch. */
const MAX_BATCH = 32_000;
const TYPES = new Set(["A", "AAAA", "CAA", "CNAME", "DS", "MX", "NAPTR", "NS", "PTR", "SOA", "SPF", "SRV", "TXT"]);

/** The zone after the whole batch, or every reason why nothing of it was done. */
export function applyBatch(
  zone: string,
  held: readonly RecordSet[],
  changes: readonly Change[],
): { readonly held: readonly RecordSet[] } | { readonly messages: readonly string[] } {
  const messages: string[] = [];
  let after = held;
  for (const { action, set } of changes) {
    const isSame = (one: RecordSet): boolean => one.name === set.name && one.type === set.type;
    const there = after.find(isSame);
    const wrong = setFault(zone, set);
    const label = `resource record set [name='${set.name}.', type='${set.type}']`;
    if (wrong !== undefined) messages.push(wrong);
    else if (action === "CREATE" && there !== undefined)
      messages.push(`Tried to create ${label} but it already exists`);
    else if (action === "DELETE" && there === undefined) messages.push(`Tried to delete ${label} but it was not found`);
    else if (action === "DELETE" && !equal(there!, set)) {
      messages.push(`Tried to delete ${label} but the values provided do not match the current values`);
    }
    after = after.filter(one => !isSame(one));
    if (action !== "DELETE") after = [...after, set];
  }
  // A name's sets are looked at together, as they are at the end of the batch.
  for (const { action, set } of changes) if (action !== "DELETE") messages.push(...cnameFaults(zone, set, after));
  const size = changes.flatMap(({ set }) => set.values).reduce((sum, value) => sum + value.length, 0);
  if (size > MAX_BATCH) messages.push(`Number of characters in values, ${size}, is more than ${MAX_BATCH}`);
  return messages.length > 0 ? { messages } : { held: after };
}

function equal(a: RecordSet, b: RecordSet): boolean {
  return a.ttl === b.ttl && JSON.stringify(a.values.toSorted()) === JSON.stringify(b.values.toSorted());
}

function setFault(zone: string, { name, type, ttl, values }: RecordSet): string | undefined {
  if (name !== zone && !name.endsWith(`.${zone}`)) {
    return `RRSet with DNS name ${name}. is not permitted in zone ${zone}.`;
  }
  if (!TYPES.has(type)) return `Invalid resource record type ${type}`;
  if (!Number.isInteger(ttl) || ttl < 0 || ttl > MAX_TTL) return `Invalid TTL ${ttl}`;
  if (values.length === 0) return "Missing field 'ResourceRecords'";
  if (new Set(values).size < values.length) return `Duplicate Resource Record: '${values.join("', '")}'`;
  for (const value of values) {
    const fault = valueFault(type, value);
    if (fault !== undefined) return `Invalid Resource Record: 'FATAL problem: ${fault} encountered with '${value}''`;
  }
  return type === "CNAME" && values.length > 1 ? "CNAME resource record sets must have one value" : undefined;
}

function valueFault(type: string, value: string): string | undefined {
  if (value.length > MAX_VALUE) return "RRDATAIllegal (Value is too long)";
  if (type === "TXT" || type === "SPF") return txtFault(value);
  if (type === "CNAME" || type === "NS") return hostFault(value);
  if (type === "MX") {
    const [, preference, host] = /^(\d{1,5}) (\S+)$/.exec(value) ?? [];
    if (preference === undefined || Number(preference) > 65_535)
      return "MXRRDATAIllegal (MX record doesn't have 2 fields)";
    return host === "." ? undefined : hostFault(host ?? "");
  }
  return undefined;
}

/** One or more strings in double quotes, each of at most 255 octets once its escapes are undone. */
function txtFault(value: string): string | undefined {
  if (!/^[\x20-\x7e]*$/.test(value))
    return "InvalidCharacterString (Value contains characters outside printable ASCII)";
  const quoted = /"((?:[^"\\]|\\.)*)"\s*/g;
  if (value.replace(quoted, "") !== "" || value === "") {
    return "InvalidCharacterString (Value should be enclosed in quotation marks)";
  }
  const lengths = [...value.matchAll(quoted)].map(([, inner = ""]) => (inner.match(/\\\d{3}|\\.|./g) ?? []).length);
  return lengths.some(length => length > MAX_STRING) ? "CharacterStringTooLong (Value is too long)" : undefined;
}

function hostFault(value: string): string | undefined {
  return /^([a-z0-9_*-]{1,63}\.)*[a-z0-9_-]{1,63}\.?$/i.test(value)
    ? undefined
    : "DomainNameIllegal (Value is not a domain name)";
}

function cnameFaults(zone: string, { name, type }: RecordSet, after: readonly RecordSet[]): readonly string[] {
  const others = after.filter(one => one.name === name && one.type !== type);
  if (type === "CNAME" && name === zone)
    return [`RRSet of type CNAME with DNS name ${name}. is not permitted at apex in zone ${zone}.`];
  if (type === "CNAME" && others.length > 0) {
    return [
      `RRSet of type CNAME with DNS name ${name}. is not permitted as it conflicts with other records with the same DNS name in zone ${zone}.`,
    ];
  }
  if (others.some(one => one.type === "CNAME")) {
    return [
      `RRSet of type ${type} with DNS name ${name}. is not permitted because a conflicting RRSet of type CNAME with the same DNS name already exists in zone ${zone}.`,
    ];
  }
  return [];
}
