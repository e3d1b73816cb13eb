/** `mailwright dkim [domain…]`: where each selector is in its life, and what comes next. */
import { rotationOf, type SelectorState } from "../decide/rotation/selector-state.ts";
import type { EvidenceFiles } from "../feedback/health-findings.ts";
import { printable } from "../finding.ts";
import type { FleetPlan } from "../plan/domain-plan.ts";
import type { Output } from "./output.ts";

export interface DkimOptions {
  readonly json: boolean;
  /** ISO date. */
  readonly today: string;
}

interface DomainSelectors {
  readonly domain: string;
  readonly selectors: readonly SelectorState[];
}

/** Exit code: 1 where mail is signed with a key that is not there, or a spec's errors keep it from being judged; else 0. */
export function dkim(fleet: FleetPlan, files: EvidenceFiles, options: DkimOptions, output: Output): number {
  const evidence = new Map(files.evidence.map(one => [one.evidence.domain, one.evidence]));
  const domains = fleet.domains.map((plan): DomainSelectors => ({
    domain: plan.domain,
    selectors: rotationOf(plan, evidence.get(plan.domain), options.today),
  }));
  const planned = new Set(domains.map(({ domain }) => domain));
  const unplanned = [...new Set(fleet.findings.map(({ domain }) => domain))].filter(
    domain => domain !== "" && !planned.has(domain),
  );
  const wrong = domains.some(({ selectors }) => selectors.some(({ ok }) => ok === false));
  if (options.json) output.json({ domains, unplanned });
  else {
    output.text(renderSelectors(domains, output));
    for (const domain of unplanned)
      output.diagnostic(printable(`warning: the spec of ${domain} has errors; mailwright check lists them.`));
    for (const { file, problem } of files.unreadable) output.diagnostic(printable(`warning: ${file} ${problem}.`));
  }
  return wrong || unplanned.length > 0 ? 1 : 0;
}

const HEAD = ["", "", "state", "since", "last seen", "messages", ""];

const MESSAGES = HEAD.indexOf("messages");

function renderSelectors(domains: readonly DomainSelectors[], output: Output): string {
  const { style } = output;
  const rows = new Map(domains.map(({ domain, selectors }) => [domain, selectors.map(one => row(one, domain))]));
  const all = [HEAD, ...[...rows.values()].flat()];
  const widths = HEAD.map((_, column) => Math.max(...all.map(one => (one[column] ?? "").length)));
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, column) =>
        column === MESSAGES ? cell.padStart(widths[column] ?? 0) : cell.padEnd(widths[column] ?? 0),
      )
      .join("  ")
      .trimEnd();
  const parts = domains.map(({ domain, selectors }) => {
    const name = style("bold", printable(domain));
    if (selectors.length === 0) return `${name}\n  no selectors`;
    const lines = (rows.get(domain) ?? []).map((cells, index) => {
      const text = `  ${line(cells)}`;
      return selectors[index]?.ok === false ? style("red", text) : text;
    });
    return [name, style("dim", `  ${line(HEAD)}`), ...lines].join("\n");
  });
  return parts.join("\n\n");
}

/** A selector of a name below the domain is shown with that name. */
function row(one: SelectorState, domain: string): readonly string[] {
  const { name, selector, source, state, since = "", lastSeen = "", messages, next, problem } = one;
  const note = problem === undefined ? next : `${problem.message} ${next}`;
  const shown = name === `${selector}._domainkey.${domain}` ? selector : name;
  const told = [shown, source, state, since, lastSeen, messages.toLocaleString("en"), note];
  return told.map(printable);
}
