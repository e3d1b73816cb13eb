/** Drift as people read it: one block a domain, and at the end how many there are. */
import { printable } from "../finding.ts";
import type { Drift } from "../hosts/drift/compare-live.ts";
import type { Note } from "../hosts/drift/notes.ts";
import type { Output } from "./output.ts";
import { SERVER_SILENT } from "../hosts/drift/unreachable.ts";
import type { Verified } from "./verify.ts";

export function renderDrift(verified: readonly Verified[], { style }: Pick<Output, "style">): string {
  const silent = silentForMany(verified);
  const blocks = verified.map(one => block(one, silent, style));
  const drifted = verified.filter(({ drift }) => drift.length > 0).length;
  const total = `${verified.length} domain${verified.length === 1 ? "" : "s"}`;
  const sum =
    drifted === 0
      ? `${total} as planned.`
      : `${drifted} of ${total} not as planned, ${count(verified.flatMap(({ drift }) => drift).length)}.`;
  // Domains of one line each stand close together.
  const text = blocks.reduce((all, one, index) => {
    const apart = one.includes("\n") || (blocks[index - 1] ?? "").includes("\n") ? "\n\n" : "\n";
    return all === "" ? one : all + apart + one;
  }, "");
  return [text, ...[...silent.values()].map(list => silence(list, style)), sum].join("\n\n");
}

type Style = Output["style"];
type Silent = ReadonlyMap<string, readonly Drift[]>;

/** Servers that are silent about several domains: said once, or a dead server would hide all else. */
function silentForMany(verified: readonly Verified[]): Silent {
  const silent = verified.flatMap(({ drift }) => drift.filter(({ causeId }) => causeId === SERVER_SILENT));
  const byServer = Map.groupBy(silent, ({ servers: [server = ""] }) => server);
  return new Map([...byServer].filter(([, list]) => list.length > 1));
}

function silence([first, ...more]: readonly Drift[], style: Style): string {
  if (first === undefined) return "";
  const [server = "", reason = ""] = [first.servers[0], first.found[0]];
  return `${style("yellow", server)} does not answer (${printable(reason)}), for ${more.length + 1} domains. ${first.fix}`;
}

function block({ plan, live, drift, notes }: Verified, silent: Silent, style: Style): string {
  const servers = live.servers.filter(({ trouble }) => trouble === undefined).map(({ name }) => name);
  // Of a domain that nobody answered for, nothing is known, and that is said at the domain.
  const shown = drift.filter(
    one => servers.length === 0 || one.causeId !== SERVER_SILENT || !silent.has(one.servers[0] ?? ""),
  );
  const clean = drift.length === 0 ? style("green", "as planned") : style("yellow", "as planned where asked");
  const known = shown.length > 0 ? style("red", count(shown.length)) : clean;
  const state = servers.length === 0 ? style("red", "not verified") : known;
  const asked = servers.length === 0 ? "" : style("dim", `  ${plan.rrsets.length} RRsets at ${servers.join(", ")}`);
  const head = `${style("bold", plan.domain)}  ${state}${asked}`;
  const width = Math.max(0, ...shown.map(({ kind }) => kind.length), ...(notes.length > 0 ? ["note".length] : []));
  return [
    head,
    ...shown.flatMap(one => driftLines(one, plan.zone, servers, width, style)),
    ...notes.map(one => noteLine(one, width, style)),
  ].join("\n");
}

function count(number: number): string {
  return `${number} difference${number === 1 ? "" : "s"}`;
}

/** More values say nothing new; JSON has them all. */
const MAX_VALUES = 8;

function driftLines(
  { kind, name, type, expected, found, servers, cause, fix }: Drift,
  zone: string,
  all: readonly string[],
  width: number,
  style: Style,
): readonly string[] {
  const indent = " ".repeat(2 + width + 2);
  const line = (label: string, text: string): string => `${indent}${style("dim", label.padEnd(7))}  ${printable(text)}`;
  const values = (label: string, list: readonly string[]): readonly string[] => [
    ...list.slice(0, MAX_VALUES).map((value, index) => line(index === 0 ? label : "", value)),
    ...(list.length > MAX_VALUES ? [line("", `… and ${list.length - MAX_VALUES} more`)] : []),
  ];
  const title = kind === "unreachable" ? zone : `${name} ${type}`;
  return [
    `  ${style(kind === "unreachable" ? "yellow" : "red", kind.padEnd(width))}  ${printable(title)}`,
    ...values("planned", expected),
    ...(kind === "unreachable" ? [] : values("found", found.length === 0 ? ["nothing"] : found)),
    // Where all say the same, the head of the block has their names.
    ...(kind !== "unreachable" && servers.length < all.length ? [line("at", servers.join(", "))] : []),
    ...(cause === undefined ? [] : [line("why", kind === "unreachable" ? `${cause} (${found.join(", ")})` : cause)]),
    line("fix", fix),
  ];
}

function noteLine({ name, type, note }: Note, width: number, style: Style): string {
  return `  ${style("dim", "note".padEnd(width))}  ${printable(`${name} ${type}: ${note}.`)}`;
}
