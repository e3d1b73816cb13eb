/** `mailwright adopt --all`: every zone of an account, one after the other; what is there already is left as it is. */
import { existsSync } from "node:fs";
import { canonicalName } from "../dns/owner-name.ts";
import { printable } from "../finding.ts";
import { adoptZone } from "../hosts/adopt/adopt-zone.ts";
import type { Adoption } from "../hosts/adopt/adoption.ts";
import type { ZoneAtHost } from "../hosts/live-record.ts";
import { writeAdoption } from "./adopt.ts";
import { CannotRun } from "./cannot-run.ts";
import { today } from "./load-fleet.ts";
import { domainOfFile, specFiles } from "./load-specs.ts";
import type { Output } from "./output.ts";
import { progressLine } from "./progress-line.ts";
import { listLiveZones, readLiveZone, type ApiHost } from "./read-live-zone.ts";

export interface AdoptAllOptions {
  readonly from: string;
  readonly json: boolean;
  /** Folder of specs. */
  readonly directory: string;
}

interface Outcome {
  readonly adopted: (Adoption & { readonly domain: string })[];
  /** Zones that have a spec. */
  readonly skipped: string[];
  readonly failed: { readonly domain: string; readonly reason: string }[];
}

/** Writes as it goes, so that a run that was stopped is taken up by the next. Exit code: 1 when a zone could not be adopted. */
export async function adoptAll({ from, json, directory }: AdoptAllOptions, output: Output): Promise<number> {
  if (from !== "cloudflare" && from !== "route53") {
    throw new CannotRun("--all lists the zones of an account: give --from cloudflare or --from route53.");
  }
  const progress = progressLine(json);
  const say = (text: string): void => {
    progress.clear();
    output.diagnostic(text);
  };
  const specs = new Set(existsSync(directory) ? specFiles(directory).map(domainOfFile) : []);
  const zones = await listLiveZones(from, say);
  const twice = new Set(zones.filter(({ zone }, index) => zone === zones[index - 1]?.zone).map(({ zone }) => zone));
  const outcome: Outcome = { adopted: [], skipped: [], failed: [] };
  for (const [index, at] of zones.entries()) {
    const domain = canonicalName(at.zone);
    progress.show(`Adopting ${index + 1} of ${zones.length}: ${domain}`);
    if (specs.has(domain)) outcome.skipped.push(domain);
    else if (twice.has(at.zone)) {
      // Which of them is delegated to, their host does not know.
      if (zones[index - 1]?.zone !== at.zone) {
        outcome.failed.push({
          domain,
          reason: `there are several zones of that name; choose one with --from ${from}:ZONE_ID`,
        });
      }
    } else await adoptOne(at, { from, json, directory, say }, outcome);
  }
  progress.clear();
  if (json) output.json(outcome);
  else output.text(render(outcome, output));
  return outcome.failed.length === 0 ? 0 : 1;
}

interface OneOptions extends AdoptAllOptions {
  readonly from: ApiHost;
  readonly say: (text: string) => void;
}

/** One zone that fails does not stop the others. */
async function adoptOne(at: ZoneAtHost, { from, json, directory, say }: OneOptions, outcome: Outcome): Promise<void> {
  const domain = canonicalName(at.zone);
  try {
    const live = await readLiveZone(from, at, say);
    const adoption = adoptZone({ domain, live, host: { kind: from, zoneId: at.zoneId }, today: today() });
    if (adoption.spec === "") {
      const [first] = adoption.findings.filter(one => one.severity === "error");
      outcome.failed.push({ domain, reason: first?.message ?? "its records cannot be a spec" });
      return;
    }
    if (!json) writeAdoption(directory, domain, adoption);
    outcome.adopted.push({ domain, ...adoption });
  } catch (error) {
    if (!(error instanceof CannotRun)) throw error;
    outcome.failed.push({ domain, reason: error.message });
  }
}

function render({ adopted, skipped, failed }: Outcome, { style }: Output): string {
  const lines = adopted.map(({ domain, recognised, imports, corrections, leftovers, findings }) => {
    const byHand = corrections.filter(one => one.byHand === true).length;
    const errors = findings.filter(one => one.severity === "error").length;
    const counts = [
      `${recognised.length} services`,
      `${imports.length} to take over`,
      `${corrections.length} corrections${byHand === 0 ? "" : ` (${byHand} by hand)`}`,
      `${leftovers.length} left`,
      ...(errors === 0 ? [] : [`${errors} errors`]),
    ];
    return `  ${domain}  ${style("dim", counts.join(", "))}`;
  });
  return [
    ...lines,
    ...skipped.map(domain => `  ${domain}  ${style("dim", "skipped: it has a spec")}`),
    ...failed.map(({ domain, reason }) => `  ${domain}  ${style("red", "failed")}: ${printable(reason)}`),
    "",
    `${adopted.length} adopted, ${skipped.length} skipped, ${failed.length} failed.`,
    ...(adopted.length === 0
      ? []
      : ["Next: read the specs, then mailwright check, and mailwright preview --stack prod."]),
  ].join("\n");
}
