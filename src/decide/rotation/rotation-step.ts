/** One step of a rotation and what may be said of it. */
import type { LocalFinding } from "../../finding.ts";
import type { Verdict } from "../verdict.ts";

/** `forget`: a name is taken out of retiredSelectors. */
export type StepKind = "publish" | "replace" | "revoke" | "remove" | "forget";

/** One step, as a finding of the plan after it: severity info where nothing is said against it. */
export interface RotationStep extends LocalFinding {
  readonly step: StepKind;
  readonly verdict: Verdict;
}

type About = Omit<LocalFinding, "severity">;

export const allowed = (step: StepKind, about: About): RotationStep => ({
  step,
  verdict: "allowed",
  severity: "info",
  ...about,
});
export const warned = (step: StepKind, about: About): RotationStep => ({
  ...allowed(step, about),
  severity: "warning",
});
export const blocked = (step: StepKind, about: About): RotationStep => ({
  step,
  verdict: "blocked",
  severity: "error",
  ...about,
});
export const insufficient = (step: StepKind, about: About): RotationStep => ({
  step,
  verdict: "insufficient",
  severity: "warning",
  ...about,
});
