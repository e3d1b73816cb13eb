/** What there is to read below the paths that somebody named, without reading any of it. */
import { readdirSync, statSync, type Dirent, type Stats } from "node:fs";
import { join } from "node:path";
import { compareText, printable } from "../../finding.ts";
import { Unreadable, type RejectedSource } from "../feedback-document.ts";
import { fileTrouble } from "./file-trouble.ts";

export interface ListedFile {
  readonly path: string;
  /** In octets; undefined of standard input, whose path is `-`. */
  readonly size: number | undefined;
}

export interface FileListing {
  /** In the order of the paths, and in folders of the names. */
  readonly entries: readonly (ListedFile | RejectedSource)[];
  /** Of all files together, standard input left out. */
  readonly octets: number;
}

/** Throws `Unreadable` when a path names nothing: that is a mistake of who named it, not of who sent a report. */
export function listFiles(paths: readonly string[]): FileListing {
  const entries: (ListedFile | RejectedSource)[] = [];
  /** Folders are walked once, also when links lead there again. */
  const walked = new Set<string>();

  const add = (path: string, found: Stats): void => {
    if (found.isDirectory()) {
      const identity = `${found.dev}:${found.ino}`;
      if (!walked.has(identity)) {
        walked.add(identity);
        addFolder(path);
      }
    } else entries.push(found.isFile() ? file(path, found.size) : rejected(path, "It is neither a file nor a folder."));
  };

  const addFolder = (path: string): void => {
    let inside: readonly Dirent[];
    try {
      inside = readdirSync(path, { withFileTypes: true }).toSorted((a, b) => compareText(a.name, b.name));
    } catch (error) {
      entries.push(rejected(path, fileTrouble(error)));
      return;
    }
    for (const entry of isMaildir(inside) ? inside.filter(isMail) : inside.filter(isVisible)) {
      const below = join(path, entry.name);
      const found = lookAt(below);
      if (typeof found === "string") entries.push(rejected(below, found));
      else add(below, found);
    }
  };

  for (const path of paths) {
    if (path === "-") {
      if (entries.some(entry => "path" in entry && entry.size === undefined))
        throw new Unreadable("Standard input (-) can be read once.");
      entries.push({ path, size: undefined });
      continue;
    }
    const found = lookAt(path);
    if (typeof found === "string") throw new Unreadable(`${printable(path)} cannot be read: ${found}`);
    add(path, found);
  }
  return {
    entries,
    octets: entries.reduce((sum, entry) => sum + ("path" in entry ? (entry.size ?? 0) : 0), 0),
  };
}

function file(path: string, size: number): ListedFile | RejectedSource {
  return size === 0 ? rejected(path, "It is empty.") : { path, size };
}

function rejected(path: string, reason: string): RejectedSource {
  return { source: printable(path), reason };
}

/** Or why not, as a sentence. */
function lookAt(path: string): Stats | string {
  try {
    return statSync(path);
  } catch (error) {
    return fileTrouble(error);
  }
}

function isVisible({ name }: Dirent): boolean {
  return !name.startsWith(".");
}

/** A Maildir has `cur` and `new`; what else lies there is the mail server's, but for `tmp`, which holds what is not whole yet. */
function isMaildir(inside: readonly Dirent[]): boolean {
  return ["cur", "new"].every(name => inside.some(entry => entry.name === name && entry.isDirectory()));
}

/** Its folders lie beside `cur`, their names beginning with a dot (Maildir++). */
function isMail(entry: Dirent): boolean {
  return entry.isDirectory() && (entry.name === "cur" || entry.name === "new" || entry.name.startsWith("."));
}
