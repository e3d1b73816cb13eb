/** The rows of some domains in a window, those equal in all but address kept apart and all else summed. */
import type { DuckDBConnection } from "@duckdb/node-api";
import type { FeedbackWindow } from "../domain-feedback.ts";
import { daysBetween } from "../evidence-days.ts";
import type { OverrideReason } from "../feedback.ts";
import type { SourceRow } from "../source-row.ts";
import type { SeenPolicies } from "./read-seen.ts";

/** Days of one integer of the database, whose sign stays out of it. */
const SLICE = 30;

/** By index of the domain, from `first` to `last`. */
export async function readRows(
  connection: DuckDBConnection,
  first: number,
  last: number,
  window: FeedbackWindow,
  policies: ReadonlyMap<number, SeenPolicies>,
): Promise<ReadonlyMap<number, readonly SourceRow[]>> {
  const outcomes = await readOutcomes(connection, first, last);
  const length = daysBetween(window.first, window.last) + 1;
  const slices = Array.from({ length: Math.ceil(length / SLICE) }, (_, index) => index);
  const day = "(r.day - $1::DATE)";
  const masks = slices.map(
    slice => `bit_or(if(${day} // ${SLICE} = ${slice}, (1 << (${day} % ${SLICE}))::INTEGER, 0)) AS days${slice}`,
  );
  const result = await connection.stream(
    `SELECT d.domain, r.outcome, r.source_ip, r.policy, sum(r.count)::DOUBLE AS messages, ${masks.join(", ")}
     FROM rows r JOIN outcome_domains d ON d.outcome = r.outcome
     WHERE r.day BETWEEN $1::DATE AND $2::DATE AND d.domain BETWEEN ${first} AND ${last}
     GROUP BY d.domain, r.outcome, r.source_ip, r.policy`,
    [window.first, window.last],
  );
  const found = new Map<number, Merged>();
  for (let chunk = await result.fetchChunk(); chunk && chunk.rowCount > 0; chunk = await result.fetchChunk()) {
    const [domains = [], ids = [], addresses = [], seen = [], messages = [], ...days] = chunk.getColumns();
    for (let index = 0; index < chunk.rowCount; index += 1) {
      const domain = domains[index] as number;
      const outcome = outcomes.get(ids[index] as number);
      if (outcome === undefined) continue;
      const merged = found.get(domain) ?? new Map<Outcome, Map<string, MutableRow>>();
      found.set(domain, merged);
      const policy = policies.get(domain)?.indexOf.get(seen[index] as number) ?? 0;
      const row = { masks: days.map(column => column[index] as number), policy, messages: messages[index] as number };
      add(merged, outcome, addresses[index] as string, row);
    }
  }
  return new Map([...found].map(([domain, merged]) => [domain, sourceRows(merged)]));
}

/** What an outcome means to evidence; outcomes that differ in comments alone are one object. */
type Outcome = Omit<SourceRow, "sourceIp" | "policy" | "messages" | "days">;

interface MutableRow {
  readonly policy: number;
  messages: number;
  masks: number[];
}

/** Outcome → address and policy → row. */
type Merged = Map<Outcome, Map<string, MutableRow>>;

function add(merged: Merged, outcome: Outcome, sourceIp: string, row: MutableRow): void {
  const rows = merged.get(outcome) ?? new Map<string, MutableRow>();
  merged.set(outcome, rows);
  // An address holds no "|".
  const key = row.policy === 0 ? sourceIp : `${sourceIp}|${row.policy}`;
  const same = rows.get(key);
  if (same === undefined) rows.set(key, row);
  else {
    same.messages += row.messages;
    same.masks = same.masks.map((mask, index) => mask | (row.masks[index] ?? 0));
  }
}

function sourceRows(merged: Merged): readonly SourceRow[] {
  const rows: SourceRow[] = [];
  const known = new Map<string, readonly number[]>();
  for (const [outcome, all] of merged) {
    for (const [key, { policy, messages, masks }] of all) {
      const bar = key.indexOf("|");
      const days = known.get(masks.join()) ?? daysOf(masks);
      known.set(masks.join(), days);
      rows.push({ ...outcome, sourceIp: bar === -1 ? key : key.slice(0, bar), policy, messages, days });
    }
  }
  return rows;
}

function daysOf(masks: readonly number[]): readonly number[] {
  return masks.flatMap((mask, slice) =>
    Array.from({ length: SLICE }, (_, bit) => bit)
      .filter(bit => (mask & (1 << bit)) !== 0)
      .map(bit => slice * SLICE + bit),
  );
}

async function readOutcomes(
  connection: DuckDBConnection,
  first: number,
  last: number,
): Promise<ReadonlyMap<number, Outcome>> {
  const result = await connection.stream(
    `SELECT o.id, o.header_from, o.envelope_from, o.disposition, o.dkim_aligned, o.spf_aligned,
            to_json(o.dkim)::VARCHAR, to_json(o.spf)::VARCHAR, to_json(list_transform(o.reasons, lambda x: x.type))::VARCHAR
     FROM outcomes o JOIN outcome_domains d ON d.outcome = o.id WHERE d.domain BETWEEN ${first} AND ${last}`,
  );
  const byId = new Map<number, Outcome>();
  const byText = new Map<string, Outcome>();
  for (let chunk = await result.fetchChunk(); chunk && chunk.rowCount > 0; chunk = await result.fetchChunk()) {
    for (const [id, ...columns] of chunk.getRows()) {
      const types = JSON.parse(columns.pop() as string) as OverrideReason["type"][];
      const overrides = [...new Set(types)].toSorted();
      const text = JSON.stringify([columns, overrides]);
      const outcome = byText.get(text) ?? outcomeOf(columns, overrides);
      byText.set(text, outcome);
      byId.set(id as number, outcome);
    }
  }
  return byId;
}

function outcomeOf(columns: readonly unknown[], overrides: Outcome["overrides"]): Outcome {
  const [headerFrom, envelopeFrom, disposition, alignedDkim, alignedSpf, dkim, spf] = columns;
  return {
    headerFrom: headerFrom as string,
    envelopeFrom: (envelopeFrom ?? undefined) as string | undefined,
    disposition: disposition as Outcome["disposition"],
    alignedDkim: alignedDkim as boolean,
    alignedSpf: alignedSpf as boolean,
    dkim: results(dkim) as unknown as Outcome["dkim"],
    spf: results(spf) as unknown as Outcome["spf"],
    overrides,
  };
}

/** The database says null where nothing was said. */
function results(json: unknown): readonly Record<string, unknown>[] {
  return (JSON.parse(json as string) as Record<string, unknown>[]).map(one =>
    Object.fromEntries(Object.entries(one).filter(([, value]) => value !== null)),
  );
}
