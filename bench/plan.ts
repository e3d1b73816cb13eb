/** `mailwright plan` as a whole process, beside the peers on the same records, and its growth. */
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { makeFleet, type PlannedFleet } from "./make-fleet.ts";
import { makeDnscontrol, makeOctodns } from "./make-peers.ts";
import { show, time, type Timing } from "./measure.ts";

export function benchPlan(project: string, work: string): void {
  const main = join(project, "src/cli/main.ts");
  const plan = (count: number): Timing => {
    const folder = makeFleet(join(work, `fleet-${count}`), count);
    const args = [main, "plan", "--json", "--domains", folder];
    return time({ label: `mailwright plan, ${count} domains`, bin: process.execPath, args, cwd: project });
  };
  const ours = plan(1000);
  const folder = join(work, "fleet-1000");
  const args = [main, "plan", "--json", "--domains", folder];
  const text = spawnSync(process.execPath, args, { cwd: project, encoding: "utf8", maxBuffer: 1 << 30 }).stdout;
  // The report domain's thousand records are left out for the peers: a domain of theirs has ten RRsets, like ours.
  const all = JSON.parse(text) as PlannedFleet;
  const fleet = { domains: all.domains.filter(({ rrsets }) => rrsets.length === 10) };
  if (fleet.domains.length !== 1000)
    throw new Error(`expected 1000 domains of ten RRsets, got ${fleet.domains.length}`);
  const peers: Timing[] = [];
  const dnscontrol = onPath("dnscontrol");
  if (dnscontrol !== undefined) {
    const cwd = makeDnscontrol(join(work, "dnscontrol"), fleet);
    peers.push(time({ label: "dnscontrol preview", bin: dnscontrol, args: ["preview"], cwd }));
  }
  const octodns = onPath("octodns-sync");
  if (octodns !== undefined) {
    const cwd = makeOctodns(join(work, "octodns"), fleet);
    peers.push(time({ label: "octodns-sync", bin: octodns, args: ["--config-file", "config.yaml"], cwd }));
  }
  show("plan, 1,000 domains of ten RRsets, whole process, best of three", [ours, ...peers]);
  if (dnscontrol === undefined) console.log("  (dnscontrol is not on PATH: not measured)");
  if (octodns === undefined) console.log("  (octodns-sync is not on PATH: not measured)");
  show("plan, growth with the fleet", [ours, plan(2000), plan(5000), plan(10_000)]);
}

function onPath(name: string): string | undefined {
  const folders = (process.env["PATH"] ?? "").split(delimiter);
  return folders.map(folder => join(folder, name)).find(existsSync);
}
