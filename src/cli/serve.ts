/** `mailwright serve [domain…]`: an authoritative name server on loopback over the plan or over zone files, until it is stopped. */
import { readFileSync } from "node:fs";
import { basename } from "node:path";
import { printable } from "../finding.ts";
import type { Served } from "../hosts/serve/answer.ts";
import { listen, type Listening } from "../hosts/serve/listen.ts";
import { lockedNames } from "../hosts/serve/locked-names.ts";
import { respond } from "../hosts/serve/respond.ts";
import { ZoneNotServed, readServedZone, type ServedZone } from "../hosts/serve/served-zone.ts";
import type { WireName } from "../hosts/serve/wire-name.ts";
import { planZones } from "../hosts/zonefile/plan-zones.ts";
import { RdataError } from "../hosts/zonefile/read-rdata.ts";
import { ZoneSyntaxError } from "../hosts/zonefile/scan-zone.ts";
import type { FleetPlan } from "../plan/domain-plan.ts";
import { CannotRun } from "./cannot-run.ts";
import { exitCode } from "./check.ts";
import { loadFleet } from "./load-fleet.ts";
import type { Output } from "./output.ts";
import { readLock } from "./read-lock.ts";
import { countFindings, renderFindings } from "./render-findings.ts";
import { unreadable } from "./unreadable.ts";

export interface ServeOptions {
  readonly directory: string;
  readonly names: readonly string[];
  /** As the command line has it; undefined takes a free one. */
  readonly port: string | undefined;
  readonly files: readonly string[];
}

/** Exit code, once a signal has ended it: 1 when the plan that was served has a finding of severity error, else 0. */
export async function serve({ directory, names, port, files }: ServeOptions, output: Output): Promise<number> {
  const wanted = portNumber(port);
  // Zone files stand alone, unless domains are named beside them.
  const fleet: FleetPlan =
    files.length > 0 && names.length === 0 ? { domains: [], findings: [] } : await loadFleet(directory, names);
  const zones = new Map<WireName, ServedZone>();
  for (const { zone, text } of planZones(fleet.domains)) addZone(zones, text, zone, `the plan of ${zone}`, output);
  for (const file of files) addZone(zones, readZoneFile(file), originOf(file), file, output);
  const served: Served = { zones, locked: lockedNames(readLock(directory)) };
  if (fleet.findings.length > 0) {
    output.diagnostic(renderFindings(fleet.findings, (_, text) => text));
    output.diagnostic(`${countFindings(fleet.findings, fleet.domains.length)}.`);
  }
  const stopped = stopSignal();
  const server = await openServer(wanted, served);
  output.text(server.addresses[0] ?? "");
  const count = (n: number, what: string): string => `${n} ${what}${n === 1 ? "" : "s"}`;
  output.diagnostic(
    `Answering for ${count(zones.size, "zone")} on ${server.addresses.join(" and ")}, UDP and TCP, and from ` +
      `dns.lock.json for ${count(served.locked.size, "name")} of others. Later changes of files are not seen; Ctrl+C ends it.`,
  );
  await stopped;
  await server.close();
  return exitCode(fleet);
}

function portNumber(text = "0"): number {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN;
  if (!(port <= 65_535)) throw new CannotRun(`--port ${text} is no port; give a number from 0 to 65535.`);
  return port;
}

function readZoneFile(file: string): string {
  try {
    return readFileSync(file, "latin1");
  } catch (error) {
    throw unreadable(file, error);
  }
}

/** The name in the file's name, for zone files that leave it to the server: `client.example.zone`, `db.client.example`. */
function originOf(file: string): string {
  return basename(file)
    .toLowerCase()
    .replace(/^db\./, "")
    .replace(/\.(zone|db|txt|bind|dns)$/, "");
}

function addZone(zones: Map<WireName, ServedZone>, text: string, origin: string, from: string, output: Output): void {
  try {
    const { zone, notes } = readServedZone(text, origin);
    if (zones.has(zone.origin))
      throw new CannotRun(`${from} holds a zone that is served already; give each zone once.`);
    zones.set(zone.origin, zone);
    for (const note of notes) output.diagnostic(`${printable(from)}: ${printable(note)}`);
  } catch (error) {
    const known = error instanceof ZoneNotServed || error instanceof ZoneSyntaxError || error instanceof RdataError;
    throw known ? new CannotRun(`${from}: ${error.message}`) : error;
  }
}

async function openServer(port: number, served: Served): Promise<Listening> {
  try {
    return await listen(port, (message, transport) => respond(served, message, transport));
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "EADDRINUSE") throw new CannotRun(`port ${port} is in use; give another, or none to take a free one.`);
    if (code === "EACCES") throw new CannotRun(`port ${port} may not be opened by this user; give one above 1023.`);
    throw error;
  }
}

/** Resolves at the first SIGINT or SIGTERM; a second one ends the process in the usual way. */
function stopSignal(): Promise<void> {
  return new Promise(resolve => {
    const stop = (): void => {
      process.removeListener("SIGINT", stop);
      process.removeListener("SIGTERM", stop);
      resolve();
    };
    process.on("SIGINT", stop);
    process.on("SIGTERM", stop);
  });
}
