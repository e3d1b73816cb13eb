/** Reads the store for evidence: what there is of each domain in a window, grouped by the database, a few domains at a time. */
import { INTEGER, VARCHAR, type DuckDBConnection } from "@duckdb/node-api";
import type { DomainFeedback, FeedbackWindow, UndeclaredDomain } from "../domain-feedback.ts";
import type { FeedbackReader } from "../feedback-reader.ts";
import { columnBuffer } from "./column-buffer.ts";
import { domainOf } from "./domain-of.ts";
import type { OpenedStore } from "./open-store.ts";
import { readRows } from "./read-rows.ts";
import { readPolicies, readReporters } from "./read-seen.ts";
import { storeError } from "./store-error.ts";

/** Rows of the store that one look-up groups: memory and time of a look-up stay small, and there are few of them. */
const ROWS_AT_ONCE = 400_000;

/** Its methods throw a `StoreError`. One question at a time. */
export function feedbackReader({ connection, path }: OpenedStore): FeedbackReader {
  /** The lists that the temporary tables are about: another window of the same domains needs no others. */
  let mapped: readonly [wanted: readonly string[], declared: readonly string[]] | undefined;
  return {
    async *feedbackOf(wanted, question) {
      const { declared, window } = question;
      try {
        if (mapped?.[0] !== wanted || mapped[1] !== declared) {
          mapped = undefined;
          await mapNames(connection, wanted, domainOf(declared));
          await seenReports(connection);
          mapped = [wanted, declared];
        }
        yield* read(connection, wanted, window);
      } catch (error) {
        throw storeError(path, error);
      }
    },
    async undeclared({ declared, window }) {
      try {
        return await undeclared(connection, declared, window);
      } catch (error) {
        throw storeError(path, error);
      }
    },
    async lastDay() {
      const rows = await connection.runAndReadAll("SELECT max(day)::VARCHAR FROM aggregate_reports");
      const day = rows.getRows()[0]?.[0];
      return typeof day === "string" ? day : undefined;
    },
  };
}

async function* read(
  connection: DuckDBConnection,
  wanted: readonly string[],
  window: FeedbackWindow,
): AsyncIterable<DomainFeedback> {
  const [reporters, policies, sizes] = [
    await readReporters(connection, window),
    await readPolicies(connection, window),
    // One domain is one portion.
    wanted.length === 1 ? new Map<number, number>() : await rowCounts(connection, window),
  ];
  for (const [first, last] of portions(wanted.length, sizes)) {
    const rows = await readRows(connection, first, last, window, policies);
    for (let index = first; index <= last; index += 1) {
      const seen = reporters.get(index);
      if (seen === undefined) continue;
      yield {
        domain: wanted[index] ?? "",
        window,
        reporters: seen.reporters,
        days: seen.days,
        policies: policies.get(index)?.seen ?? [],
        rows: rows.get(index) ?? [],
      };
    }
  }
}

/** `outcome_domains` and `report_domains`: which of the wanted domains, by index, an outcome and a policy domain belong to. */
async function mapNames(
  connection: DuckDBConnection,
  wanted: readonly string[],
  domain: (name: string) => string | undefined,
): Promise<void> {
  await connection.run(`
    CREATE OR REPLACE TEMP TABLE outcome_domains (outcome INTEGER, domain INTEGER);
    CREATE OR REPLACE TEMP TABLE report_domains (name VARCHAR, domain INTEGER);
  `);
  const indexes = new Map(wanted.map((name, index) => [name, index]));
  const indexOf = (name: string): number | undefined => indexes.get(domain(name) ?? "");
  const outcomes = columnBuffer("outcome_domains", [INTEGER, INTEGER]);
  for await (const [id, name] of each(connection, "SELECT id, header_from FROM outcomes")) {
    const index = indexOf(String(name));
    if (index !== undefined) outcomes.push(Number(id), index);
  }
  await outcomes.append(connection);
  const reports = columnBuffer("report_domains", [VARCHAR, INTEGER]);
  for await (const [name] of each(connection, "SELECT DISTINCT domain FROM aggregate_reports")) {
    const index = indexOf(String(name));
    if (index !== undefined) reports.push(String(name), index);
  }
  await reports.append(connection);
}

/** `seen_reports`: each report that says something of a domain: by a row from it, or, without any, by its policy domain. */
async function seenReports(connection: DuckDBConnection): Promise<void> {
  await connection.run(`
    CREATE OR REPLACE TEMP TABLE seen_reports AS
      SELECT domain, report, policy, sum(messages)::DOUBLE AS messages FROM (
        SELECT d.domain, r.report, r.policy, sum(r.count) AS messages
        FROM rows r JOIN outcome_domains d ON d.outcome = r.outcome GROUP BY ALL
        UNION ALL
        SELECT m.domain, a.id, a.policy, 0 FROM aggregate_reports a JOIN report_domains m ON m.name = a.domain
      ) GROUP BY ALL
  `);
}

async function rowCounts(connection: DuckDBConnection, { first, last }: FeedbackWindow): Promise<Map<number, number>> {
  const rows = await connection.runAndReadAll(
    `SELECT d.domain, count(*)::DOUBLE FROM rows r JOIN outcome_domains d ON d.outcome = r.outcome
     WHERE r.day BETWEEN $1::DATE AND $2::DATE GROUP BY ALL`,
    [first, last],
  );
  return new Map(rows.getRows().map(([domain, count]) => [Number(domain), Number(count)]));
}

/** First and last index of each portion. */
function* portions(domains: number, sizes: ReadonlyMap<number, number>): Iterable<readonly [number, number]> {
  let [first, size] = [0, 0];
  for (let index = 0; index < domains; index += 1) {
    const own = sizes.get(index) ?? 0;
    if (index > first && size + own > ROWS_AT_ONCE) {
      yield [first, index - 1];
      [first, size] = [index, 0];
    }
    size += own;
  }
  if (first < domains) yield [first, domains - 1];
}

async function* each(connection: DuckDBConnection, sql: string): AsyncIterable<readonly unknown[]> {
  const result = await connection.stream(sql);
  for (let chunk = await result.fetchChunk(); chunk && chunk.rowCount > 0; chunk = await result.fetchChunk())
    yield* chunk.getRows();
}

async function undeclared(
  connection: DuckDBConnection,
  declared: readonly string[],
  { first, last }: FeedbackWindow,
): Promise<readonly UndeclaredDomain[]> {
  const rows = await connection.runAndReadAll(
    `SELECT domain, count(*)::DOUBLE, sum(messages)::DOUBLE, min(day)::VARCHAR, max(day)::VARCHAR FROM aggregate_reports
     WHERE day BETWEEN $1::DATE AND $2::DATE GROUP BY domain`,
    [first, last],
  );
  const domain = domainOf(declared);
  return rows
    .getRows()
    .map(([name, reports, messages, from, to]) => ({
      domain: String(name),
      reports: Number(reports),
      messages: Number(messages),
      first: String(from),
      last: String(to),
    }))
    .filter(one => domain(one.domain) === undefined);
}
