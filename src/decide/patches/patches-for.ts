/** All that the evidence says should change in a spec. */
import { compareText } from "../../finding.ts";
import type { Evidence } from "../../feedback/evidence.ts";
import type { DomainPlan } from "../../plan/domain-plan.ts";
import { failingPatches } from "./failing.ts";
import { liveKeyPatches } from "./live-keys.ts";
import type { Patch, PatchContext } from "./patch.ts";
import { undeclaredPatches } from "./undeclared.ts";
import { unusedPatches } from "./unused.ts";

const kinds = ["add", "mend", "drop"] as const;

/**
 * What is missing, then what fails, then what can go, each with the most messages first. Mail that others passed on asks for
 * nothing: to let its addresses pass would let everybody pass who forwards mail. Nor does a domain that sends none.
 */
export function patchesFor(plan: DomainPlan, evidence: Evidence, context: PatchContext): readonly Patch[] {
  if (!plan.sends) return [];
  const patchCase = { ...context, plan, evidence };
  return [
    ...undeclaredPatches(patchCase),
    ...liveKeyPatches(patchCase),
    ...failingPatches(patchCase),
    ...unusedPatches(patchCase),
  ].toSorted(
    (a, b) =>
      kinds.indexOf(a.kind) - kinds.indexOf(b.kind) ||
      b.messages - a.messages ||
      (b.saves ?? 0) - (a.saves ?? 0) ||
      compareText(a.source, b.source),
  );
}
