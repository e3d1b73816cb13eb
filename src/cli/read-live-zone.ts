/** Zones of a host's account, for the commands that read them. The clients of the hosts are loaded only here, when they are used. */
import { HostError } from "../hosts/host-error.ts";
import type { LiveZone, ZoneAtHost } from "../hosts/live-record.ts";
import { CannotRun } from "./cannot-run.ts";

export type ApiHost = "cloudflare" | "route53";

/**
 * The zone at a host with all its records. `which` is the zone as it was listed, its id, its name, or a name in it. `say`
 * hears when the host asks for a pause.
 */
export async function readLiveZone(
  host: ApiHost,
  which: string | ZoneAtHost,
  say: (text: string) => void,
): Promise<LiveZone> {
  return asCannotRun(async () => {
    if (host === "route53") return (await import("../hosts/route53/read-zone.ts")).readRoute53Zone(which);
    return (await import("../hosts/cloudflare/read-zone.ts")).readCloudflareZone(which, waits(say));
  });
}

/** Every public zone of the account, by name. */
export async function listLiveZones(host: ApiHost, say: (text: string) => void): Promise<readonly ZoneAtHost[]> {
  return asCannotRun(async () => {
    if (host === "route53") return (await import("../hosts/route53/read-zone.ts")).listRoute53Zones();
    return (await import("../hosts/cloudflare/read-zone.ts")).listCloudflareZones(waits(say));
  });
}

function waits(say: (text: string) => void): (seconds: number) => void {
  return seconds => say(`Cloudflare asks for a pause of ${seconds} s (too many calls); waiting …`);
}

async function asCannotRun<T>(read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    throw error instanceof HostError ? new CannotRun(error.message) : error;
  }
}
