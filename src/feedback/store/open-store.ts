/** Opens the store's file, makes it when it is new, and brings one of an earlier version up to date. */
import { existsSync, mkdirSync } from "node:fs";
import { dirname } from "node:path";
import { DuckDBInstance, type DuckDBConnection } from "@duckdb/node-api";
import { migrations } from "./schema.ts";
import { StoreError, storeError } from "./store-error.ts";

export interface OpenedStore {
  readonly path: string;
  readonly connection: DuckDBConnection;
  /** Writes what is still in the log into the file, and lets go of it. */
  close(): void;
}

export interface OpenOptions {
  /** To read only: the file must be there, and several may read it at once. */
  readonly readOnly?: boolean;
  /** Of the database alone, beside Node's own. */
  readonly memory?: string;
}

/**
 * What a writer needs: a batch, and what of a report of millions of rows is not on disk yet. Readers group whole windows.
 */
const WRITER_MEMORY = "90MB";
const READER_MEMORY = "1GB";

/** Throws a `StoreError`. */
export async function openStore(path: string, { readOnly = false, memory }: OpenOptions = {}): Promise<OpenedStore> {
  if (readOnly && !existsSync(path))
    throw new StoreError(`There is no store at ${path}: \`mailwright ingest\` makes it from reports.`);
  try {
    if (!readOnly) mkdirSync(dirname(path), { recursive: true });
    const stale = readOnly && (await versionOf(path)) < migrations.length;
    const instance = await DuckDBInstance.create(path, {
      access_mode: readOnly && !stale ? "READ_ONLY" : "READ_WRITE",
      memory_limit: memory ?? (readOnly ? READER_MEMORY : WRITER_MEMORY),
      temp_directory: `${path}.tmp`,
      preserve_insertion_order: "false",
      // Nothing is fetched, whatever a statement might need.
      autoinstall_known_extensions: "false",
      autoload_known_extensions: "false",
    });
    const connection = await instance.connect();
    const close = (): void => {
      connection.closeSync();
      instance.closeSync();
    };
    try {
      await migrate(path, connection, migrations, readOnly && !stale);
    } catch (error) {
      close();
      throw error;
    }
    return { path, connection, close };
  } catch (error) {
    throw storeError(path, error);
  }
}

/** Of a file that is there; a reader cannot migrate, so it has to know before. */
async function versionOf(path: string): Promise<number> {
  const instance = await DuckDBInstance.create(path, { access_mode: "READ_ONLY" });
  const connection = await instance.connect();
  try {
    return await storedVersion(connection);
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

async function storedVersion(connection: DuckDBConnection): Promise<number> {
  const tables = await connection.runAndReadAll(
    "SELECT table_name FROM information_schema.tables WHERE table_schema = 'main'",
  );
  const names = tables.getRows().map(([name]) => String(name));
  if (names.length === 0) return 0;
  if (!names.includes("store_version")) throw new StoreError("not a valid DuckDB database file of mailwright");
  const rows = await connection.runAndReadAll("SELECT max(version) FROM store_version");
  return Number(rows.getRows()[0]?.[0] ?? 0);
}

/** Each step in a transaction of its own: one that breaks off leaves the version before it. */
export async function migrate(
  path: string,
  connection: DuckDBConnection,
  steps: readonly string[],
  readOnly = false,
): Promise<void> {
  const version = await storedVersion(connection);
  if (version > steps.length)
    throw new StoreError(
      `${path} was made by a newer mailwright (store version ${version}, this one knows ${steps.length}): update mailwright.`,
    );
  if (readOnly) return;
  for (const [index, step] of steps.entries()) {
    if (index < version) continue;
    await connection.run("BEGIN");
    try {
      await connection.run(
        "CREATE TABLE IF NOT EXISTS store_version (version INTEGER NOT NULL, taken TIMESTAMP NOT NULL)",
      );
      await connection.run(step);
      await connection.run("INSERT INTO store_version VALUES ($1, now()::TIMESTAMP)", [index + 1]);
      await connection.run("COMMIT");
    } catch (error) {
      await connection.run("ROLLBACK");
      throw error;
    }
  }
}
