/** `mailwright store export --parquet DIR`: the store for engines that reach past one machine. */
import { exportParquet } from "../feedback/store/export-parquet.ts";
import { openStore } from "../feedback/store/open-store.ts";
import type { Output } from "./output.ts";
import { withStore } from "./with-store.ts";

export async function storeExport(path: string, folder: string, json: boolean, output: Output): Promise<number> {
  return withStore(
    () => openStore(path, { readOnly: true }),
    async store => {
      const tables = await exportParquet(store, folder);
      if (json) output.json({ folder, tables });
      else {
        const parts = tables.map(({ table, rows }) => `${rows.toLocaleString("en")} rows of ${table}`);
        output.text(`${parts.join(", ")} written to ${folder}.`);
      }
      return 0;
    },
  );
}
