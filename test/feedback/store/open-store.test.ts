/** The store's file: made, brought up to date, refused in words. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { migrate, openStore } from "../../../src/feedback/store/open-store.ts";
import { migrations } from "../../../src/feedback/store/schema.ts";
import { addFeedback, storeFolder, type StoreFolder } from "../../support/feedback.ts";

let folder: StoreFolder;

beforeEach(() => {
  folder = storeFolder();
});
afterEach(() => folder.remove());

test("a new store has the newest version, and opening it again changes nothing", async () => {
  for (let time = 0; time < 2; time += 1) {
    const store = await folder.open();
    const versions = await store.connection.runAndReadAll("SELECT version FROM store_version ORDER BY 1");
    expect(versions.getRows()).toEqual(migrations.map((_, index) => [index + 1]));
    store.close();
  }
});

test("folders on the way to it are made", async () => {
  const store = await openStore(join(folder.path, "a/b/store.duckdb"));
  store.close();
  expect(readdirSync(join(folder.path, "a/b"))).toEqual(["store.duckdb"]);
});

test("an older store is brought up to date step by step, and what it holds stays", async () => {
  const store = await folder.open();
  await addFeedback(store, [{}]);
  const steps = [
    ...migrations,
    "ALTER TABLE rows ADD COLUMN note VARCHAR DEFAULT 'new'",
    "CREATE TABLE extra (a INTEGER)",
  ];
  await migrate(folder.store, store.connection, steps);
  await migrate(folder.store, store.connection, steps);
  const rows = await store.connection.runAndReadAll("SELECT count, note FROM rows");
  expect(rows.getRows()).toEqual([[1, "new"]]);
  const versions = await store.connection.runAndReadAll("SELECT count(*)::INTEGER FROM store_version");
  expect(versions.getRows()).toEqual([[migrations.length + 2]]);
  store.close();
});

test("a step that fails leaves the version before it, whole", async () => {
  const store = await folder.open();
  const steps = [...migrations, "CREATE TABLE extra (a INTEGER); SELECT * FROM nowhere"];
  await expect(migrate(folder.store, store.connection, steps)).rejects.toThrow(/nowhere/);
  await migrate(folder.store, store.connection, [...migrations, "CREATE TABLE extra (a INTEGER)"]);
  store.close();
});

test("a store of a newer mailwright is refused", async () => {
  const store = await folder.open();
  await migrate(folder.store, store.connection, [...migrations, "CREATE TABLE extra (a INTEGER)"]);
  store.close();
  const version = migrations.length + 1;
  for (const readOnly of [false, true]) {
    await expect(folder.open(readOnly)).rejects.toThrow(
      `${folder.store} was made by a newer mailwright (store version ${version}, this one knows ${version - 1}): update mailwright.`,
    );
  }
});

test("a reader of what is not there says how to make it, and makes nothing", async () => {
  await expect(folder.open(true)).rejects.toThrow(
    `There is no store at ${folder.store}: \`mailwright ingest\` makes it from reports.`,
  );
  expect(readdirSync(folder.path)).toEqual([]);
});

test("several readers at once", async () => {
  (await folder.open()).close();
  const [one, two] = [await folder.open(true), await folder.open(true)];
  for (const { connection } of [one, two])
    expect((await connection.runAndReadAll("SELECT count(*)::INTEGER FROM messages")).getRows()).toEqual([[0]]);
  one.close();
  two.close();
});

test("a reader brings an older store up to date before it reads", async () => {
  const store = await folder.open();
  await store.connection.run("DROP VIEW messages; DROP TABLE rows; DROP TABLE outcomes; DROP TABLE aggregate_reports");
  await store.connection.run(
    "DROP TABLE policies; DROP TABLE tls_reports; DROP SEQUENCE outcome_ids; DROP SEQUENCE policy_ids",
  );
  await store.connection.run("DELETE FROM store_version");
  store.close();
  const reader = await folder.open(true);
  expect((await reader.connection.runAndReadAll("SELECT count(*)::INTEGER FROM messages")).getRows()).toEqual([[0]]);
  reader.close();
});

test("a file that is no store, a folder, and another database are refused, and left as they are", async () => {
  const text = "These are the minutes of the meeting.\n".repeat(1000);
  writeFileSync(folder.store, text);
  await expect(folder.open()).rejects.toThrow(/is no store of mailwright; name another file in MAILWRIGHT_STORE\.$/);
  await expect(folder.open(true)).rejects.toThrow(/is no store of mailwright/);
  expect(readFileSync(folder.store, "utf8")).toBe(text);
  const inFolder = join(folder.path, "folder");
  mkdirSync(inFolder);
  await expect(openStore(inFolder)).rejects.toThrow(/^\S+ cannot be opened\.$/);
  await expect(openStore(join(folder.store, "below.duckdb"))).rejects.toThrow(/cannot be opened/);
});

test("a store that another process has open is refused with its number", async () => {
  (await folder.open()).close();
  const script = `
    const { openStore } = await import(${JSON.stringify(join(__dirname, "../../../src/feedback/store/open-store.ts"))});
    await openStore(${JSON.stringify(folder.store)});
    console.log("open");
    setInterval(() => {}, 1000);
  `;
  const other = spawn(process.execPath, ["--input-type=module", "-e", script], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  try {
    await once(other.stdout, "data");
    for (const readOnly of [false, true])
      await expect(folder.open(readOnly)).rejects.toThrow(
        `${folder.store} is in use by another run (process ${other.pid}): wait until it ends.`,
      );
  } finally {
    other.kill("SIGKILL");
    await once(other, "close");
  }
  // What a killed process held is free again.
  (await folder.open()).close();
});
