/** Numbers of record types, and the fields their rdata is made of. */

/** One field of rdata in a zone file, in the order of the wire. */
export type Field =
  | "name"
  /** A name that may be compressed: only in types of RFC 1035 (RFC 3597 §4). */
  | "compressible"
  | "u8"
  | "u16"
  | "u32"
  /** Seconds, units allowed. */
  | "time"
  | "ip4"
  | "ip6"
  /** One character string with its length octet. */
  | "string"
  /** All that is left, by kind. */
  | "strings"
  | "text"
  | "hex"
  | "base64";

export interface RecordTypeInfo {
  readonly number: number;
  readonly fields: readonly Field[];
}

export const TYPE = { A: 1, NS: 2, CNAME: 5, SOA: 6, AAAA: 28, DNAME: 39, OPT: 41, DS: 43, ANY: 255 } as const;

const digest: readonly Field[] = ["u16", "u8", "u8", "hex"];
const key: readonly Field[] = ["u16", "u8", "u8", "base64"];
const certificate: readonly Field[] = ["u8", "u8", "u8", "hex"];

/** What can be served from a zone file by name; any other type can in the form `TYPE65 \# 3 000100` (RFC 3597 §5). */
export const recordTypes: Readonly<Record<string, RecordTypeInfo>> = {
  A: { number: TYPE.A, fields: ["ip4"] },
  NS: { number: TYPE.NS, fields: ["compressible"] },
  CNAME: { number: TYPE.CNAME, fields: ["compressible"] },
  SOA: { number: TYPE.SOA, fields: ["compressible", "compressible", "u32", "time", "time", "time", "time"] },
  PTR: { number: 12, fields: ["compressible"] },
  HINFO: { number: 13, fields: ["string", "string"] },
  MX: { number: 15, fields: ["u16", "compressible"] },
  TXT: { number: 16, fields: ["strings"] },
  RP: { number: 17, fields: ["name", "name"] },
  AFSDB: { number: 18, fields: ["u16", "name"] },
  AAAA: { number: TYPE.AAAA, fields: ["ip6"] },
  SRV: { number: 33, fields: ["u16", "u16", "u16", "name"] },
  NAPTR: { number: 35, fields: ["u16", "u16", "string", "string", "string", "name"] },
  DNAME: { number: TYPE.DNAME, fields: ["name"] },
  DS: { number: TYPE.DS, fields: digest },
  SSHFP: { number: 44, fields: ["u8", "u8", "hex"] },
  DNSKEY: { number: 48, fields: key },
  TLSA: { number: 52, fields: certificate },
  SMIMEA: { number: 53, fields: certificate },
  CDS: { number: 59, fields: digest },
  CDNSKEY: { number: 60, fields: key },
  OPENPGPKEY: { number: 61, fields: ["base64"] },
  SPF: { number: 99, fields: ["strings"] },
  URI: { number: 256, fields: ["u16", "u16", "text"] },
  CAA: { number: 257, fields: ["u8", "string", "text"] },
};

/** The number of a type's name, `TYPE65` too. */
export function typeNumber(name: string): number | undefined {
  const known = Object.hasOwn(recordTypes, name) ? recordTypes[name]?.number : undefined;
  if (known !== undefined) return known;
  const digits = /^TYPE(\d{1,5})$/.exec(name)?.[1];
  return digits === undefined || Number(digits) > 0xffff ? undefined : Number(digits);
}

/** The fields of a type by number. */
export function fieldsOf(number: number): readonly Field[] | undefined {
  return Object.values(recordTypes).find(type => type.number === number)?.fields;
}
