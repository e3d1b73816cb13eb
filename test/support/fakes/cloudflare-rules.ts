/**
 * What Cloudflare's API makes of a record and what it refuses, as recorded from the live service and its reference. Where neither
 * tells the code of a refusal, it is one of our own: no test of the product may lean on 9207 to 9209 and 81059.
 */

export interface RecordFields {
  readonly type: string;
  readonly name: string;
  readonly content: string;
  readonly ttl: number;
  readonly proxied: boolean;
  readonly comment: string | null;
  readonly tags: readonly string[];
  readonly settings: Readonly<Record<string, unknown>>;
  readonly priority?: number;
}

export interface StoredRecord extends RecordFields {
  readonly id: string;
  readonly createdOn: string;
  readonly modifiedOn: string;
}

export interface Refusal {
  readonly status: number;
  readonly code: number;
  readonly message: string;
}

const TYPES = new Set(
  "A AAAA CAA CERT CNAME DNSKEY DS HTTPS LOC MX NAPTR NS OPENPGPKEY PTR SMIMEA SRV SSHFP SVCB TLSA TXT URI".split(" "),
);
const PROXIABLE = new Set(["A", "AAAA", "CNAME"]);
const ADDRESSES = new Set(["A", "AAAA"]);
const MAX_CONTENT = 2_048;
const MAX_NAME = 8_192;
/** Free and Pro plans; the others have 500. */
const MAX_COMMENT = 100;
const MAX_STRING = 255;

export function isProxiable(type: string): boolean {
  return PROXIABLE.has(type);
}

export function isRefusal(value: object): value is Refusal {
  return "code" in value;
}

/** A request's body as the API would keep it in `zone`, or why it does not. What is left out is gone: a PUT is the whole record. */
export function readRecord(body: Readonly<Record<string, unknown>>, zone: string): RecordFields | Refusal {
  const {
    type: given,
    name,
    content,
    ttl = 1,
    proxied = false,
    comment = null,
    priority,
    tags = [],
    settings = {},
  } = body;
  const type = String(given).toUpperCase();
  if (!TYPES.has(type)) return refuse(9_006, "Invalid or missing DNS record type.");
  if (typeof name !== "string" || name === "") return refuse(9_000, "DNS name is invalid.");
  if (typeof content !== "string" || content === "") return refuse(9_005, `Content for ${type} record is invalid.`);
  if (typeof ttl !== "number" || !(ttl === 1 || (ttl >= 60 && ttl <= 86_400))) {
    return refuse(9_021, "Invalid TTL. Must be between 60 and 86,400 seconds, or 1 for Automatic.");
  }
  if (proxied !== false && !PROXIABLE.has(type)) return refuse(9_004, "This record type cannot be proxied.");
  if (comment !== null && String(comment).length > MAX_COMMENT) {
    return refuse(9_207, `Comment must be at most ${MAX_COMMENT} characters.`);
  }
  if (type === "MX" && priority === undefined) return refuse(9_101, "priority is a required field for MX records.");
  const kept = keepContent(type, content);
  if (typeof kept !== "string") return kept;
  return {
    type,
    name: fullName(name, zone),
    content: kept,
    ttl,
    proxied: proxied === true,
    comment: comment === null || comment === "" ? null : String(comment),
    tags: (tags as readonly string[]).toSorted(),
    settings: settings as RecordFields["settings"],
    ...(type === "MX" ? { priority: Number(priority) } : {}),
  };
}

/** Why a record cannot stand beside what the zone holds. */
export function conflict(wanted: RecordFields, others: readonly RecordFields[]): Refusal | undefined {
  const here = others.filter(one => one.name === wanted.name);
  if (here.some(one => one.type === wanted.type && one.content === wanted.content)) {
    return refuse(81_058, "An identical record already exists.");
  }
  // A CNAME beside TXT or MX is let in: Cloudflare flattens it. Only addresses, CNAMEs and NS shut it out.
  if (wanted.type === "CNAME" && here.some(one => one.type === "CNAME" || ADDRESSES.has(one.type))) {
    return refuse(81_053, "An A, AAAA, or CNAME record with that host already exists.");
  }
  if (ADDRESSES.has(wanted.type) && here.some(one => one.type === "CNAME")) {
    return refuse(81_054, "A CNAME record with that host already exists.");
  }
  if (
    wanted.type === "CNAME"
      ? here.some(one => one.type === "NS")
      : wanted.type === "NS" && here.some(one => one.type === "CNAME")
  ) {
    return refuse(81_056, "NS records with that host already exist.");
  }
  const sum = [...here, wanted]
    .filter(one => one.type === "TXT")
    .reduce((octets, one) => octets + one.content.length, 0);
  if (wanted.type === "TXT" && sum > MAX_NAME) {
    return refuse(81_059, `TXT records of one name must not pass ${MAX_NAME} characters together.`);
  }
  return undefined;
}

/** Relative names are completed, `@` is the apex; everything lower case without trailing dot. */
export function fullName(name: string, zone: string): string {
  const lower = name.toLowerCase().replace(/\.$/, "");
  if (lower === "@" || lower === zone) return zone;
  return lower.endsWith(`.${zone}`) ? lower : `${lower}.${zone}`;
}

function keepContent(type: string, content: string): string | Refusal {
  if (type === "TXT") return keepTxt(content);
  if (type === "CNAME" || type === "MX" || type === "NS") {
    return content === "." ? "." : content.toLowerCase().replace(/\.$/, "");
  }
  return content;
}

/**
 * Quotes are kept as sent and never added; quoted strings come back with one space between them, one of more than 255
 * octets (counted without its escapes) as strings of 255.
 */
function keepTxt(content: string): string | Refusal {
  if (content.length > MAX_CONTENT) return refuse(9_208, `Content must be at most ${MAX_CONTENT} characters.`);
  if (!content.startsWith('"')) {
    return /^[^"]*$/.test(content.replaceAll(/\\./g, ""))
      ? content
      : refuse(9_209, "TXT content has inconsistent quotes.");
  }
  const strings = [...content.matchAll(/"((?:[^"\\]|\\.)*)"/gs)];
  const rest = content.replaceAll(/"(?:[^"\\]|\\.)*"/gs, "");
  if (rest.trim() !== "") return refuse(9_209, "TXT content has inconsistent quotes.");
  return strings
    .flatMap(([, inner = ""]) => splitString(inner))
    .map(inner => `"${inner}"`)
    .join(" ");
}

function splitString(inner: string): readonly string[] {
  const octets = inner.match(/\\\d{3}|\\.|./gs) ?? [];
  const count = Math.max(1, Math.ceil(octets.length / MAX_STRING));
  return Array.from({ length: count }, (_, index) =>
    octets.slice(index * MAX_STRING, (index + 1) * MAX_STRING).join(""),
  );
}

function refuse(code: number, message: string, status = 400): Refusal {
  return { status, code, message };
}
