/**
 * A store of millions of rows for the benchmarks, made by the database itself in the store's own tables: a thousand domains, each
 * with a month of reports by three reporters, and twenty kinds of mail.
 */
import { openStore } from "../src/feedback/store/open-store.ts";
import { domainName } from "./make-fleet.ts";

export const STORED_DOMAINS = 1000;
const DAYS = 30;
const REPORTERS = 3;
const OUTCOMES = 20;
const FIRST_DAY = "DATE '2026-10-01'";

/** Rows are the same number for each report; the store must be new. */
export async function fillStore(path: string, rows: number): Promise<void> {
  const store = await openStore(path, { memory: "2GB" });
  const reports = STORED_DOMAINS * DAYS * REPORTERS;
  // The specs' own way of naming them: client-00042.test.
  const domain = `replace('${domainName(0)}', '00000', lpad(d::VARCHAR, 5, '0'))`;
  try {
    for (const statement of [
      `INSERT INTO policies
         SELECT d, md5('policy' || d)::UUID, ${domain}, 'none', NULL, NULL, 'r', 'r', 100, NULL, NULL, NULL
         FROM range(${STORED_DOMAINS}) t(d)`,

      `INSERT INTO aggregate_reports
         SELECT i, md5('report' || i)::UUID, 'reporter-' || i % ${REPORTERS} || '.example', 'noreply@reporter.example', NULL,
                'r-' || i, ${domain}, day::TIMESTAMP_S, (day + INTERVAL 86399 SECOND)::TIMESTAMP_S, day, d,
                '1.0', NULL, [], [], 0, 0, 'filled'
         FROM (SELECT i, i // ${DAYS * REPORTERS} AS d, ${FIRST_DAY} + (i // ${REPORTERS} % ${DAYS})::INTEGER AS day
               FROM range(${reports}) t(i))`,

      // Own mail signed by each service, mail of the server whose addresses are declared, forwarded mail, and spoof.
      `INSERT INTO outcomes
         SELECT i, md5('outcome' || i)::UUID, ${domain}, ${domain}, NULL,
                'none', k < 14, k < 10,
                [{'domain': ${domain}, 'selector': ['google', 's1', 's2', 'a2026', 'b2026'][1 + k % 5],
                  'result': CASE WHEN k < 14 THEN 'pass' ELSE 'fail' END}],
                [{'domain': CASE WHEN k < 10 THEN ${domain} ELSE 'relay-' || k || '.example' END, 'scope': 'mfrom',
                  'result': CASE WHEN k < 10 THEN 'pass' ELSE 'softfail' END}],
                []
         FROM (SELECT i, i // ${OUTCOMES} AS d, i % ${OUTCOMES} AS k FROM range(${STORED_DOMAINS * OUTCOMES}) t(i))`,

      // Three in four rows are from 300 addresses of a domain's services, each with one kind of mail; the rest from anywhere.
      `INSERT INTO rows
         SELECT report, ${FIRST_DAY} + (report // ${REPORTERS} % ${DAYS})::INTEGER, d, d * ${OUTCOMES} + a % ${OUTCOMES},
                '10.' || (d % 256) || '.' || (a // 250) || '.' || (a % 250), 1 + h // 40000 % 9
         FROM (SELECT report, d, h, CASE WHEN h % 4 > 0 THEN h // 4 % 300 ELSE h // 4 % 60000 END AS a
               FROM (SELECT i % ${reports} AS report, i % ${reports} // ${DAYS * REPORTERS} AS d, hash(i) % 1000000 AS h
                     FROM range(${rows}) t(i)))`,
    ]) {
      await store.connection.run(statement);
    }
  } finally {
    store.close();
  }
}
