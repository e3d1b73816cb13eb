/** The file of a private key: outside of every repository, its owner's alone, never over another, whole or not there. */
import { randomUUID } from "node:crypto";
import {
  closeSync,
  existsSync,
  fchmodSync,
  fstatSync,
  fsyncSync,
  linkSync,
  lstatSync,
  mkdirSync,
  openSync,
  realpathSync,
  rmSync,
  statSync,
  writeSync,
} from "node:fs";
import { homedir } from "node:os";
import { basename, dirname, isAbsolute, join, resolve } from "node:path";
import { CannotRun } from "./cannot-run.ts";

/** The folder of a domain's keys where none is named. The XDG base directories count only when they are absolute. */
export function keyFolder(domain: string, environment: NodeJS.ProcessEnv): string {
  const config = environment["XDG_CONFIG_HOME"] ?? "";
  return join(isAbsolute(config) ? config : join(homedir(), ".config"), "mailwright", "dkim", domain);
}

/**
 * Refuses a place from which a private key would leak or be lost. `specs` is the folder of specs. The folder itself need not
 * be there; what is there of its path is looked at as the links lead.
 */
export function checkKeyPlace(path: string, specs: string): void {
  const folder = realFolder(dirname(resolve(path)));
  const parents = selfAndParents(folder);
  const repository = parents.find(parent => lstatSync(join(parent, ".git"), { throwIfNoEntry: false }) !== undefined);
  if (repository !== undefined)
    throw new CannotRun(
      `${path} is inside the git checkout ${repository}, and a private key belongs in no repository; name a file elsewhere with --out.`,
    );
  if (existsSync(specs) && parents.includes(realpathSync(specs)))
    throw new CannotRun(
      `${path} is inside the folder of specs, where a private key never belongs; name a file elsewhere.`,
    );
  const open = parents.find(parent => isOpen(parent));
  if (open !== undefined)
    throw new CannotRun(
      `Everyone may write to the folder ${open}, so ${path} would be no safe place; name a file elsewhere, or take that right away.`,
    );
  // Also a link that leads nowhere: nothing is written over, and nothing through a link.
  if (lstatSync(path, { throwIfNoEntry: false }) !== undefined) throw exists(path);
}

/** In a folder with the sticky bit, such as /tmp, nobody replaces another's files. */
function isOpen(folder: string): boolean {
  const mode = statSync(folder, { throwIfNoEntry: false })?.mode ?? 0;
  return (mode & 0o002) !== 0 && (mode & 0o1000) === 0;
}

function realFolder(folder: string): string {
  if (existsSync(folder) || dirname(folder) === folder) return realpathSync(folder);
  return join(realFolder(dirname(folder)), basename(folder));
}

function selfAndParents(folder: string): readonly string[] {
  return dirname(folder) === folder ? [folder] : [folder, ...selfAndParents(dirname(folder))];
}

const exists = (path: string): CannotRun =>
  new CannotRun(`There is a file ${path} already, and keys are never written over; name another with --out.`);

/**
 * Writes the key. A link makes the whole file appear under its name in one step, and only where nothing has that name.
 * `makeFolders`: folders that are not there are made, for the owner alone.
 */
export function writeKeyFile(path: string, pem: string, { makeFolders }: { readonly makeFolders: boolean }): void {
  const folder = dirname(path);
  let temporary: string | undefined;
  try {
    if (makeFolders) mkdirSync(folder, { recursive: true, mode: 0o700 });
    else if (!existsSync(folder))
      throw new CannotRun(`There is no folder ${folder}; make it first, for yourself alone.`);
    const whole = join(folder, `.${randomUUID()}.tmp`);
    const file = openSync(whole, "wx", 0o600);
    temporary = whole;
    try {
      fchmodSync(file, 0o600);
      if ((fstatSync(file).mode & 0o777) !== 0o600)
        throw new CannotRun(`The file system at ${folder} does not keep others from reading; name a file elsewhere.`);
      const octets = Buffer.from(pem);
      for (let at = 0; at < octets.length;) at += writeSync(file, octets, at);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    linkSync(whole, path);
  } catch (error) {
    if (error instanceof CannotRun) throw error;
    const { code } = error as NodeJS.ErrnoException;
    throw code === "EEXIST" ? exists(path) : new CannotRun(`No key was made: ${path} cannot be written: ${code}.`);
  } finally {
    if (temporary !== undefined) rmSync(temporary, { force: true });
  }
}
