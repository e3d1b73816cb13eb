/** `mailwright services`: the catalogue. */
import { catalogue } from "../services/catalogue.ts";
import type { Output } from "./output.ts";

export function services(json: boolean, output: Output): number {
  const rows = catalogue.map(({ id, name, source, lastVerified }) => ({ id, name, source, lastVerified }));
  if (json) output.json({ services: rows });
  else {
    const width = (key: "id" | "name"): number => Math.max(...rows.map(row => row[key].length));
    const [ids, names] = [width("id"), width("name")];
    for (const { id, name, lastVerified, source } of rows) {
      output.text(
        `${output.style("bold", id.padEnd(ids))}  ${name.padEnd(names)}  ${lastVerified}  ${output.style("dim", source)}`,
      );
    }
  }
  return 0;
}
