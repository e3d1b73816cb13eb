/** What a stack's committed config file says to mailwright. */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import type { HostSettings } from "../hosts/desired-resource.ts";

export interface StackConfig extends HostSettings {
  /** The stack's `mailwright:domains`; undefined: all. */
  readonly group: readonly string[] | undefined;
}

export function stackConfig(project: string, stack: string): StackConfig {
  const file = join(project, `Pulumi.${stack}.yaml`);
  const { config } = (existsSync(file) ? (parse(readFileSync(file, "utf8")) ?? {}) : {}) as {
    readonly config?: Readonly<Record<string, unknown>>;
  };
  const value = config?.["mailwright:domains"];
  // `pulumi config set` keeps a list as JSON text; by hand it is a list.
  const group: unknown = typeof value === "string" ? parse(value) : value;
  return {
    group: Array.isArray(group) ? group.map(String) : undefined,
    host: config?.["mailwright:host"] === "zonefile" ? "zonefile" : "declared",
    zoneDirectory: String(config?.["mailwright:zoneDirectory"] ?? "zones"),
  };
}
