/**
 * Dovecot, a real IMAP server, on the loopback interface with mailboxes of its own. On Debian it is only unpacked: installing it
 * would start a server of the machine's.
 */
import { spawn, spawnSync } from "node:child_process";
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { executables, pathDirectories } from "../../engine/search-path.ts";
import { onPath, unpackDebian } from "./debian-packages.ts";
import { fillOnce, toolFolder } from "./tool-cache.ts";

const NAME = `dovecot-${process.arch}`;
/** What a Debian without extras may lack of what the programs are linked with. */
const PACKAGES = ["dovecot-core", "dovecot-imapd", "libsodium23", "libunwind8", "libpam0g", "openssl"];
const MODULES = "/usr/lib/dovecot/modules";

/** Gets it if it is missing; returns what is wrong when it cannot. */
export function ensureDovecot(): string | undefined {
  if (existsSync(toolFolder(NAME))) return undefined;
  if (!onPath("apt-get")) {
    return onPath("dovecot") ? undefined : "The tests need Dovecot: install it (Fedora dovecot, Homebrew dovecot).";
  }
  const failure = fillOnce(NAME, folder => unpackDebian(PACKAGES, folder) ?? letModulesBeElsewhere(folder));
  return failure && `The tests need Dovecot, and apt-get could not fetch it (${failure}).`;
}

/**
 * Where TLS is looked for stands in the programs, and no setting changes it: it becomes a link in the folder that a server of
 * the tests runs in.
 */
