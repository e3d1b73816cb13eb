/** A spec file's default export, checked: a domain the plan can trust, or the findings that say why not. */
import type { z } from "zod";
import { canonicalName } from "../dns/owner-name.ts";
import { printable, type Finding } from "../finding.ts";
import { serviceById } from "../services/catalogue.ts";
import { checkDomainName } from "./domain-name.ts";
import type { DomainSpec, ParkedSpec } from "./domain-spec.ts";
import { maskPrivateKeys, privateKeyFindings } from "./private-keys.ts";
import { domainSpecSchema, parkedSpecSchema } from "./schema.ts";
import { schemaFindings } from "./schema-findings.ts";

/** A spec whose shape is right. Names are in the core's form; service options have passed their own schema. */
export type CheckedSpec = (DomainSpec | ParkedSpec) & { readonly file: string; readonly zone: string };

export interface ParsedSpec {
  /** Undefined when nothing can be planned from the file. */
  readonly spec?: CheckedSpec;
  readonly findings: readonly Finding[];
}

/**
 * Checks one default export. `file` is the path findings show. All mistakes come back at once; a name that is only spelt
 * another way than DNS holds it is a finding and is planned in its DNS form all the same.
 */
export function parseSpec(exported: unknown, file: string): ParsedSpec {
  // A private key can stand anywhere: the rest of the spec is still checked, but nothing is planned from it.
  const { value, places } = maskPrivateKeys(exported);
  const written = isObject(value) && typeof value["domain"] === "string" ? value["domain"] : "";
  const domain = canonicalName(written);
  const where = { domain: printable(domain), file };
  const leaks = places.flatMap(privateKeyFindings).map(finding => ({ ...where, ...finding }));
  if (!isObject(value)) {
    return { findings: [...leaks, { ...where, ...notASpec }] };
  }
  const isParked = value["parked"] === true;
  const shape = (isParked ? parkedSpecSchema : domainSpecSchema).safeParse(value, { reportInput: false });
  const findings: Finding[] = [...leaks];
  if (!shape.success) findings.push(...schemaFindings(shape.error.issues, [], value, where));
  if (!isParked) {
    findings.push(...checkServices(value["services"], where));
    // A spec that says itself what SPF says, such as a redirect, may leave all senders to it.
    const isEmpty = Array.isArray(value["services"]) && value["services"].length === 0;
    if (isEmpty && value["spf"] === undefined) findings.push({ ...where, ...noServices });
  }
  const names =
    typeof value["domain"] === "string" ? checkDomainName(written, "domain", where) : { findings: [], usable: false };
  findings.push(...names.findings);
  const writtenZone = typeof value["zone"] === "string" ? value["zone"] : written;
  const zone = canonicalName(writtenZone);
  const zones =
    value["zone"] === undefined ? { findings: [], usable: true } : checkDomainName(writtenZone, "zone", where);
  findings.push(...zones.findings);
  const zoneHoldsDomain = domain === zone || domain.endsWith(`.${zone}`);
  if (names.usable && zones.usable && !zoneHoldsDomain) {
    findings.push({ ...where, ...outsideZone(domain, zone) });
  }
  const broken = !shape.success || !names.usable || !zones.usable || !zoneHoldsDomain;
  if (broken || findings.some(finding => unusable.has(finding.id))) return { findings };
  return { spec: { ...(shape.data as DomainSpec | ParkedSpec), domain, zone, file }, findings };
}

/** Findings after which nothing is planned: options that cannot be handed to `contribute`, or senders left out. */
const unusable: ReadonlySet<string> = new Set([
  "dkim-key-private",
  "spec-services-empty",
  "service-unknown",
  "service-option-unknown",
  "service-option-missing",
  "service-option-value",
]);

function checkServices(services: unknown, where: { domain: string; file: string }): Finding[] {
  if (!Array.isArray(services)) return [];
  return services.flatMap((use: unknown, index): Finding[] => {
    if (!isObject(use) || typeof use["service"] !== "string") return [];
    const path = ["services", index];
    const service = serviceById(use["service"]);
    if (service === undefined) return [{ ...where, ...unknownService(index, use["service"]) }];
    const given = use["options"] === undefined ? {} : use["options"];
    const options = (service.options as z.ZodType).safeParse(given, { reportInput: false });
    return options.success ? [] : schemaFindings(options.error.issues, path, given, where, service.id);
  });
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

const notASpec = {
  id: "spec-no-default",
  severity: "error",
  name: "default export",
  message: "The file's default export is not a domain spec.",
  cite: "mailwright spec",
  fix: "End the file with `export default defineDomain({ … })` or `export default parked({ … })`.",
} as const;

const noServices = {
  id: "spec-services-empty",
  severity: "error",
  name: "services",
  message: "The spec declares no service, so nothing may send in this domain's name.",
  cite: "mailwright spec",
  fix: "Name what sends (ownServer for a server of your own), or use parked({ domain, host }) for a domain without mail.",
} as const;

const outsideZone = (domain: string, zone: string) =>
  ({
    id: "zone-not-above",
    severity: "error",
    name: "zone",
    message: `The domain ${domain} does not stand in the zone ${zone}.`,
    cite: "RFC 1034 §4.2",
    fix: "Give the zone that holds the domain, or leave `zone` out when the domain is a zone of its own.",
  }) as const;

const unknownService = (index: number, id: string) =>
  ({
    id: "service-unknown",
    severity: "error",
    name: `services[${index}]`,
    message: `There is no service "${id}" in the catalogue.`,
    cite: "mailwright services",
    fix: "Use a service function from #mailwright (`mailwright services` lists them), or ownServer for a server of your own.",
  }) as const;
