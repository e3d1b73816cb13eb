/** The records a stack holds, read from the engine's own export of its state. */
import type { HostKind } from "../dns/host-capabilities.ts";
import { unquoteTxt } from "./unquote-txt.ts";

/** One managed resource; at Route 53 a whole RRset. */
export interface StateRecord {
  readonly urn: string;
  /** Domain of the component it belongs to. */
  readonly domain: string;
  readonly logicalName: string;
  readonly host: HostKind;
  /** Id of the zone at its host; in zone files the zone's name. */
  readonly zone: string;
  /** Owner name. */
  readonly name: string;
  readonly type: string;
  readonly ttl: number;
  /** Logical strings of a TXT, other values as the host has them. */
  readonly values: readonly string[];
}

interface Resource {
  readonly urn: string;
  readonly custom?: boolean;
  /** Already given up; the engine only has not been told yet that it is gone. */
  readonly delete?: boolean;
  readonly inputs?: Readonly<Record<string, unknown>>;
}

const HOSTS: Readonly<Record<string, HostKind>> = {
  "cloudflare:index/dnsRecord:DnsRecord": "cloudflare",
  "aws:route53/record:Record": "route53",
  "zonefile:index:Record": "zonefile",
};

/** `exported`: the document of `pulumi stack export`. What no domain's component holds is not ours. */
export function stateRecords(exported: unknown): readonly StateRecord[] {
  const { deployment } = exported as { readonly deployment?: { readonly resources?: readonly Resource[] | null } };
  return (deployment?.resources ?? []).flatMap(resource => stateRecord(resource) ?? []);
}

function stateRecord({ urn, custom, delete: given, inputs = {} }: Resource): StateRecord | undefined {
  const [, , types = "", ...rest] = urn.split("::");
  const [, domain, type = ""] = /^mailwright:([^$]+):Domain\$(.+)$/.exec(types) ?? [];
  const host = HOSTS[type];
  if (domain === undefined || host === undefined || custom !== true || given === true) return undefined;
  const text = (key: string): string => (typeof inputs[key] === "string" ? inputs[key] : "");
  const isTxt = text("type") === "TXT";
  const values =
    host === "route53" ? list(inputs["records"]).map(one => (isTxt ? `"${one}"` : one)) : [text("content")];
  return {
    urn,
    domain,
    logicalName: rest.join("::"),
    host,
    zone: zoneKey(host === "zonefile" ? text("zone") : text("zoneId")),
    name: text("name"),
    type: text("type"),
    ttl: Number(inputs["ttl"]),
    values: isTxt && host !== "zonefile" ? values.map(one => unquoteTxt(one, host === "route53" ? 8 : 10)) : values,
  };
}

function list(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.map(String) : [];
}

/** A hosted zone's id is written with and without its path. */
export function zoneKey(id: string): string {
  return id.replace(/^\/hostedzone\//, "");
}
