/** What an adoption came to, for people. */
import { printable } from "../finding.ts";
import type { Adoption, Correction } from "../hosts/adopt/adoption.ts";
import type { HostChoice } from "../spec/domain-spec.ts";
import { serviceById } from "../services/catalogue.ts";
import type { Output } from "./output.ts";
import { renderFindings } from "./render-findings.ts";

export interface AdoptionReport {
  readonly domain: string;
  readonly adoption: Adoption;
  readonly host: HostChoice;
  /** Files that were written. */
  readonly written: readonly string[];
}

/** Longer values are cut on a terminal's account; --json has them whole. */
const MAX_SHOWN = 90;
/** What changes is to be compared, so it is shown whole unless nobody could read it. */
const MAX_CHANGE = 1000;
/** Lines of one kind; --json has all. */
const MAX_LINES = 40;

export function renderAdoption({ domain, adoption, host, written }: AdoptionReport, { style }: Output): string {
  const { recognised, leftovers, corrections, imports, findings } = adoption;
  const parts: string[] = [];
  const section = (title: string, lines: readonly string[]): void => {
    if (lines.length === 0) return;
    const more = lines.length - MAX_LINES;
    parts.push(
      [style("bold", title), ...lines.slice(0, MAX_LINES), ...(more > 0 ? [`  … ${more} more in --json`] : [])].join(
        "\n",
      ),
    );
  };
  section(
    "recognised",
    recognised.map(
      ({ service, by }) => `  ${serviceById(service)?.name ?? service}  ${style("dim", short(by.join(", ")))}`,
    ),
  );
  section("corrections: what the first preview will show", grouped(corrections));
  section(
    "left as it is",
    leftovers.map(({ name, type, rdata, reason }) => `  ${name} ${type} ${short(rdata)}\n      ${short(reason, 200)}`),
  );
  if (findings.length > 0) parts.push(renderFindings(findings, style));
  const byHand = corrections.filter(one => one.byHand === true).length;
  const first = written.at(-1);
  if (first === undefined) {
    parts.push(`Nothing is written: ${domain} cannot be a spec as it is.`);
  } else {
    const counts = `${count(recognised.length, "service")}, ${count(imports.length, "record")} to take over, ${count(corrections.length, "correction")}, ${leftovers.length} left as they are`;
    parts.push(
      [
        `${written.map(path => style("bold", path)).join(" and ")} written: ${counts}.`,
        ...(byHand === 0 ? [] : [`Take out by hand first: ${count(byHand, "value")} marked "by hand" above.`]),
        ...(host.kind === "zonefile" ? [zoneFileStep] : []),
        `Next: read the spec, then mailwright check ${domain} and mailwright preview ${domain} --stack prod.`,
      ].join("\n"),
    );
  }
  return parts.join("\n\n");
}

const zoneFileStep =
  "The zone file itself has to stand in the stack's zoneDirectory, named for its zone (client.example.zone).";

/** Corrections with one reason under it: a zone at Cloudflare may have the same for each of its records. */
function grouped(corrections: readonly Correction[]): readonly string[] {
  return [...Map.groupBy(corrections, ({ reason }) => reason)].map(([reason, all]) => {
    const same = all.every(one => one.sameMeaning) ? " (same meaning)" : "";
    const lines = all.slice(0, 6).map(({ name, type, from, to, byHand }) => {
      const change =
        from === ""
          ? `+ ${short(to, MAX_CHANGE)}`
          : to === ""
            ? `- ${short(from, MAX_CHANGE)}`
            : `${short(from, MAX_CHANGE)}\n        → ${short(to, MAX_CHANGE)}`;
      return `      ${name} ${type}${byHand === true ? " by hand" : ""} ${change}`;
    });
    const more = all.length - lines.length;
    return [`  ${short(reason, 300)}${same}`, ...lines, ...(more > 0 ? [`      … ${more} more in --json`] : [])].join(
      "\n",
    );
  });
}

function short(text: string, most = MAX_SHOWN): string {
  const plain = printable(text);
  return plain.length > most ? `${plain.slice(0, most - 1)}…` : plain;
}

function count(number: number, what: string): string {
  return `${number} ${what}${number === 1 ? "" : "s"}`;
}
