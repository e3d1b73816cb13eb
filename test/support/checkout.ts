/** A checkout of the project in a temporary folder, and the real engine on it. */
import { spawn, spawnSync, type ChildProcess } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { engineEnv, ensureStateDir } from "../../engine/engine-env.ts";
import { findEngine, type Engine } from "../../engine/find-engine.ts";

const root = join(__dirname, "../..");

export interface Run {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Checkout {
  readonly path: string;
  /** `mailwright …`, as a person runs it. */
  mailwright(...args: string[]): Run;
  /** The plain Pulumi CLI, with the environment of the embedded stack. */
  pulumi(...args: string[]): Run;
  /** The same two while the test's own process goes on: for runs that talk to a server of the test's. */
  mailwrightAside(...args: string[]): Promise<Run>;
  pulumiAside(...args: string[]): Promise<Run>;
  /** The plain CLI as leader of a process group of its own, so that it can be killed with all it started. */
  startPulumi(...args: string[]): ChildProcess;
  read(file: string): string;
  write(file: string, text: string): void;
  /** Replaces a text that must be there. */
  edit(file: string, from: string, to: string): void;
  remove(): void;
}

/** Hosts in place of the embedded zone files: each domain at its own, by stand-in plugins that talk to fakes. */
export interface StandIns {
  /** Folders of test/support/plugins. */
  readonly plugins: readonly ("aws" | "cloudflare")[];
  /** Where the fakes are, and their credentials. */
  readonly env: Readonly<Record<string, string>>;
}

/** Copies what a user's checkout holds; packages come by link. `specs` replaces the project's own domains. */
export async function makeCheckout(specs?: Readonly<Record<string, string>>, hosts?: StandIns): Promise<Checkout> {
  const path = mkdtempSync(join(tmpdir(), "mailwright-e2e-"));
  for (const part of ["src", "engine", "index.ts", "package.json", "Pulumi.yaml", "Pulumi.dev.yaml"]) {
    cpSync(join(root, part), join(path, part), { recursive: true });
  }
  // Domains of the tests' own: those of the project are its user's to change.
  cpSync(join(root, "test/fixtures/domains"), join(path, "domains"), { recursive: true });
  cpSync(join(root, "test/fixtures/dns.lock.json"), join(path, "dns.lock.json"));
  symlinkSync(join(root, "node_modules"), join(path, "node_modules"));
  if (hosts !== undefined) useStandIns(path, hosts.plugins);
  const checkout = onCheckout(path, await findEngine(root), hosts?.env ?? {});
  if (specs !== undefined) {
    rmSync(join(path, "domains"), { recursive: true });
    mkdirSync(join(path, "domains"));
    for (const [file, text] of Object.entries(specs)) checkout.write(`domains/${file}`, text);
  }
  return checkout;
}

function useStandIns(path: string, plugins: StandIns["plugins"]): void {
  const project = join(path, "Pulumi.yaml");
  const entries = plugins.map(name => `    - name: ${name}\n      path: ${join(root, "test/support/plugins", name)}\n`);
  writeFileSync(
    project,
    readFileSync(project, "utf8").replace(/^  providers:\n/m, line => line + entries.join("")),
  );
  const config = join(path, "Pulumi.dev.yaml");
  writeFileSync(config, readFileSync(config, "utf8").replace("mailwright:host: zonefile", "mailwright:host: declared"));
}

function onCheckout(path: string, engine: Engine, hosts: Readonly<Record<string, string>>): Checkout {
  const inherited = { ...process.env };
  // A test machine's own backend or home is never touched, nor a host account of whoever runs the tests.
  const foreign = /^(PULUMI|CLOUDFLARE|AWS)_/;
  for (const name of Object.keys(inherited)) if (foreign.test(name)) delete inherited[name];
  Object.assign(inherited, hosts);
  const options = { cwd: path, encoding: "utf8", maxBuffer: 1 << 28 } as const;
  const run = (bin: string, args: readonly string[], env: NodeJS.ProcessEnv): Run => {
    const { status, stdout, stderr } = spawnSync(bin, args, { ...options, env });
    return { code: status, stdout, stderr };
  };
  const environment = (command: string): NodeJS.ProcessEnv =>
    engineEnv(inherited, { project: path, stack: "dev", engine, command });
  const config = (args: readonly string[]): string[] => [
    "--config-file",
    join(path, ".mailwright/Pulumi.dev.yaml"),
    ...args,
  ];
  const withStack = (args: readonly string[]): string[] => {
    const [command = "", ...rest] = args;
    const takesConfig = ["preview", "up", "refresh", "destroy"].includes(command);
    return [command, "--stack", "dev", ...(takesConfig ? config(rest) : rest)];
  };
  const aside = (bin: string, args: readonly string[], env: NodeJS.ProcessEnv): Promise<Run> => {
    const child = spawn(bin, args, { cwd: path, env, stdio: ["ignore", "pipe", "pipe"] });
    const [out, err]: [Buffer[], Buffer[]] = [[], []];
    child.stdout.on("data", (chunk: Buffer) => out.push(chunk));
    child.stderr.on("data", (chunk: Buffer) => err.push(chunk));
    return new Promise(done =>
      child.once("close", code =>
        done({ code, stdout: Buffer.concat(out).toString(), stderr: Buffer.concat(err).toString() }),
      ),
    );
  };
  return {
    path,
    mailwrightAside: (...args) => aside(process.execPath, [join(path, "src/cli/main.ts"), ...args], inherited),
    pulumiAside: (...args) => {
      ensureStateDir(path);
      return aside(engine.bin, withStack(args), environment(args[0] ?? ""));
    },
    mailwright: (...args) => run(process.execPath, [join(path, "src/cli/main.ts"), ...args], inherited),
    pulumi: (...args) => {
      ensureStateDir(path);
      return run(engine.bin, withStack(args), environment(args[0] ?? ""));
    },
    startPulumi: (...args) =>
      spawn(engine.bin, withStack(args), {
        cwd: path,
        env: environment(args[0] ?? ""),
        detached: true,
        stdio: "ignore",
      }),
    read: file => readFileSync(join(path, file), "utf8"),
    write: (file, text) => writeFileSync(join(path, file), text),
    edit: (file, from, to) => {
      const text = readFileSync(join(path, file), "utf8");
      if (!text.includes(from)) throw new Error(`${file} does not hold ${from}`);
      writeFileSync(join(path, file), text.replace(from, to));
    },
    remove: () => rmSync(path, { recursive: true, force: true }),
  };
}
