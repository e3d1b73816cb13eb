/** What the gate says of one domain's declared policy, and why. */
import type { Stage, StagePart } from "../dmarc/effective-policy.ts";
import type { RolloutOverride } from "../spec/rollout-spec.ts";

/** `insufficient`: nobody can tell yet. No data is never `allowed`. */
export type Verdict = "allowed" | "blocked" | "insufficient";

export interface RuleResult {
  readonly id: string;
  /** `unknown`: the evidence has nothing on it. */
  readonly ok: boolean | "unknown";
  /** One sentence with the figures. */
  readonly detail: string;
  /** What to do about it, one sentence; absent where it is ok. */
  readonly fix?: string | undefined;
}

export interface GateResult {
  readonly domain: string;
  /** As the stricter reading has it. */
  readonly declared: Stage;
  /** The strictest that reporters saw published lately; absent where none did. */
  readonly published?: Stage | undefined;
  /** The parts that are judged: stricter than what is published or, where nobody knows that, than what was adopted or none. */
  readonly rises: readonly StagePart[];
  /** Nothing but np rises, and no reporter would tell if it stood there already. */
  readonly unshown?: true | undefined;
  readonly verdict: Verdict;
  /** All that were judged, in the order of the list of rules. */
  readonly rules: readonly RuleResult[];
  /** The override that makes it `allowed`, and what the verdict is without it. */
  readonly override?: RolloutOverride | undefined;
  readonly overridden?: Exclude<Verdict, "allowed"> | undefined;
}
