/** `mailwright services`: the catalogue, or the services of it that a value speaks for. */
import { printable } from "../finding.ts";
import { catalogue, serviceById } from "../services/catalogue.ts";
import { type EvidenceKind, recogniseValue } from "../services/recognise.ts";
import type { Output } from "./output.ts";

export function services(
  options: { readonly json: boolean; readonly find?: string | undefined },
  output: Output,
): number {
  if (options.find === undefined) list(options.json, output);
  else find(options.find, options.json, output);
  return 0;
}

function list(json: boolean, output: Output): void {
  const rows = catalogue.map(({ id, name, source, lastVerified, category, docs, alignment }) => {
    return { id, name, source, lastVerified, category, docs, alignment };
  });
  if (json) output.json({ services: rows });
  else {
    const cells = rows.map(({ id, name, category, alignment, lastVerified, docs }) => {
      return [id, name, category, `spf ${alignment.spf}`, `dkim ${alignment.dkim}`, lastVerified, docs];
    });
    table(cells, output);
  }
}

function find(value: string, json: boolean, output: Output): void {
  const found = recogniseValue(catalogue, value).map(({ service, strength, by }) => {
    return { service, name: serviceById(service)?.name ?? service, strength, by };
  });
  if (json) output.json({ found });
  else if (found.length === 0) output.text(`No service of the catalogue is known by ${printable(value)}.`);
  else {
    const cells = found.map(({ service, name, strength, by }) => {
      return [service, name, strength, [...new Set(by.map(({ kind }) => words[kind]))].join(", ")];
    });
    table(cells, output);
  }
}

const words: Readonly<Record<EvidenceKind, string>> = {
  spf: "SPF term",
  selectors: "selector",
  dkimTargets: "CNAME of a selector",
  targets: "CNAME of a return path or another name",
  mx: "mail exchange",
  domains: "d= or MAIL FROM",
  txt: "TXT string",
};

/** Aligned columns; the first stands out, the last steps back. */
function table(rows: readonly (readonly string[])[], output: Output): void {
  const width = (column: number): number => Math.max(...rows.map(row => (row[column] ?? "").length));
  const last = (rows[0] ?? []).length - 1;
  const widths = Array.from({ length: last }, (_, column) => width(column));
  for (const row of rows) {
    const cells = row.map((cell, column) => {
      if (column === last) return output.style("dim", cell);
      const padded = cell.padEnd(widths[column] ?? 0);
      return column === 0 ? output.style("bold", padded) : padded;
    });
    output.text(cells.join("  "));
  }
}
