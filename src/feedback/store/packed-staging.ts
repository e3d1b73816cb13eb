/** Packed rows into the temporary tables: the database takes them apart, on threads of its own. */
import type { DuckDBConnection } from "@duckdb/node-api";
import type { PackedRows } from "../packed-reports.ts";
import { MAX_COUNT } from "./staging.ts";

/** `firstReport`, `firstOutcome`: the numbers of the first of each that the rows speak of. */
export type PackedStaging = (rows: PackedRows, firstReport: number, firstOutcome: number) => Promise<void>;

const stageOutcomes = `
  INSERT INTO staged_outcomes
  SELECT $1::INTEGER + unnest(range($2::INTEGER)), unnest(string_split($3, chr(10)))`;

const stageRows = `
  INSERT INTO staged_rows
  SELECT $1::INTEGER + unnest(string_split($2, ','))::INTEGER, $3::INTEGER + unnest(string_split($4, ','))::INTEGER,
         unnest(string_split($5, chr(10))), least(unnest(string_split($6, ','))::BIGINT, ${MAX_COUNT})`;

/** Once a connection, after its staging tables are made. */
export async function packedStaging(connection: DuckDBConnection): Promise<PackedStaging> {
  const [outcomes, rows] = [await connection.prepare(stageOutcomes), await connection.prepare(stageRows)];
  return async (packed, firstReport, firstOutcome) => {
    // No text at all would be split into one. Outcomes without a row are those of reports that turned out to be none.
    if (packed.counts === "") return;
    outcomes.bindInteger(1, firstOutcome);
    outcomes.bindInteger(2, packed.outcomes);
    outcomes.bindVarchar(3, packed.texts);
    await outcomes.run();
    rows.bindInteger(1, firstReport);
    rows.bindVarchar(2, packed.reportOf);
    rows.bindInteger(3, firstOutcome);
    rows.bindVarchar(4, packed.outcomeOf);
    rows.bindVarchar(5, packed.addresses);
    rows.bindVarchar(6, packed.counts);
    await rows.run();
  };
}
