/** Rows on their way into a temporary table of the database: gathered as plain arrays, handed over a chunk at a time. */
import { DuckDBDataChunk, type DuckDBConnection, type DuckDBType, type DuckDBValue } from "@duckdb/node-api";

/** What a vector of the database holds. */
const CHUNK = 2048;

export interface ColumnBuffer {
  readonly length: number;
  /** One value a column, in the order of the table's. */
  push(...values: DuckDBValue[]): void;
  /** Forgets the rows from the given one on. */
  truncate(length: number): void;
  /** Appends all rows to the table, and is empty then. */
  append(connection: DuckDBConnection): Promise<void>;
}

export function columnBuffer(table: string, types: readonly DuckDBType[]): ColumnBuffer {
  let columns: DuckDBValue[][] = types.map(() => []);
  let length = 0;
  return {
    get length() {
      return length;
    },
    push(...values) {
      for (let index = 0; index < columns.length; index += 1) columns[index]?.push(values[index] ?? null);
      length += 1;
    },
    truncate(to) {
      if (to >= length) return;
      for (const column of columns) column.length = to;
      length = to;
    },
    async append(connection) {
      if (length === 0) return;
      const [full, rows] = [columns, length];
      columns = types.map(() => []);
      length = 0;
      const appender = await connection.createAppender(table, "main", "temp");
      const chunk = DuckDBDataChunk.create(types, CHUNK);
      for (let start = 0; start < rows; start += CHUNK) {
        const size = Math.min(CHUNK, rows - start);
        chunk.reset();
        chunk.rowCount = size;
        chunk.setColumns(full.map(column => column.slice(start, start + size)));
        appender.appendDataChunk(chunk);
      }
      appender.closeSync();
    },
  };
}
