/**
 * The tables of the store, as steps: the store's version is the number of steps it has taken. A step that was released is never
 * edited; a change is a step more.
 *
 * Millions of rows differ in little but address and count, so what they share stands once in `outcomes` and `policies`, and a
 * row is five numbers and an address. The view `messages` puts it together again.
 */

export const migrations: readonly string[] = [
  `
  CREATE TABLE policies (
    id INTEGER NOT NULL,
    key UUID NOT NULL,
    domain VARCHAR NOT NULL,
    p VARCHAR NOT NULL, sp VARCHAR, np VARCHAR,
    adkim VARCHAR, aspf VARCHAR,
    pct UTINYINT, fo VARCHAR, discovery_method VARCHAR, testing VARCHAR
  );

  CREATE TABLE aggregate_reports (
    id INTEGER NOT NULL,
    -- Of reporter, report id, domain and range: the same report again is known by it.
    key UUID NOT NULL,
    org_name VARCHAR NOT NULL, email VARCHAR NOT NULL, extra_contact_info VARCHAR,
    report_id VARCHAR NOT NULL,
    domain VARCHAR NOT NULL,
    range_begin TIMESTAMP_S NOT NULL, range_end TIMESTAMP_S NOT NULL,
    -- The UTC day in the middle of the range.
    day DATE NOT NULL,
    policy INTEGER NOT NULL,
    version VARCHAR, generator VARCHAR,
    errors VARCHAR[] NOT NULL, repairs VARCHAR[] NOT NULL,
    records UINTEGER NOT NULL, messages UBIGINT NOT NULL,
    source VARCHAR NOT NULL
  );

  CREATE TABLE outcomes (
    id INTEGER NOT NULL,
    key UUID NOT NULL,
    header_from VARCHAR NOT NULL, envelope_from VARCHAR, envelope_to VARCHAR,
    disposition VARCHAR NOT NULL,
    dkim_aligned BOOLEAN NOT NULL, spf_aligned BOOLEAN NOT NULL,
    dkim STRUCT("domain" VARCHAR, selector VARCHAR, "result" VARCHAR)[] NOT NULL,
    spf STRUCT("domain" VARCHAR, "scope" VARCHAR, "result" VARCHAR)[] NOT NULL,
    reasons STRUCT("type" VARCHAR, "comment" VARCHAR)[] NOT NULL
  );

  CREATE TABLE rows (
    report INTEGER NOT NULL,
    day DATE NOT NULL,
    policy INTEGER NOT NULL,
    outcome INTEGER NOT NULL,
    source_ip VARCHAR NOT NULL,
    count UINTEGER NOT NULL
  );

  CREATE SEQUENCE outcome_ids;
  CREATE SEQUENCE policy_ids;

  CREATE VIEW messages AS
    SELECT
      r.day, a.org_name, a.report_id, a.range_begin, a.range_end,
      r.source_ip, r.count, o.disposition, o.dkim_aligned, o.spf_aligned, o.reasons,
      o.header_from, o.envelope_from, o.envelope_to, o.dkim, o.spf,
      p.domain AS policy_domain, p.p, p.sp, p.np, p.adkim, p.aspf, p.pct, p.testing
    FROM rows r
    JOIN aggregate_reports a ON a.id = r.report
    JOIN outcomes o ON o.id = r.outcome
    JOIN policies p ON p.id = r.policy;

  CREATE TABLE tls_reports (
    key UUID NOT NULL,
    organization_name VARCHAR NOT NULL, contact_info VARCHAR,
    report_id VARCHAR NOT NULL,
    range_begin TIMESTAMP_S NOT NULL, range_end TIMESTAMP_S NOT NULL,
    day DATE NOT NULL,
    policies STRUCT(
      policy_type VARCHAR, policy_domain VARCHAR, policy_strings VARCHAR[], mx_hosts VARCHAR[],
      successful UBIGINT, failed UBIGINT,
      failures STRUCT(
        result_type VARCHAR, sending_mta_ip VARCHAR, receiving_mx_hostname VARCHAR, receiving_ip VARCHAR,
        failed UBIGINT, failure_reason_code VARCHAR, additional_information VARCHAR
      )[]
    )[] NOT NULL,
    source VARCHAR NOT NULL
  );
  `,
];
