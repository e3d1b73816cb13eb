/** Findings in the engine's own output; errors stop the program before it registers anything. */
import * as pulumi from "@pulumi/pulumi";
import { printable, type Finding } from "../finding.ts";

/** Warnings go to the log, errors end the run with one readable list and no stack trace. */
export async function reportFindings(findings: readonly Finding[]): Promise<void> {
  for (const finding of findings.filter(one => one.severity === "warning")) await pulumi.log.warn(text(finding));
  const errors = findings.filter(one => one.severity === "error");
  if (errors.length === 0) return;
  const count = `${errors.length} ${errors.length === 1 ? "error" : "errors"} in the specs; nothing was planned.`;
  throw new pulumi.RunError(`${count}\n${errors.map(text).join("\n")}`);
}

function text({ id, domain, file, name, message, cite, fix }: Finding): string {
  return printable(`${domain} (${file}) ${id} at ${name}: ${message} Why: ${cite}. Fix: ${fix}`);
}
