/** `mailwright adopt <domain>`: a zone that exists, as a spec, and what the first `up` takes over. */
import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { basename, dirname, join, relative, resolve } from "node:path";
import { canonicalName, isAtOrBelow, ownerNameFault } from "../dns/owner-name.ts";
import { printable, type Finding } from "../finding.ts";
import { adoptZone } from "../hosts/adopt/adopt-zone.ts";
import type { Adoption } from "../hosts/adopt/adoption.ts";
import { readByDns, type AskOne } from "../hosts/adopt/read-dns.ts";
import { readZoneFile, type ZoneFileReading } from "../hosts/adopt/read-zone-file.ts";
import { askDirectly, directPatience } from "../hosts/dns/ask-directly.ts";
import { askServers } from "../hosts/dns/ask-servers.ts";
import { systemServers } from "../hosts/dns/server-address.ts";
import { zoneServers } from "../hosts/dns/zone-servers.ts";
import { formatImportMap } from "../hosts/import-map.ts";
import type { LiveZone } from "../hosts/live-record.ts";
import type { HostChoice } from "../spec/domain-spec.ts";
import { CannotRun } from "./cannot-run.ts";
import { today } from "./load-fleet.ts";
import type { Output } from "./output.ts";
import { progressLine } from "./progress-line.ts";
import { importsPath } from "./read-imports.ts";
import { readLiveZone } from "./read-live-zone.ts";
import { renderAdoption } from "./render-adoption.ts";
import { resolverAddress } from "./resolver-address.ts";
import { writeWhole } from "./write-whole.ts";
import { unreadable } from "./unreadable.ts";

export interface AdoptOptions {
  readonly domain: string;
  /** As on the command line: `zonefile:PATH`, `dns`, `cloudflare`, `route53`; the hosts also with `:ZONE_ID` behind. */
  readonly from: string;
  /** With `dns`: the server to ask. */
  readonly resolver: string | undefined;
  readonly json: boolean;
  /** Folder of specs. */
  readonly directory: string;
}

/** What was read, and what is known of how it was read. */
interface Source {
  readonly live: LiveZone;
  readonly host: HostChoice;
  readonly findings: readonly Finding[];
}

/**
 * Writes the spec and its import map, and never over a file; with `json` it only says what it would write. Exit code: 1 where
 * the zone cannot be a spec, else 0.
 */
export async function adopt(options: AdoptOptions, output: Output): Promise<number> {
  const { json, directory } = options;
  const domain = checkedDomain(options.domain);
  if (!json) refuseOverwrite(directory, domain);
  const source = await read(domain, options, output);
  const adoption = withFindings(adoptZone({ domain, live: source.live, host: source.host, today: today() }), source);
  const { spec, recognised, leftovers, imports, corrections, findings } = adoption;
  if (json) output.json({ spec, recognised, leftovers, imports, corrections, findings });
  else {
    const written = spec === "" ? [] : writeAdoption(directory, domain, adoption);
    output.text(renderAdoption({ domain, adoption, host: source.host, written }, output));
  }
  return spec === "" ? 1 : 0;
}

/** Writes what an adoption came to and gives the paths, relative to where the command runs. */
export function writeAdoption(directory: string, domain: string, { spec, imports }: Adoption): readonly string[] {
  const map = Object.fromEntries(imports.flatMap(({ logicalName, id }) => (id === "" ? [] : [[logicalName, id]])));
  const files = [
    // The map first: a spec without it would make records that stand there.
    ...(Object.keys(map).length === 0 ? [] : [{ path: importsPath(directory, domain), text: formatImportMap(map) }]),
    { path: specPath(directory, domain), text: spec },
  ];
  // A map alone, as it would be written, is what a run that was stopped between the two has left.
  for (const { path, text } of files) if (existsSync(path) && readFileSync(path, "utf8") !== text) throw isThere(path);
  if (existsSync(specPath(directory, domain))) throw isThere(specPath(directory, domain));
  for (const { path, text } of files) {
    mkdirSync(dirname(path), { recursive: true });
    writeWhole(path, text);
  }
  return files.map(({ path }) => relative(process.cwd(), path));
}

export function specPath(directory: string, domain: string): string {
  return join(resolve(directory), `${domain}.ts`);
}

/** Nothing is ever written over a file of somebody's. */
function refuseOverwrite(directory: string, domain: string): void {
  for (const path of [specPath(directory, domain), importsPath(directory, domain)]) {
    if (existsSync(path)) throw isThere(path);
  }
}

function isThere(path: string): CannotRun {
  const shown = relative(process.cwd(), path);
  return new CannotRun(`${shown} is there already, and nothing is written over it; --json shows what would be.`);
}

function checkedDomain(text: string): string {
  const domain = canonicalName(text);
  if (ownerNameFault(domain) === undefined && domain.includes(".") && !/[*_]/.test(domain)) return domain;
  throw new CannotRun(`"${printable(text)}" is no domain name; write it as client.example.`);
}