function letModulesBeElsewhere(folder: string): undefined {
  const built = Buffer.from(`${MODULES}\0`);
  const ours = Buffer.alloc(built.length);
  ours.write("/proc/self/cwd/modules");
  for (const entry of readdirSync(join(folder, "usr"), { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    const octets = readFileSync(path);
    let at = octets.indexOf(built);
    if (at === -1) continue;
    for (; at !== -1; at = octets.indexOf(built, at)) ours.copy(octets, at);
    writeFileSync(path, octets);
  }
}

interface Programs {
  readonly root: string;
  readonly env: NodeJS.ProcessEnv;
}

function programs(): Programs {
  const folder = toolFolder(NAME);
  if (!existsSync(folder)) {
    const installed = executables("dovecot", pathDirectories(process.env))[0];
    if (installed === undefined) throw new Error("Dovecot is missing: run node test/support/ensure-tools.ts.");
    return { root: dirname(dirname(dirname(installed))), env: process.env };
  }
  const own = join(folder, "usr/lib/dovecot");
  const shared = readdirSync(join(folder, "usr/lib"))
    .filter(name => name.includes("-linux-"))
    .map(name => join(folder, "usr/lib", name));
  const path = [own, join(own, "modules/old-stats"), ...shared].join(":");
  return { root: folder, env: { ...process.env, LD_LIBRARY_PATH: path } };
}

export interface DovecotOptions {
  /** Everybody's. */
  readonly password: string;
  readonly tls?: boolean;
  /** What the server says it can, instead of all it can. */
  readonly capabilities?: string;
}

export interface Dovecot {
  /** For STARTTLS or clear text. */
  readonly port: number;
  readonly tlsPort: number;
  /** The certificate, which is its own authority: for localhost and 127.0.0.1. */
  readonly certificate: string;
  /** A user with an empty INBOX; returns the folder of the mail. */
  user(name: string): string;
  stop(): Promise<void>;
}

export async function startDovecot(options: DovecotOptions): Promise<Dovecot> {
  const { root, env } = programs();
  const base = mkdtempSync(join(tmpdir(), "dovecot-"));
  // The mail is read as another user than root, who must get to it.
  chmodSync(base, 0o755);
  const owner = process.getuid?.() === 0 ? idsOf("nobody") : { uid: process.getuid!(), gid: process.getgid!() };
  const certificate = makeCertificate(base, root);
  const [port, tlsPort] = [await freePort(), await freePort()];
  const config = join(base, "dovecot.conf");
  mkdirSync(join(base, "run"));
  mkdirSync(join(base, "home"));
  symlinkSync(join(root, MODULES), join(base, "run/modules"));
  writeFileSync(config, configText({ ...options, root, base, port, tlsPort, owner }));
  // As dovecot itself would do it, which looks for doveconf at one place only.
  const server = [join(root, "usr/sbin/dovecot"), "-F", "-c", config];
  const args = ["-f", "service=master", "-c", config, "-m", "master", "-e", ...server];
  const child = spawn(join(root, "usr/bin/doveconf"), args, { env, stdio: ["ignore", "ignore", "pipe"] });
  let log = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => (log += text));
  const ended = new Promise<void>(resolve => child.once("close", () => resolve()));
  const started = new Promise<void>((resolve, reject) => {
    child.stderr.on("data", () => log.includes("starting up") && resolve());
    child.once("close", () => reject(new Error(`Dovecot did not start: ${log}`)));
  });
  await started;
  return {
    port,
    tlsPort,
    certificate,
    user(name) {
      const home = join(base, "home", name);
      for (const folder of ["", "Maildir", "Maildir/new", "Maildir/cur", "Maildir/tmp"]) {
        mkdirSync(join(home, folder));
        chownSync(join(home, folder), owner.uid, owner.gid);
      }
      return join(home, "Maildir");
    },
    async stop() {
      child.kill("SIGTERM");
      await ended;
      rmSync(base, { recursive: true, force: true });
    },
  };
}

interface ConfigParts extends DovecotOptions {
  readonly root: string;
  readonly base: string;
  readonly port: number;
  readonly tlsPort: number;
  readonly owner: { readonly uid: number; readonly gid: number };
}

/** In the language of Dovecot 2.3. */
function configText({ root, base, port, tlsPort, owner, password, tls = true, capabilities }: ConfigParts): string {
  const asRoot = process.getuid?.() === 0;
  const name = asRoot ? "nobody" : nameOf(owner.uid);
  return `base_dir = ${base}/run
state_dir = ${base}/run
log_path = /dev/stderr
protocols = imap
listen = 127.0.0.1
libexec_dir = ${root}/usr/lib/dovecot
mail_plugin_dir = ${root}${MODULES}
import_environment = LD_LIBRARY_PATH
default_internal_user = ${name}
default_internal_group = ${spawnSync("id", ["-gn", name], { encoding: "utf8" }).stdout.trim()}
default_login_user = ${name}
first_valid_uid = 1
ssl = ${tls ? "yes" : "no"}
ssl_cert = <${base}/cert.pem
ssl_key = <${base}/key.pem
mail_location = maildir:~/Maildir
mail_plugins = acl
plugin {
  acl = vfile
}
protocol imap {
  mail_plugins = acl imap_acl
  ${capabilities === undefined ? "" : `imap_capability = ${capabilities}`}
  mail_max_userip_connections = 100
}
auth_failure_delay = 0
passdb {
  driver = static
  args = password=${password}
}
userdb {
  driver = static
  args = uid=${owner.uid} gid=${owner.gid} home=${base}/home/%u
}
service imap-login {
  chroot =
  inet_listener imap {
    port = ${port}
  }
  inet_listener imaps {
    port = ${tlsPort}
    ssl = yes
  }
}
service anvil {
  chroot =
  # A wrong password makes nobody wait.
  unix_listener anvil-auth-penalty {
    mode = 0
  }
}
`;
}

function idsOf(name: string): { readonly uid: number; readonly gid: number } {
  const id = (option: string): number => Number(spawnSync("id", [option, name], { encoding: "utf8" }).stdout.trim());
  return { uid: id("-u"), gid: id("-g") };
}

function nameOf(uid: number): string {
  return spawnSync("id", ["-un", String(uid)], { encoding: "utf8" }).stdout.trim();
}

/** Into `cert.pem` and `key.pem` of the folder. */
function makeCertificate(folder: string, root: string): string {
  const unpacked = join(root, "usr/bin/openssl");
  const names = "subjectAltName=DNS:localhost,IP:127.0.0.1";
  const words = ["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2"];
  const files = ["-keyout", join(folder, "key.pem"), "-out", join(folder, "cert.pem")];
  const args = [...words, ...files, "-subj", "/CN=localhost", "-addext", names];
  const { status, stderr } = spawnSync(existsSync(unpacked) ? unpacked : "openssl", args, { encoding: "utf8" });
  if (status !== 0) throw new Error(`openssl made no certificate: ${stderr}`);
  return readFileSync(join(folder, "cert.pem"), "utf8");
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>(resolve => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise(resolve => server.close(resolve));
  return port;
}
