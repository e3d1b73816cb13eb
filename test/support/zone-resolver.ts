/** A resolver over zones that stand in a test as plain data, with failures and CNAMEs; it keeps what it was asked. */
import type { Answer, Resolver } from "../../src/dns/resolver.ts";

type Failed = "timeout" | "servfail";
/** `preference exchange`, as in a zone file; every other type as its own text. */
type Rdata = string | readonly string[] | Failed;

export type ZoneName =
  | Failed
  | {
      readonly a?: Rdata;
      readonly aaaa?: Rdata;
      /** Of TXT, one text is one record, its character strings joined. */
      readonly txt?: Rdata;
      readonly mx?: Rdata;
      readonly ptr?: Rdata;
      readonly cname?: string;
    };

/** Names without trailing dot, lower case. A name that is not there gives nxdomain, a type that is not there nodata. */
export type Zone = Readonly<Record<string, ZoneName>>;

export interface ZoneResolver extends Resolver {
  /** `TYPE name`, in the order asked. */
  readonly asked: readonly string[];
}

type Type = "a" | "aaaa" | "mx" | "txt" | "ptr";

/** Reads a zone. Names are looked up as they are asked for, so that a question in upper case finds nothing. */
export function zoneResolver(zone: Zone): ZoneResolver {
  const asked: string[] = [];
  const question = (type: Type, name: string): Answer<string> => {
    asked.push(`${type.toUpperCase()} ${name}`);
    return find(zone, type, name, 8);
  };
  return {
    asked,
    a: async name => question("a", name),
    aaaa: async name => question("aaaa", name),
    ptr: async name => question("ptr", name),
    txt: async name => question("txt", name),
    mx: async name => {
      const answer = question("mx", name);
      return answer.status === "ok" ? { status: "ok", records: answer.records.map(readExchange) } : answer;
    },
    cname: async () => ({ status: "nodata" }),
  };
}

/** As a resolver does, CNAMEs are followed; a loop of them is a server failure. */
function find(zone: Zone, type: Type, name: string, hops: number): Answer<string> {
  const entry = Object.hasOwn(zone, name) ? zone[name] : undefined;
  if (entry === undefined) return { status: "nxdomain" };
  if (typeof entry === "string") return { status: entry };
  if (entry.cname !== undefined) return hops === 0 ? { status: "servfail" } : find(zone, type, entry.cname, hops - 1);
  const rdata = entry[type];
  if (rdata === undefined) return { status: "nodata" };
  if (rdata === "timeout" || rdata === "servfail") return { status: rdata };
  return { status: "ok", records: typeof rdata === "string" ? [rdata] : [...rdata] };
}

function readExchange(text: string): { readonly preference: number; readonly exchange: string } {
  const [preference = "", exchange = ""] = text.split(" ");
  return { preference: Number(preference), exchange };
}
