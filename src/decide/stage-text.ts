/** Stages, and moves between them, as people read them. */
import type { Policy } from "../dmarc/policy-record.ts";
import type { Stage } from "../dmarc/effective-policy.ts";

/** `p=reject`, with sp and np where they differ from what stands before them. */
export function stageText({ p, sp, np }: Stage): string {
  return [`p=${p}`, ...(sp === p ? [] : [`sp=${sp}`]), ...(np === sp ? [] : [`np=${np}`])].join(" ");
}

/** `from none to quarantine`; where only t or pct goes, the stricter reading stays as it was. */
export function moveText(from: Policy, to: Policy): string {
  return from === to ? `to ${to} for more receivers` : `from ${from} to ${to}`;
}
