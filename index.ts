/** The Pulumi program: load the specs, plan, stop on errors, apply. */
import * as pulumi from "@pulumi/pulumi";
import { loadForEngine } from "./src/cli/load-for-engine.ts";
import { applyPlans } from "./src/hosts/apply-plan.ts";
import { reportFindings } from "./src/hosts/report-findings.ts";
import { readSelection } from "./src/hosts/selection.ts";

// The engine records where every resource was made; taking those stack traces is over half of the program's time.
Error.stackTraceLimit = 0;

const config = new pulumi.Config("mailwright");
const selection = readSelection(process.env);
const fleet = await loadForEngine({ ...selection, group: config.getObject<string[]>("domains") });
await reportFindings(fleet.findings);
await applyPlans(fleet.domains, {
  host: config.require("host") === "zonefile" ? "zonefile" : "declared",
  zoneDirectory: config.require("zoneDirectory"),
  only: selection.only,
});
