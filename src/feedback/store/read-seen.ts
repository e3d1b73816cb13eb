/** Who reported about a domain, when, and which policies they saw: from `seen_reports`, by index of the domain. */
import type { DuckDBConnection } from "@duckdb/node-api";
import type { FeedbackWindow, SeenPolicy, SeenReporter } from "../domain-feedback.ts";
import { compareText } from "../../finding.ts";

export interface SeenBy {
  /** Sorted by name. */
  readonly reporters: readonly SeenReporter[];
  /** Days of the window with a report, by index. */
  readonly days: readonly number[];
}

/** Up to the window's last day: what a report says of days to come, nobody has seen. */
export async function readReporters(
  connection: DuckDBConnection,
  { first, last }: FeedbackWindow,
): Promise<ReadonlyMap<number, SeenBy>> {
  const inWindow = "FILTER (WHERE a.day BETWEEN $1::DATE AND $2::DATE)";
  const rows = await connection.runAndReadAll(
    `SELECT s.domain, a.org_name,
            (count(*) ${inWindow})::DOUBLE, coalesce(sum(s.messages) ${inWindow}, 0)::DOUBLE,
            min(a.day)::VARCHAR, max(a.day)::VARCHAR, count(DISTINCT a.day)::DOUBLE,
            coalesce(list(DISTINCT a.day - $1::DATE) ${inWindow}, [])::VARCHAR
     FROM seen_reports s JOIN aggregate_reports a ON a.id = s.report
     WHERE a.day <= $2::DATE
     GROUP BY s.domain, a.org_name`,
    [first, last],
  );
  const found = new Map<number, { reporters: SeenReporter[]; days: Set<number> }>();
  for (const [domain, name, reports, messages, from, to, days, list] of rows.getRows()) {
    const seen = found.get(Number(domain)) ?? { reporters: [], days: new Set<number>() };
    found.set(Number(domain), seen);
    seen.reporters.push({
      name: String(name),
      reports: Number(reports),
      messages: Number(messages),
      first: String(from),
      last: String(to),
      days: Number(days),
    });
    for (const day of JSON.parse(String(list)) as number[]) seen.days.add(day);
  }
  return new Map(
    [...found].map(([domain, { reporters, days }]) => [
      domain,
      {
        reporters: reporters.toSorted((a, b) => compareText(a.name, b.name)),
        days: [...days].toSorted((a, b) => a - b),
      },
    ]),
  );
}

export interface SeenPolicies {
  readonly seen: readonly SeenPolicy[];
  /** Index in `seen` by the store's id. */
  readonly indexOf: ReadonlyMap<number, number>;
}

export async function readPolicies(
  connection: DuckDBConnection,
  { first, last }: FeedbackWindow,
): Promise<ReadonlyMap<number, SeenPolicies>> {
  const columns = ["domain", "p", "sp", "np", "adkim", "aspf", "pct", "testing"] as const;
  const rows = await connection.runAndReadAll(
    `SELECT s.domain, list(DISTINCT p.id)::VARCHAR AS ids, min(a.day)::VARCHAR AS first, max(a.day)::VARCHAR AS last,
            count(DISTINCT a.org_name)::DOUBLE AS reporters, sum(s.messages)::DOUBLE AS messages,
            ${columns.map(column => `p.${column} AS policy_${column}`).join(", ")}
     FROM seen_reports s JOIN aggregate_reports a ON a.id = s.report JOIN policies p ON p.id = s.policy
     WHERE a.day BETWEEN $1::DATE AND $2::DATE
     GROUP BY s.domain, ${columns.map(column => `p.${column}`).join(", ")}`,
    [first, last],
  );
  const found = Map.groupBy(rows.getRowObjects(), row => Number(row["domain"]));
  return new Map(
    [...found].map(([domain, all]) => {
      const policies = all
        .map(row => {
          const values = columns.flatMap(column => {
            const value = row[`policy_${column}`];
            return value === null || value === undefined ? [] : [[column, value] as const];
          });
          const seen: SeenPolicy = {
            published: Object.fromEntries(values) as unknown as SeenPolicy["published"],
            first: String(row["first"]),
            last: String(row["last"]),
            reporters: Number(row["reporters"]),
            messages: Number(row["messages"]),
          };
          return { seen, text: JSON.stringify(values), ids: JSON.parse(String(row["ids"])) as number[] };
        })
        .toSorted((a, b) => compareText(a.seen.first, b.seen.first) || compareText(a.text, b.text));
      const indexOf = new Map(policies.flatMap(({ ids }, index) => ids.map(id => [id, index] as const)));
      return [domain, { seen: policies.map(({ seen }) => seen), indexOf }];
    }),
  );
}
