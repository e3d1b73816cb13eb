/**
 * The store as Parquet, partitioned as Hive does (`domain=client.example/month=2026-10/`), for engines that reach past one
 * machine: they read these folders as one table with the two further columns.
 */
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { OpenedStore } from "./open-store.ts";
import { StoreError, storeError } from "./store-error.ts";

export interface ExportedTable {
  readonly table: "messages" | "tls_reports";
  readonly rows: number;
}

/** Stands in a folder that an export made, so that the next one may put a new one in its place. */
const MARK = "mailwright-export.json";

/**
 * Writes `messages` and `tls_reports` below the folder. One that an earlier export made is replaced when the new one is whole;
 * any other that holds something is refused. Throws a `StoreError`.
 */
export async function exportParquet(
  { connection, path }: OpenedStore,
  folder: string,
): Promise<readonly ExportedTable[]> {
  const temporary = `${folder}.${process.pid}.tmp`;
  try {
    if (existsSync(folder) && readdirSync(folder).length > 0 && !existsSync(join(folder, MARK)))
      throw new StoreError(`${folder} holds files that no export of mailwright made: name another folder.`);
    rmSync(temporary, { recursive: true, force: true });
    mkdirSync(temporary, { recursive: true });
    const tables: ExportedTable[] = [];
    for (const [table, source] of Object.entries(sources) as [ExportedTable["table"], string][]) {
      const counted = await connection.runAndReadAll(`SELECT count(*)::DOUBLE FROM (${source})`);
      const rows = Number(counted.getRows()[0]?.[0] ?? 0);
      if (rows > 0) await connection.run(`COPY (${source}) TO '${quoted(join(temporary, table))}' (${options})`);
      tables.push({ table, rows });
    }
    writeFileSync(join(temporary, MARK), `${JSON.stringify({ version: 1, tables }, undefined, 2)}\n`);
    replace(folder, temporary);
    return tables;
  } catch (error) {
    rmSync(temporary, { recursive: true, force: true });
    throw storeError(existsSync(path) ? folder : path, error);
  }
}

const options = "FORMAT parquet, COMPRESSION zstd, PARTITION_BY (domain, month)";

/**
 * Reporters write what they like: names that no host has share one partition, and spoofers' made-up subdomains, which stand in
 * `header_from`, have none of their own.
 */
const partition = (name: string): string =>
  `if(regexp_full_match(${name}, '[a-z0-9_.-]{1,200}'), ${name}, 'other') AS domain, strftime(day, '%Y-%m') AS month`;

/** `domain`: the policy domain; of TLS reports that of the first policy. */
const sources: Readonly<Record<ExportedTable["table"], string>> = {
  messages: `SELECT ${partition("policy_domain")}, * FROM messages`,
  tls_reports: `SELECT ${partition("coalesce(policies[1].policy_domain, '')")}, * EXCLUDE (key) FROM tls_reports`,
};

/** As near to one step as folders allow: the old one is away only while the new one takes its name. */
function replace(folder: string, temporary: string): void {
  const old = `${temporary}.old`;
  if (existsSync(folder)) renameSync(folder, old);
  renameSync(temporary, folder);
  rmSync(old, { recursive: true, force: true });
}

function quoted(text: string): string {
  return text.replaceAll("'", "''");
}
