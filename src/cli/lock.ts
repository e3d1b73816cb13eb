/** `mailwright lock`: what the names that SPF records lead to hold today, into `dns.lock.json`. */
import { existsSync, readFileSync } from "node:fs";
import { basename, resolve } from "node:path";
import type { DnsLock } from "../dns/dns-lock.ts";
import { formatLock } from "../dns/format-lock.ts";
import { printable } from "../finding.ts";
import { askServers } from "../hosts/dns/ask-servers.ts";
import { systemServers } from "../hosts/dns/server-address.ts";
import type { FleetPlan } from "../plan/domain-plan.ts";
import { lockRoots } from "../plan/lock-roots.ts";
import { planFleet } from "../plan/plan-fleet.ts";
import type { ParsedSpec } from "../spec/parse-spec.ts";
import { driftLine, lockDrift } from "../spf/lock-drift.ts";
import { CannotRun } from "./cannot-run.ts";
import { today } from "./load-fleet.ts";
import { loadSpecs } from "./load-specs.ts";
import type { Output } from "./output.ts";
import { progressLine } from "./progress-line.ts";
import { lockPath, readLock } from "./read-lock.ts";
import { refreshLock, type RefreshFailure } from "./refresh-lock.ts";
import { resolverAddress } from "./resolver-address.ts";
import { writeWhole } from "./write-whole.ts";

export interface LockOptions {
  readonly directory: string;
  /** Only says what differs. */
  readonly check: boolean;
  /** As on the command line; the system's servers otherwise. */
  readonly resolver: string | undefined;
  readonly json: boolean;
}

/**
 * Exit code: with `check` 1 where the content would change. 1 also where a name could not be had and nothing older is known
 * of it; else 0. Nothing resolved at all, or nothing to write to: CannotRun.
 */
export async function lock({ directory, check, resolver, json }: LockOptions, output: Output): Promise<number> {
  const servers = resolver === undefined ? systemServers() : [resolverAddress(resolver)];
  if (servers.length === 0)
    throw new CannotRun("This machine has no DNS resolver; name one with --resolver HOST:PORT.");
  const path = lockPath(directory);
  const older = readLock(directory);
  const specs = await loadSpecs({ directory: resolve(directory), root: process.cwd() });
  const fleet = planFleet(specs, { today: today(), lock: older });
  const keepAll = hasBrokenSpecs(specs, fleet);
  const progress = progressLine(json);
  const {
    lock: fresh,
    failed,
    asked,
  } = await refreshLock({
    roots: lockRoots(fleet),
    older,
    ask: askServers(servers),
    today: today(),
    keepAll,
    onProgress: (done, of) => progress.show(`Asked ${done} of ${of} DNS questions`),
  }).finally(progress.clear);
  if (asked > 0 && failed.length === asked) {
    const { reason } = failed[0] as RefreshFailure;
    throw new CannotRun(
      `None of ${count(asked, "DNS question")} to ${servers.join(", ")} was answered (${reason}); ${basename(path)} is left as it is.`,
    );
  }
  const changed = lockDrift(older, fresh);
  const written = !check && write(path, fresh);
  if (json) output.json({ changed, failed });
  else {
    for (const one of changed) output.text(driftLine(one));
    warn(failed, older, keepAll, output);
    const state = check
      ? "nothing is written"
      : written
        ? `${basename(path)} is written`
        : `${basename(path)} is as it was`;
    const counts = `${count(Object.keys(fresh.names).length, "name")}, ${count(asked, "question")}, ${changed.length} changed`;
    output.text(`${counts}; ${state}.`);
  }
  const lacks = failed.some(({ kept }) => !kept);
  return lacks || (check && changed.length > 0) ? 1 : 0;
}

/** True where names may be needed that no plan shows: a spec that was not read, or a record that was not made. */
function hasBrokenSpecs(specs: readonly ParsedSpec[], { domains }: FleetPlan): boolean {
  return (
    specs.some(({ spec }) => spec === undefined) ||
    domains.some(({ findings, spf }) => {
      const made = new Set(spf.map(({ name }) => name));
      return findings.some(
        ({ severity, id, name }) => severity === "error" && id.startsWith("spf-") && !made.has(name),
      );
    })
  );
}

/** False where the file holds just that already. */
function write(path: string, fresh: DnsLock): boolean {
  const text = formatLock(fresh);
  if (existsSync(path) && readFileSync(path, "utf8") === text) return false;
  writeWhole(path, text);
  return true;
}

function count(number: number, what: string): string {
  return `${number} ${what}${number === 1 ? "" : "s"}`;
}

/** More of them say nothing new. */
const MAX_WARNINGS = 20;

function warn(failed: readonly RefreshFailure[], older: DnsLock, keepAll: boolean, output: Output): void {
  for (const { name, type, reason, kept } of failed.slice(0, MAX_WARNINGS)) {
    const what = kept
      ? `its entry of ${older.names[name]?.[type]?.resolved} stays, and all below it`
      : "nothing older is known of it, so SPF that asks for it cannot be judged";
    output.diagnostic(printable(`warning: ${name} ${type}: ${reason}; ${what}.`));
  }
  const more = failed.length - MAX_WARNINGS;
  if (more > 0) output.diagnostic(`warning: ${more} further names could not be had.`);
  if (keepAll) {
    output.diagnostic("warning: a spec has errors, so no name is dropped; mailwright check lists them.");
  }
}
