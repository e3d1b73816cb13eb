/** The program the engine runs: read the stack's config, plan, stop on errors, apply. */
import * as pulumi from "@pulumi/pulumi";
import type { FleetPlan } from "../plan/domain-plan.ts";
import { applyPlans } from "./apply-plan.ts";
import { reportFindings } from "./report-findings.ts";

/**
 * `planOf` gives the plan of the group named by the stack config `mailwright:domains` (undefined: all). `only` are the
 * domains to register, for a run under a target.
 */
export async function program(
  planOf: (group: readonly string[] | undefined) => FleetPlan,
  only?: ReadonlySet<string>,
): Promise<void> {
  const config = new pulumi.Config("mailwright");
  const stack = planOf(config.getObject<string[]>("domains"));
  await reportFindings(stack.findings.filter(({ domain }) => only === undefined || only.has(domain)));
  const host = config.require("host") === "zonefile" ? "zonefile" : "declared";
  const zoneDirectory = config.require("zoneDirectory");
  await applyPlans(stack.domains, { host, zoneDirectory, only, fleet: planOf(undefined).domains });
}
