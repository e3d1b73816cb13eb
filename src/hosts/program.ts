/** The program the engine runs: read the stack's config, plan, stop on errors, apply. */
import * as pulumi from "@pulumi/pulumi";
import type { FleetPlan } from "../plan/domain-plan.ts";
import { applyPlans } from "./apply-plan.ts";
import type { ImportsOf } from "./import-map.ts";
import { reportFindings } from "./report-findings.ts";

/**
 * `planOf` gives the plan of the group named by the stack config `mailwright:domains` (undefined: all). `only` are the
 * domains to register, for a run under a target. `importsOf` gives what an adoption found.
 */
export async function program(
  planOf: (group: readonly string[] | undefined) => FleetPlan,
  { only, importsOf }: { readonly only?: ReadonlySet<string> | undefined; readonly importsOf?: ImportsOf } = {},
): Promise<void> {
  const config = new pulumi.Config("mailwright");
  const stack = planned(() => planOf(config.getObject<string[]>("domains")));
  await reportFindings(stack.findings.filter(({ domain }) => only === undefined || domain === "" || only.has(domain)));
  const host = config.require("host") === "zonefile" ? "zonefile" : "declared";
  const zoneDirectory = config.require("zoneDirectory");
  await applyPlans(stack.domains, { host, zoneDirectory, only, importsOf, fleet: planOf(undefined).domains });
}

/** A stack whose domains cannot be planned ends the run with the reason alone, without a stack trace. */
function planned(plan: () => FleetPlan): FleetPlan {
  try {
    return plan();
  } catch (error) {
    throw new pulumi.RunError(error instanceof Error ? error.message : String(error));
  }
}
