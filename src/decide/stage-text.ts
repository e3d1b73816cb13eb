/** A stage as people read it. */
import type { Stage } from "../dmarc/effective-policy.ts";

/** `p=reject`, with sp and np where they differ from what stands before them. */
export function stageText({ p, sp, np }: Stage): string {
  return [`p=${p}`, ...(sp === p ? [] : [`sp=${sp}`]), ...(np === sp ? [] : [`np=${np}`])].join(" ");
}
