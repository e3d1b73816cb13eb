/** Declared senders of which too much mail fails: the likely causes, and what mends them. */
import type { ServiceEvidence } from "../../feedback/evidence.ts";
import { printable } from "../../finding.ts";
import type { DeclaredSource } from "../../plan/declared-sources.ts";
import { judgedServices } from "../judged-services.ts";
import { plural } from "../plural.ts";
import { allowedFailures, thresholds, weeklyMessages } from "../thresholds.ts";
import { dkimDiagnosis, signingEdits } from "./dkim-diagnosis.ts";
import { docsOf, failedBy, failingCase, nameOf, type Diagnosis, type FailingCase } from "./failing-case.ts";
import type { Patch, PatchCase } from "./patch.ts";
import { spfDiagnosis } from "./spf-diagnosis.ts";
import { strictAlignment } from "./strict-alignment.ts";

/** A cause of a smaller part of what fails is not told: the larger ones come first, and often take it with them. */
const LEAST_PART = 0.2;

export function failingPatches(patchCase: PatchCase): readonly Patch[] {
  const { plan, evidence } = patchCase;
  const { passRate, dkimRate } = thresholds(weeklyMessages(evidence), plan.rollout?.minimum);
  return judgedServices(plan, evidence).flatMap(({ source, seen }) => {
    if (seen === undefined || seen.messages === 0) return [];
    const failing = failingCase(patchCase, source, seen);
    if (failing.failed > allowedFailures(seen.messages, passRate))
      return diagnoses(failing).map(diagnosis => patchOf(source, diagnosis));
    // Before reject DKIM is needed; while nothing is enforced yet, that can wait.
    const isWeak = seen.alignedDkim < dkimRate * seen.messages - 1e-9;
    return isWeak && plan.policy !== undefined && plan.policy.p !== "none"
      ? [patchOf(source, onSpfAlone(failing, seen))]
      : [];
  });
}

/** Those of most messages first, DKIM before SPF. */
function diagnoses(failing: FailingCase): readonly Diagnosis[] {
  const least = LEAST_PART * failing.failed;
  const strict = strictAlignment(failing);
  const isStrict = (option: string): boolean =>
    strict.some(({ edits }) => edits.some(({ path }) => path.endsWith(option)));
  const dkim = failedBy(failing, ({ dkim: outcome }) => outcome).flatMap(([outcome, messages]) =>
    messages < least || (outcome === "unaligned" && isStrict("dkimAlignment"))
      ? []
      : (dkimDiagnosis(failing, outcome, messages) ?? []),
  );
  const spf = failedBy(failing, ({ spf: outcome }) => outcome).flatMap(([outcome, messages]) =>
    messages < least || (outcome === "unaligned" && isStrict("spfAlignment"))
      ? []
      : (spfDiagnosis(failing, outcome, messages) ?? []),
  );
  return [...strict, ...dkim, ...spf].toSorted((a, b) => b.messages - a.messages);
}

function onSpfAlone(failing: FailingCase, { messages, alignedDkim }: ServiceEvidence): Diagnosis {
  const { source, plan } = failing;
  const signs = plan.selectors.some(({ name, form }) => form !== "revoked" && source.selectors.includes(name));
  return {
    cause: "not-signed",
    messages: messages - alignedDkim,
    why: `${(messages - alignedDkim).toLocaleString("en")} of ${plural(messages, "message")} of ${source.id} passed by SPF alone, and fail once they are forwarded.`,
    edits: signs ? [] : signingEdits(failing),
    steps: [`Turn DKIM on for ${source.sendingDomain} at ${nameOf(failing)}${docsOf(failing)}.`],
  };
}

function patchOf(source: DeclaredSource, { why, steps, ...diagnosis }: Diagnosis): Patch {
  return {
    kind: "mend",
    source: source.id,
    ...diagnosis,
    why: printable(why),
    steps: steps.map(printable),
    blindly: false,
  };
}
