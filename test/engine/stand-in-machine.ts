/**
 * A machine of its own for each test: an empty home and cache, and a PATH with nothing but the shell scripts a test puts
 * there in the place of pulumi, npx and go. No network, no real tool.
 */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { Machine } from "../../engine/machine.ts";

export const PROJECT = dirname(dirname(import.meta.dirname));
const { platform, arch } = process;
const BUILD = `3.274.1-3.68.0-${platform}-${arch}`;

/** Scripts that behave like the real tools, well or badly. Each notes its call in `$LOG`. */
export const PULUMI = 'echo "pulumi $*" >> "$LOG"; echo v3.300.0';
export const LANGUAGE_HOST = "exit 0";
export const GO = `echo "go $*" >> "$LOG"
echo "GOWORK=$GOWORK in $PWD" >> "$LOG"
if [ "$1" = version ]; then echo "go version go1.26.8 linux/amd64"; exit; fi
while [ "$1" != -o ]; do shift; done
printf '#!/bin/sh\\necho built\\n' > "$2"; chmod +x "$2"`;
export const OLD_GO = 'echo "go version go1.21.3 linux/amd64"';
export const BROKEN_GO = `if [ "$1" = version ]; then echo "go version go1.26.8 linux/amd64"; exit; fi
echo "# some/package"; echo "disk full" >&2; exit 1`;
export const NPX_REFUSED = `echo "npx $*" >> "$LOG"
echo "Downloading pulumi v3.265.0..." >&2; echo "pulumi: fetch failed" >&2; echo "npm notice new version" >&2; exit 1`;
export const NPX_HANGS = 'echo "npx $*" >> "$LOG"; sleep 60';

export interface StandIn {
  readonly machine: Machine;
  readonly home: string;
  readonly bin: string;
  readonly cache: string;
  /** Where a finished build belongs. */
  readonly build: string;
  /** Puts a script of that name on PATH, or at a path of its own. */
  script(name: string, body: string): string;
  /** What the scripts noted, a line each. */
  calls(): readonly string[];
  /** All that was written to stderr. */
  progress(): string;
  remove(): void;
}

export function standIn(changes: Partial<Machine> = {}): StandIn {
  const root = mkdtempSync(join(tmpdir(), "mailwright-engine-"));
  const [home, bin, cache, log] = ["home", "bin", "cache", "calls.log"].map(name => join(root, name)) as [
    string,
    string,
    string,
    string,
  ];
  for (const directory of [home, bin, cache]) mkdirSync(directory);
  writeFileSync(log, "");
  let progress = "";
  const machine: Machine = {
    env: { PATH: bin, HOME: home, MAILWRIGHT_CACHE: cache, LOG: log },
    platform,
    arch,
    now: Date.now,
    stderr: { isTTY: false, write: text => (progress += text) },
    limits: { probe: 5_000, npm: 5_000, build: 5_000 },
    goDirectories: [],
    ...changes,
  };
  return {
    machine,
    home,
    bin,
    cache,
    build: join(cache, "mailwright/engine", BUILD),
    script(name, body) {
      const file = name.includes("/") ? name : join(bin, name);
      mkdirSync(dirname(file), { recursive: true });
      // The scripts' own commands come from the system, which the machine's PATH hides.
      writeFileSync(file, `#!/bin/sh\nPATH=/usr/bin:/bin\n${body}\n`, { mode: 0o755 });
      return file;
    },
    calls: () => readFileSync(log, "utf8").split("\n").filter(Boolean),
    progress: () => progress,
    remove: () => rmSync(root, { recursive: true, force: true }),
  };
}

/** A complete build in the cache, as an earlier run leaves it. */
export function putBuild(on: StandIn): void {
  on.script(join(on.build, "pulumi"), PULUMI);
  on.script(join(on.build, "pulumi-language-nodejs"), LANGUAGE_HOST);
}

/** An npx that does what the real package does: installs into <home>/versions/<version>/bin, then runs the CLI. */
export function workingNpx(on: StandIn): string {
  const directory = join(on.home, ".pulumi/versions/3.265.0/bin");
  return `echo "npx $*" >> "$LOG"; [ "$PULUMI_VERSION" = 3.265.0 ] || exit 1; mkdir -p ${directory}; cd ${directory}
printf '#!/bin/sh\\necho v3.265.0\\n' > pulumi; cp pulumi pulumi-language-nodejs; chmod +x *; ./pulumi`;
}
