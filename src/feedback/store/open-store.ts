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
    const limit = memory ?? (readOnly ? READER_MEMORY : WRITER_MEMORY);
    const opened = await connect(path, readOnly ? "READ_ONLY" : "READ_WRITE", limit);
    const version = await closingOnFailure(opened, () => storedVersion(opened.connection));
    if (readOnly && version === migrations.length) return opened;
    if (!readOnly || version > migrations.length) {
      await closingOnFailure(opened, () => migrate(path, opened.connection, migrations));
      return opened;
    }
    // A reader may not change the file; an older one has to be brought up to date first.
    opened.close();
    const writable = await connect(path, "READ_WRITE", limit);
    await closingOnFailure(writable, () => migrate(path, writable.connection, migrations));
    return writable;
  } catch (error) {
    throw storeError(path, error);
  }
}

async function connect(path: string, mode: "READ_ONLY" | "READ_WRITE", memory: string): Promise<OpenedStore> {
  const instance = await DuckDBInstance.create(path, {
    access_mode: mode,
    memory_limit: memory,
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
  return { path, connection, close };
}

async function closingOnFailure<T>(store: OpenedStore, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    store.close();
    throw error;
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
export async function migrate(path: string, connection: DuckDBConnection, steps: readonly string[]): Promise<void> {
  const version = await storedVersion(connection);
  if (version > steps.length)
    throw new StoreError(
      `${path} was made by a newer mailwright (store version ${version}, this one knows ${steps.length}): update mailwright.`,
    );
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
