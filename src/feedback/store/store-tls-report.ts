/** One TLS report (RFC 8460 §4.4) into the store, within the transaction of its batch. */
import type { DuckDBConnection } from "@duckdb/node-api";
import type { TlsReport } from "../tls-report.ts";
import { tlsReportKey } from "./content-key.ts";
import { middleDay } from "./middle-day.ts";

/** The column `policies` of `tls_reports`, as `from_json` wants it said. */
const POLICIES = JSON.stringify([
  {
    policy_type: "VARCHAR",
    policy_domain: "VARCHAR",
    policy_strings: ["VARCHAR"],
    mx_hosts: ["VARCHAR"],
    successful: "UBIGINT",
    failed: "UBIGINT",
    failures: [
      {
        result_type: "VARCHAR",
        sending_mta_ip: "VARCHAR",
        receiving_mx_hostname: "VARCHAR",
        receiving_ip: "VARCHAR",
        failed: "UBIGINT",
        failure_reason_code: "VARCHAR",
        additional_information: "VARCHAR",
      },
    ],
  },
]);

/** False where it is there already. */
export async function storeTlsReport(
  connection: DuckDBConnection,
  source: string,
  report: TlsReport,
): Promise<boolean> {
  const key = tlsReportKey(report);
  const { organizationName, contactInfo, reportId, dateRange } = report;
  const known = await connection.runAndReadAll("SELECT 1 FROM tls_reports WHERE key = $1::UUID", [key]);
  if (known.currentRowCount > 0) return false;
  await connection.run(
    `INSERT INTO tls_reports
     SELECT $1::UUID, $2, $3, $4, make_timestamp($5::BIGINT * 1000000)::TIMESTAMP_S,
            make_timestamp($6::BIGINT * 1000000)::TIMESTAMP_S, DATE '1970-01-01' + $7::INTEGER,
            from_json($8, '${POLICIES}'), $9`,
    [
      key,
      organizationName,
      contactInfo ?? null,
      reportId,
      dateRange.begin,
      dateRange.end,
      middleDay(dateRange),
      JSON.stringify(report.policies.map(policyRow)),
      source,
    ],
  );
  return true;
}

function policyRow(policy: TlsReport["policies"][number]): object {
  return {
    policy_type: policy.policyType,
    policy_domain: policy.policyDomain,
    policy_strings: policy.policyStrings,
    mx_hosts: policy.mxHosts,
    successful: policy.successful,
    failed: policy.failed,
    failures: policy.failures.map(failure => ({
      result_type: failure.resultType,
      sending_mta_ip: failure.sendingMtaIp,
      receiving_mx_hostname: failure.receivingMxHostname,
      receiving_ip: failure.receivingIp,
      failed: failure.failed,
      failure_reason_code: failure.failureReasonCode,
      additional_information: failure.additionalInformation,
    })),
  };
}
