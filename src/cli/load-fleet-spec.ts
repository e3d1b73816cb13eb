/** `_fleet.ts` beside the specs: what holds for all domains. */
import { existsSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import type { Finding } from "../finding.ts";
import { parseFleetSpec, type FleetSpec } from "../spec/fleet-spec.ts";
import { loading, notLoaded } from "./load-specs.ts";

export const FLEET_FILE = "_fleet.ts";

export interface LoadedFleetSpec {
  /** Nothing is asked for where there is no file. */
  readonly fleet: FleetSpec;
  /** Errors: with a freeze that cannot be read, nobody knows what may go on. */
  readonly findings: readonly Finding[];
}

export async function loadFleetSpec(directory: string): Promise<LoadedFleetSpec> {
  const path = resolve(directory, FLEET_FILE);
  if (!existsSync(path)) return { fleet: {}, findings: [] };
  const shown = relative(process.cwd(), join(path));
  try {
    const loaded = (await loading(() => import(pathToFileURL(path).href))) as { readonly default?: unknown };
    return parseFleetSpec(loaded.default, shown);
  } catch (error) {
    return { fleet: {}, findings: notLoaded(error, path, shown).map(finding => ({ ...finding, domain: "" })) };
  }
}
