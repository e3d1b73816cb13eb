/** The command line as people run it: a process of its own, on folders of specs outside the project. */
import { spawn, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, readdirSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { expect } from "@jest/globals";
import { formatLock } from "../../src/dns/format-lock.ts";
import { datedLock, vendorLock } from "./lock.ts";

export const PROJECT = join(__dirname, "../..");
export const MAIN = join(PROJECT, "src/cli/main.ts");

export interface Run {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Folder {
  readonly path: string;
  readonly write: (file: string, text: string) => void;
  /** `mailwright …` with the folder as the working directory. */
  readonly run: (...args: readonly string[]) => Run;
  /** Every file below it, so that a test sees what was written. */
  readonly files: () => readonly string[];
  readonly remove: () => void;
}

/** A folder whose `domains/` holds the given files. */
export function folder(files: Readonly<Record<string, string>> = {}): Folder {
  const path = realpathSync(mkdtempSync(join(tmpdir(), "mailwright-test-")));
  const write = (file: string, text: string): void => {
    mkdirSync(dirname(join(path, file)), { recursive: true });
    writeFileSync(join(path, file), text);
  };
  mkdirSync(join(path, "domains"));
  for (const [file, text] of Object.entries(files)) write(`domains/${file}`, text);
  return {
    path,
    write,
    run: (...args) => run(args, path),
    files: () => readdirSync(path, { recursive: true, encoding: "utf8" }).toSorted(),
    remove: () => rmSync(path, { recursive: true, force: true }),
  };
}

/** A folder with a lock beside its specs that knows the catalogue's includes, resolved so late that it never is old. */
export function lockedFolder(files: Readonly<Record<string, string>> = {}): Folder {
  const made = folder(files);
  made.write("dns.lock.json", formatLock(datedLock(vendorLock, "2099-01-01")));
  return made;
}

export function run(args: readonly string[], cwd = PROJECT, env: Readonly<Record<string, string>> = {}): Run {
  const { status, stdout, stderr } = spawnSync(process.execPath, [MAIN, ...args], {
    cwd,
    // A terminal's wish for colour is not the tests'.
    env: { ...process.env, FORCE_COLOR: undefined, NO_COLOR: undefined, ...env },
    encoding: "utf8",
    timeout: 60_000,
  });
  return { code: status, stdout, stderr };
}

/** As `run`, while the test itself goes on: for commands that talk to a server of the test's. `signal` ends it. */
export function runAside(
  args: readonly string[],
  cwd: string,
  signal?: AbortSignal,
  env: Readonly<Record<string, string>> = {},
): Promise<Run> {
  const child = spawn(process.execPath, [MAIN, ...args], {
    cwd,
    env: { ...process.env, FORCE_COLOR: undefined, NO_COLOR: undefined, ...env },
    timeout: 60_000,
  });
  signal?.addEventListener("abort", () => child.kill("SIGKILL"));
  const [out, err]: [Buffer[], Buffer[]] = [[], []];
  child.stdout.on("data", (chunk: Buffer) => out.push(chunk));
  child.stderr.on("data", (chunk: Buffer) => err.push(chunk));
  return new Promise(done =>
    child.once("close", code =>
      done({ code, stdout: Buffer.concat(out).toString(), stderr: Buffer.concat(err).toString() }),
    ),
  );
}

/** The one JSON document of a command that says nothing else. */
export function document(result: Run): unknown {
  expect(result.stderr).toBe("");
  expect(result.stdout).toMatch(/^\{[\s\S]*\}\n$/);
  return JSON.parse(result.stdout);
}

/** A zone id of the domain's own: two zones under one id are a finding. */
export function zoneIdOf(domain: string): string {
  return createHash("md5").update(domain).digest("hex");
}

/** A sound spec as a person writes it; `more` are further keys. */
export function specText(domain: string, more = ""): string {
  return `import { cloudflare, defineDomain, fastmail } from "#mailwright";

export default defineDomain({
  domain: "${domain}",
  host: cloudflare({ zoneId: "${zoneIdOf(domain)}" }),
  services: [fastmail()],
  dmarc: { policy: "none", reportTo: ["dmarc@${domain}"] },
  ${more}
});
`;
}
