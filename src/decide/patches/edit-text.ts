/** The text of each kind of edit, as a person would write it into the spec. */
import { functionOf } from "../../plan/spec-line.ts";
import { codeOf, printCode, type Code } from "../../spec/print-code.ts";
import { PLACEHOLDER, type SpecEdit } from "./patch.ts";

/** Members of a list in a spec stand so far in. */
const INDENT = 4;

/** One more service. */
export function addService(id: string, options: Readonly<Record<string, unknown>>): SpecEdit {
  const call = functionOf(id);
  const argument = Object.keys(options).length === 0 ? undefined : codeOf(options);
  return { does: "add", path: "services", text: printed({ call, argument }), imports: [call] };
}

/** A service that stands in the spec, with some options more. */
export function changeService(path: string, id: string, more: Readonly<Record<string, unknown>>): SpecEdit {
  const call = functionOf(id);
  const text = `${call}({ ${PLACEHOLDER}, ${membersText(more)} })`;
  return { does: "change", path, text, imports: [] };
}

export function removeService(path: string, id: string): SpecEdit {
  return { does: "remove", path, text: `${functionOf(id)}({ ${PLACEHOLDER} })`, imports: [] };
}

/** Keys that belong to no service. */
export function addKeys(selectors: readonly string[]): SpecEdit {
  const keys = Object.fromEntries(selectors.map(selector => [selector, PLACEHOLDER]));
  return { does: "add", path: "dkim", text: membersText(keys), imports: [] };
}

export function acknowledge(sources: readonly string[], today: string): SpecEdit {
  const entries = sources.map(source => printed(codeOf({ source, reason: PLACEHOLDER, since: today })));
  return { does: "add", path: "acknowledged", text: entries.join(",\n"), imports: [] };
}

/** `dkim: { s1: "…" }`, without the braces around it. */
export function membersText(members: Readonly<Record<string, unknown>>): string {
  const text = printCode(codeOf(members), 0, -Infinity, 0);
  return text.slice("{ ".length, -" }".length);
}

function printed(code: Code): string {
  return printCode(code, INDENT, 0, 1).replaceAll(`\n${" ".repeat(INDENT)}`, "\n");
}
