/** Advice as text: a line a patch with what is wrong, below it what to paste and where. */
import { plural } from "../decide/plural.ts";
import type { Patch, SpecEdit } from "../decide/patches/patch.ts";
import { listed, printable } from "../finding.ts";
import type { Advice } from "./advise.ts";
import type { Style } from "./output.ts";

const words: Readonly<Record<Patch["kind"], string>> = { add: "add", mend: "mend", drop: "drop" };
const colours = { add: "yellow", mend: "red", drop: "cyan" } as const;
/** Below the words of a patch. */
const INDENT = "        ";

export function renderPatches(advices: readonly Advice[], without: readonly string[], style: Style): string {
  const told = advices.filter(({ patches }) => patches.length > 0);
  const silent = advices.length - told.length - without.length;
  const count = told.reduce((sum, { patches }) => sum + patches.length, 0);
  const summary =
    count === 0
      ? "The evidence asks for no change."
      : `${plural(count, "change")} in ${plural(told.length, "domain")}${silent > 0 ? `; nothing in ${silent.toLocaleString("en")} more` : ""}.`;
  const missing =
    without.length === 0
      ? []
      : [`No evidence of ${listed(without)}: nothing is said of ${without.length === 1 ? "it" : "them"}.`];
  return [...told.map(advice => domainText(advice, style)), [summary, ...missing].join("\n")].join("\n\n");
}

function domainText({ domain, file, window, patches }: Advice, style: Style): string {
  const days = window === undefined ? "" : `, mail of ${window.first} to ${window.last}`;
  const head = `${style("bold", printable(domain))}  ${style("dim", printable(`${file}${days}`))}`;
  return [head, ...patches.map(patch => patchText(patch, style))].join("\n");
}

function patchText({ kind, cause, source, further = [], why, edits, steps }: Patch, style: Style): string {
  const who = listed([source, ...further]);
  const lines = [
    `  ${style(colours[kind], words[kind].padEnd(4))}  ${style("bold", printable(who))}  ${style("dim", cause)}`,
    `${INDENT}${printable(why)}`,
    ...edits.flatMap((edit, index) => editText(edit, index, style)),
    ...steps.map(step => `${INDENT}- ${printable(step)}`),
  ];
  return lines.join("\n");
}

function editText({ does, path, text, imports }: SpecEdit, index: number, style: Style): readonly string[] {
  const verb = { add: "add to", remove: "delete from", change: "change" }[does];
  const from = imports.length === 0 ? "" : ` (import ${imports.join(", ")})`;
  const head = `${INDENT}${index === 0 ? "" : "or "}${verb} ${path}${from}:`;
  const comma = does === "change" ? "" : ",";
  const body = `${text}${comma}`.split("\n").map(line => `${INDENT}    ${style("green", printable(line))}`);
  return [printable(head), ...body];
}
