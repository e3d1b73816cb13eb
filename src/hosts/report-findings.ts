/** Findings in the engine's own output; errors stop the program before it registers anything. */
import * as pulumi from "@pulumi/pulumi";
import { listed, printable, type Finding } from "../finding.ts";

/**
 * Warnings go to the log, errors end the run with one readable list and no stack trace. Of the rest only what a lock file
 * decides is said: nobody wrote those values into a spec, so nobody would look there for what changed.
 */
export async function reportFindings(findings: readonly Finding[]): Promise<void> {
  for (const finding of findings.filter(one => one.severity === "warning")) await pulumi.log.warn(text(finding));
  const flattened = Map.groupBy(
    findings.filter(one => one.id === "spf-flattened"),
    one => one.message,
  );
  for (const same of flattened.values()) await pulumi.log.info(oneLine(same));
  const errors = findings.filter(one => one.severity === "error");
  if (errors.length === 0) return;
  const count = `${errors.length} ${errors.length === 1 ? "error" : "errors"} in the specs; nothing was planned.`;
  throw new pulumi.RunError(`${count}\n${errors.map(text).join("\n")}`);
}

/** The same of many domains in one line: a vendor's change is one change. */
function oneLine(same: readonly Finding[]): string {
  const names = [...new Set(same.map(one => one.name))];
  return printable(`${listed(names)}: ${same[0]?.message ?? ""}`);
}

function text({ id, domain, file, name, message, cite, fix }: Finding): string {
  const where = domain === "" ? file : `${domain} (${file})`;
  return printable(`${where} ${id} at ${name}: ${message} Why: ${cite}. Fix: ${fix}`);
}
