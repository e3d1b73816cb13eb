/** `mailwright gate [domain…]`: may each declared policy stand, by what the evidence says of the domain's mail? */
import type { GatedFleet } from "../decide/gate-fleet.ts";
import type { GateResult } from "../decide/verdict.ts";
import { listed, printable } from "../finding.ts";
import type { Output } from "./output.ts";
import { gateSummary, needsAttention, renderGate } from "./render-gate.ts";

export interface GateOptions {
  readonly json: boolean;
  /** Show those in order too, with every rule; so it is where domains are named. */
  readonly all: boolean;
}

/** Exit code: 1 where a policy that rises is blocked or nobody can tell yet, or where a spec's errors keep it from being judged. */
export function gate({ domains, findings, gates }: GatedFleet, { json, all }: GateOptions, output: Output): number {
  const judged = new Set(gates.map(({ domain }) => domain));
  const errors = findings.filter(({ severity }) => severity === "error");
  const broken = new Set(
    [...domains, ...errors].map(({ domain }) => domain).filter(domain => domain !== "" && !judged.has(domain)),
  );
  // What holds for all of them, such as a freeze, cannot be read.
  const fleetErrors = errors.filter(({ domain }) => domain === "");
  if (json) output.json({ gates: gates.map(gateJson) });
  else {
    const shown = all ? gates : gates.filter(needsAttention);
    for (const one of shown.toSorted(worstFirst)) output.text(`${renderGate(one, all, output.style)}\n`);
    output.text(gateSummary(gates, gates.length - shown.length));
  }
  for (const { file, message, fix } of fleetErrors) output.diagnostic(printable(`error: ${file}: ${message} ${fix}`));
  if (broken.size > 0)
    output.diagnostic(
      printable(
        `error: not judged, since their specs have errors: ${listed([...broken])}; mailwright check lists them.`,
      ),
    );
  return broken.size > 0 || fleetErrors.length > 0 || gates.some(isHeldUp) ? 1 : 0;
}

function isHeldUp({ verdict, rises }: GateResult): boolean {
  return verdict === "blocked" || (verdict === "insufficient" && rises.length > 0);
}

const rank = { blocked: 0, insufficient: 1, allowed: 2 } as const;

function worstFirst(a: GateResult, b: GateResult): number {
  return rank[a.verdict] - rank[b.verdict];
}

function gateJson({ domain, declared, published, verdict, rules, override, overridden }: GateResult): object {
  return {
    domain,
    declared,
    published: published ?? null,
    verdict,
    rules: rules.map(({ id, ok, detail }) => ({ id, ok, detail })),
    ...(overridden === undefined ? {} : { override, overridden }),
  };
}