async function read(domain: string, { from, resolver, json }: AdoptOptions, output: Output): Promise<Source> {
  if (resolver !== undefined && from !== "dns") throw new CannotRun("--resolver belongs to --from dns.");
  if (from === "dns") return fromDns(domain, resolver, json);
  const [, kind, zoneId] = /^(cloudflare|route53)(?::(.+))?$/.exec(from) ?? [];
  if (kind === "cloudflare" || kind === "route53") {
    const live = await readLiveZone(kind, zoneId ?? domain, text => output.diagnostic(text));
    if (!isAtOrBelow(domain, live.zone)) throw new CannotRun(`${domain} does not stand in the zone ${live.zone}.`);
    return { live, host: { kind, zoneId: live.zoneId ?? "" }, findings: [] };
  }
  const path = /^zonefile:(.+)$/s.exec(from)?.[1];
  if (path !== undefined) return fromZoneFile(domain, path);
  throw new CannotRun(
    `--from takes zonefile:PATH, dns, cloudflare[:ZONE_ID] or route53[:ZONE_ID], and not "${printable(from.slice(0, 80))}".`,
  );
}

function fromZoneFile(domain: string, path: string): Source {
  let text: string;
  try {
    text = readFileSync(path, "latin1");
  } catch (error) {
    throw unreadable(path, error);
  }
  // A file is usually named for its zone: `client.example.zone`, `db.client.example`.
  const named = canonicalName(
    basename(path)
      .replace(/^db\./, "")
      .replace(/\.(zone|txt|db|bind)$/, ""),
  );
  const origin = named.includes(".") && isAtOrBelow(domain, named) ? named : domain;
  let reading: ZoneFileReading;
  try {
    reading = readZoneFile(text, domain, origin);
  } catch (error) {
    throw new CannotRun(`${path}: ${error instanceof Error ? error.message : String(error)}`);
  }
  const { live, opaque, otherZone } = reading;
  if (otherZone !== undefined) throw new CannotRun(`${path} is the zone ${otherZone}, which does not hold ${domain}.`);
  return { live, host: { kind: "zonefile" }, findings: opaque.length === 0 ? [] : [opaqueLines(domain, opaque)] };
}

async function fromDns(domain: string, resolver: string | undefined, json: boolean): Promise<Source> {
  const progress = progressLine(json);
  const ask = resolver === undefined ? await zoneAsker(domain) : asker(resolverAddress(resolver), undefined);
  const { live, asked, failed } = await readByDns(domain, ask, (done, of) =>
    progress.show(`Asked ${done} of ${of} DNS questions`),
  ).finally(progress.clear);
  const vital = failed.find(({ name }) => name === domain || name === `_dmarc.${domain}`);
  if (vital !== undefined) {
    throw new CannotRun(`Nobody answers for ${vital.name} (${vital.reason}), so nothing of it is known.`);
  }
  return { live, host: { kind: "zonefile" }, findings: [partial(domain, asked, failed.length)] };
}

function asker(server: string, zone: string | undefined): AskOne {
  return question => askDirectly({ server, zone, patience: directPatience }, question);
}

/** The zone's own servers, whose TTLs are those of the zone; the first that answers. */
async function zoneAsker(domain: string): Promise<AskOne> {
  const system = systemServers();
  if (system.length === 0) throw new CannotRun("This machine has no DNS resolver; name one with --resolver HOST:PORT.");
  const delegation = await zoneServers(askServers(system))(domain);
  if (delegation.status !== "ok") {
    throw new CannotRun(
      `The name servers of ${domain} cannot be found (${delegation.reason}); name a server with --resolver HOST:PORT.`,
    );
  }
  for (const address of delegation.servers.flatMap(({ addresses }) => addresses)) {
    const ask = asker(address, domain);
    if ((await ask({ name: domain, type: "SOA" })).status === "ok") return ask;
  }
  throw new CannotRun(`None of the name servers of ${domain} answers for it; name a server with --resolver HOST:PORT.`);
}

/** The DNS names neither a host nor the host's ids, so that there is nothing to import by. */
function withFindings(adoption: Adoption, { findings }: Source): Adoption {
  const isPartial = findings.some(({ id }) => id === "adopt-dns-partial");
  return {
    ...adoption,
    imports: isPartial ? [] : adoption.imports,
    findings: [...adoption.findings, ...findings],
  };
}

const partial = (domain: string, asked: number, failed: number): Finding => ({
  id: "adopt-dns-partial",
  severity: "warning",
  domain,
  file: `domains/${domain}.ts`,
  name: domain,
  message:
    `The DNS answers questions and lists nothing: after ${asked} of them (${failed} unanswered), selectors and names ` +
    "that nobody can guess stay unseen, and where the zone is kept is not known.",
  cite: "RFC 1034 §3.7",
  fix: "Compare with the host's own list, write the host into the spec, and adopt from the host itself to take records over.",
});

const opaqueLines = (domain: string, lines: readonly number[]): Finding => ({
  id: "adopt-zone-opaque",
  severity: "warning",
  domain,
  file: `domains/${domain}.ts`,
  name: domain,
  message: `What $INCLUDE and $GENERATE bring in (line ${lines.join(", ")}) was not looked into.`,
  cite: "RFC 1035 §5.1",
  fix: "Export the zone from a name server, which writes every record out, and adopt that file.",
});
