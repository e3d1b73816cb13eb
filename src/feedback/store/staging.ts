/**
 * The way of reports into the tables: gathered in memory, spilled to temporary tables when there are many rows, and taken over
 * by one transaction. Until that ends nothing of them is in the store, and what breaks off leaves nothing behind.
 */
import { BIGINT, INTEGER, UINTEGER, UTINYINT, VARCHAR, type DuckDBConnection } from "@duckdb/node-api";
import { columnBuffer, type ColumnBuffer } from "./column-buffer.ts";
import { OUTCOME_COLUMNS, OUTCOME_FIELDS, OUTCOME_KEY } from "./outcome-columns.ts";

/** Columns of the temporary tables. Numbers of reports and outcomes are the stage's own until they are taken over. */
const tables = {
  staged_reports: {
    number: INTEGER,
    key: VARCHAR,
    org_name: VARCHAR,
    email: VARCHAR,
    extra_contact_info: VARCHAR,
    report_id: VARCHAR,
    domain: VARCHAR,
    range_begin: BIGINT,
    range_end: BIGINT,
    day: INTEGER,
    policy_key: VARCHAR,
    policy_domain: VARCHAR,
    p: VARCHAR,
    sp: VARCHAR,
    np: VARCHAR,
    adkim: VARCHAR,
    aspf: VARCHAR,
    pct: UTINYINT,
    fo: VARCHAR,
    discovery_method: VARCHAR,
    testing: VARCHAR,
    version: VARCHAR,
    generator: VARCHAR,
    errors: VARCHAR,
    repairs: VARCHAR,
    records: UINTEGER,
    messages: BIGINT,
    source: VARCHAR,
  },
  staged_outcomes: { number: INTEGER, text: VARCHAR },
  staged_rows: { report: INTEGER, outcome: INTEGER, source_ip: VARCHAR, count: UINTEGER },
} as const;

/** RFC 9990 gives counts of messages no bound; the column has one that no day of mail reaches. */
export const MAX_COUNT = 4_294_967_295;

export function stagingBuffers() {
  const of = (table: keyof typeof tables): ColumnBuffer => columnBuffer(table, Object.values(tables[table]));
  return { reports: of("staged_reports"), outcomes: of("staged_outcomes"), rows: of("staged_rows") };
}

export type StagingBuffers = ReturnType<typeof stagingBuffers>;

/** Once a connection; what an earlier writer of the connection left in them is gone. */
export async function createStagingTables(connection: DuckDBConnection): Promise<void> {
  for (const [table, columns] of Object.entries(tables)) {
    const all = Object.entries(columns).map(([name, type]) => `"${name}" ${String(type)}`);
    await connection.run(`CREATE OR REPLACE TEMP TABLE ${table} (${all.join(", ")})`);
  }
}

/** Appends what is gathered to the temporary tables. */
export async function spill(connection: DuckDBConnection, { reports, outcomes, rows }: StagingBuffers): Promise<void> {
  await reports.append(connection);
  await outcomes.append(connection);
  await rows.append(connection);
}

/** Drops the rows of a report that turned out to be none. */
export async function dropSpilled(connection: DuckDBConnection, number: number): Promise<void> {
  await connection.run(`DELETE FROM staged_rows WHERE report = $1`, [number]);
}

/** In this order: what a later statement refers to is there. */
const takeOver = [
  // A report that came broken, as one cut short on its way, gives way to the same one when it comes whole and has more to say.
  `CREATE TEMP TABLE outdone AS
     SELECT a.id FROM aggregate_reports a JOIN staged_reports s ON a.key = s.key::UUID
     WHERE len(a.repairs) > 0 AND s.repairs = '[]' AND s.records > a.records`,
  `DELETE FROM rows WHERE report IN (SELECT id FROM outdone)`,
  `DELETE FROM aggregate_reports WHERE id IN (SELECT id FROM outdone)`,
  `DROP TABLE outdone`,

  `CREATE TEMP TABLE new_reports AS
     SELECT * FROM staged_reports s
     WHERE NOT EXISTS (FROM aggregate_reports a WHERE a.key = s.key::UUID)`,

  `INSERT INTO policies
     SELECT nextval('policy_ids'), s.policy_key::UUID, s.policy_domain, s.p, s.sp, s.np, s.adkim, s.aspf,
            s.pct, s.fo, s.discovery_method, s.testing
     FROM (SELECT DISTINCT ON (policy_key) * FROM new_reports) s
     WHERE NOT EXISTS (FROM policies p WHERE p.key = s.policy_key::UUID)`,

  `INSERT INTO aggregate_reports
     SELECT s.number, s.key::UUID, s.org_name, s.email, s.extra_contact_info, s.report_id, s.domain,
            make_timestamp(s.range_begin * 1000000)::TIMESTAMP_S, make_timestamp(s.range_end * 1000000)::TIMESTAMP_S,
            DATE '1970-01-01' + s.day, p.id, s.version, s.generator,
            from_json(s.errors, '["VARCHAR"]'), from_json(s.repairs, '["VARCHAR"]'), s.records, s.messages, s.source
     FROM new_reports s JOIN policies p ON p.key = s.policy_key::UUID`,

  // Narrow, for there may be as many as rows.
  `CREATE TEMP TABLE new_outcomes AS
     SELECT number, ${OUTCOME_KEY} AS key FROM staged_outcomes
     WHERE number IN (SELECT r.outcome FROM staged_rows r JOIN new_reports n ON n.number = r.report)`,

  `INSERT INTO outcomes
     SELECT nextval('outcome_ids'), key, ${OUTCOME_COLUMNS}
     FROM (
       SELECT once.key, ${OUTCOME_FIELDS}
       FROM staged_outcomes s
       JOIN (SELECT min(number) AS number, key FROM new_outcomes GROUP BY key) once ON once.number = s.number
       WHERE NOT EXISTS (FROM outcomes o WHERE o.key = once.key)
     )`,

  `INSERT INTO rows
     SELECT r.report, DATE '1970-01-01' + n.day, p.id, o.id, r.source_ip, r.count
     FROM staged_rows r
     JOIN new_reports n ON n.number = r.report
     JOIN policies p ON p.key = n.policy_key::UUID
     JOIN new_outcomes s ON s.number = r.outcome
     JOIN outcomes o ON o.key = s.key`,
];

export interface TakenOver {
  readonly reports: number;
  readonly rows: number;
  /** What `also` said. */
  readonly also: number;
}

/** All or nothing, with what `also` stores. Says how much was new; the temporary tables are empty after it. */
export async function commitStaged(connection: DuckDBConnection, also: () => Promise<number>): Promise<TakenOver> {
  await connection.run("BEGIN");
  try {
    for (const statement of takeOver) await connection.run(statement);
    const counts = await connection.runAndReadAll(
      "SELECT count(*), coalesce(sum(records), 0)::BIGINT FROM new_reports",
    );
    await connection.run("DROP TABLE new_reports; DROP TABLE new_outcomes");
    const extra = await also();
    await connection.run("COMMIT");
    const [reports, rows] = counts.getRows()[0] ?? [];
    return { reports: Number(reports ?? 0), rows: Number(rows ?? 0), also: extra };
  } catch (error) {
    await connection.run("ROLLBACK").catch(() => undefined);
    throw error;
  } finally {
    await connection.run("TRUNCATE staged_reports; TRUNCATE staged_outcomes; TRUNCATE staged_rows");
  }
}
