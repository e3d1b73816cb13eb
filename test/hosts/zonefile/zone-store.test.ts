import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import * as fs from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createZoneStore, zonePath } from "../../../src/hosts/zonefile/zone-store.ts";
import type { StoreFs } from "../../../src/hosts/zonefile/zone-store.ts";

let directory: string;
const ZONE = "client.example";

beforeEach(async () => {
  directory = await fs.mkdtemp(join(tmpdir(), "zone-store-"));
});
afterEach(() => fs.rm(directory, { recursive: true, force: true }));

const path = () => zonePath(directory, ZONE);
const seed = (text: string) => fs.writeFile(path(), text, "latin1");
const now = () => fs.readFile(path(), "latin1");
const fail = (code: string) => Object.assign(new Error(`${code}: refused`), { code });

describe("paths", () => {
  it.each(["../evil", "a/b", "..", "", "a\\b", "A.example", "a.example.", "*.example", "a\0b"])(
    "refuses zone %j",
    zone => {
      expect(() => zonePath("/zones", zone)).toThrow("zone must be a domain name");
    },
  );

  it("is <zone>.zone in the directory", () => {
    expect(zonePath("/zones", ZONE)).toBe("/zones/client.example.zone");
  });
});

describe("a write", () => {
  it("keeps every byte, the mode, and a link as a link", async () => {
    const real = join(directory, "real.txt");
    await fs.writeFile(real, "caf\xe9\n", "latin1");
    await fs.chmod(real, 0o640);
    await fs.symlink(real, path());
    await createZoneStore().update(directory, ZONE, text => `${text}more\n`);
    expect(await fs.readFile(real, "latin1")).toBe("caf\xe9\nmore\n");
    expect((await fs.stat(real)).mode & 0o777).toBe(0o640);
    expect((await fs.lstat(path())).isSymbolicLink()).toBe(true);
  });

  it("makes the file and its folder when there is none", async () => {
    const below = join(directory, "new", "zones");
    await createZoneStore().update(below, ZONE, text => (text === undefined ? "first\n" : "?"));
    expect(await fs.readdir(below)).toEqual(["client.example.zone"]);
  });

  it("does not touch the file when nothing changes", async () => {
    await seed("same\n");
    const before = await fs.stat(path());
    await createZoneStore().update(directory, ZONE, text => text);
    await createZoneStore().update(directory, ZONE, () => undefined);
    expect((await fs.stat(path())).ino).toBe(before.ino);
  });

  it("loses no update when many come at once", async () => {
    await seed("");
    const store = createZoneStore();
    const updates = Array.from({ length: 50 }, (_, i) => store.update(directory, ZONE, text => `${text}${i}\n`));
    await store.idle();
    expect((await now()).split("\n").length).toBe(51);
    await Promise.all(updates);
  });

  it("goes on after a failed one", async () => {
    await seed("a\n");
    const store = createZoneStore();
    const broken = store.update(directory, ZONE, () => {
      throw new Error("line 3: broken");
    });
    const next = store.update(directory, ZONE, text => `${text}b\n`);
    await expect(broken).rejects.toThrow("line 3: broken");
    await next;
    expect(await now()).toBe("a\nb\n");
  });
});

describe("a write that cannot be done", () => {
  /** A file handle whose one method fails. */
  const failingHandle = (method: "writeFile" | "sync", code: string): StoreFs => ({
    ...fs,
    open: (async (...parameters: Parameters<typeof fs.open>) => {
      const handle = await fs.open(...parameters);
      if (parameters[1] === "w") {
        handle[method] = async () => {
          if (method === "writeFile") await fs.appendFile(String(parameters[0]), "half");
          throw fail(code);
        };
      }
      return handle;
    }) as typeof fs.open,
  });

  it.each<[string, string, StoreFs]>([
    ["full disk", "ENOSPC", failingHandle("writeFile", "ENOSPC")],
    ["full disk found at fsync", "ENOSPC", failingHandle("sync", "ENOSPC")],
    [
      "read-only directory",
      "EACCES",
      {
        ...fs,
        open: (async (...p: Parameters<typeof fs.open>) =>
          p[1] === "w" ? Promise.reject(fail("EACCES")) : fs.open(...p)) as typeof fs.open,
      },
    ],
    ["rename refused", "EPERM", { ...fs, rename: () => Promise.reject(fail("EPERM")) }],
  ])("%s: says so, leaves the file and no other", async (_name, code, broken) => {
    await seed("old\n");
    await expect(createZoneStore(broken).update(directory, ZONE, () => "new\n")).rejects.toThrow(
      `the zone file ${path()} was left as it is, it cannot be written: ${code}`,
    );
    expect(await now()).toBe("old\n");
    expect(await fs.readdir(directory)).toEqual(["client.example.zone"]);
  });

  it("says so when the file cannot be read", async () => {
    await fs.mkdir(path());
    await expect(createZoneStore().read(directory, ZONE)).rejects.toThrow(
      `the zone file ${path()} cannot be read: EISDIR`,
    );
  });
});

describe("a file that changes under the write", () => {
  /** Somebody saves the file between our write and our check. */
  const disturbed = (times: number): StoreFs => {
    let left = times;
    return {
      ...fs,
      open: (async (...parameters: Parameters<typeof fs.open>) => {
        if (parameters[1] === "w" && left-- > 0) await fs.appendFile(path(), "theirs\n");
        return fs.open(...parameters);
      }) as typeof fs.open,
    };
  };

  it("is read again", async () => {
    await seed("a\n");
    await createZoneStore(disturbed(2)).update(directory, ZONE, text => `${text}ours\n`);
    expect(await now()).toBe("a\ntheirs\ntheirs\nours\n");
    expect(await fs.readdir(directory)).toEqual(["client.example.zone"]);
  });

  it("is given up on in the end, with nothing lost", async () => {
    await seed("a\n");
    await expect(createZoneStore(disturbed(9)).update(directory, ZONE, text => `${text}ours\n`)).rejects.toThrow(
      "another process keeps changing it",
    );
    expect(await now()).not.toContain("ours");
    expect(await fs.readdir(directory)).toEqual(["client.example.zone"]);
  });
});
