/** The pinned versions of the engine. The go.mod files hold them; nothing here repeats them. */
import { readFileSync } from "node:fs";
import { join } from "node:path";

export interface EngineVersions {
  /** The Pulumi CLI, `v3.274.1`. */
  readonly cli: string;
  /** The Node.js language host, which is served as a module of its own and only up to an older version. */
  readonly languageHost: string;
  /** The oldest Go that builds both: the `go` line of engine/cli/go.mod. */
  readonly go: string;
}

/**
 * The version of the npm package `pulumi`, which is also the version of the CLI that it installs. It follows the CLI's
 * releases at a distance, so this is older than the CLI built from source; both run the same programs.
 */
export const NPM_VERSION = "3.265.0";

const CLI_MODULE = "github.com/pulumi/pulumi/pkg/v3";
const SDK_MODULE = "github.com/pulumi/pulumi/sdk/v3";

/** Reads the pinned versions out of `<project>/engine`. */
export function engineVersions(project: string): EngineVersions {
  const cli = readFileSync(join(project, "engine/cli/go.mod"), "utf8");
  const languageHost = readFileSync(join(project, "engine/language-nodejs/go.mod"), "utf8");
  return {
    cli: requiredVersion(cli, CLI_MODULE),
    languageHost: requiredVersion(languageHost, SDK_MODULE),
    go: /^go (\S+)$/m.exec(cli)?.[1] ?? "1.26.6",
  };
}

function requiredVersion(goMod: string, module: string): string {
  const line = goMod.split("\n").find(text => text.trim().startsWith(`${module} v`));
  const version = line?.trim().split(" ")[1];
  if (version === undefined) throw new Error(`go.mod does not require ${module}`);
  return version;
}

/** Whether a dotted version (`1.26.8`, `1.27rc1`, a leading v or go ignored) is at least another. */
export function atLeast(version: string, minimum: string): boolean {
  const have = numbers(version);
  const want = numbers(minimum);
  for (let i = 0; i < want.length; i++) {
    const difference = (have[i] ?? 0) - (want[i] ?? 0);
    if (difference !== 0) return difference > 0;
  }
  return true;
}

function numbers(version: string): readonly number[] {
  return (/\d+(?:\.\d+)*/.exec(version)?.[0] ?? "0").split(".").map(Number);
}
