import { plural } from "../plural.ts";
import type { GateRule } from "../gate-rule.ts";

/** One receiver sees one part of the mail. */
export const reporters: GateRule = {
  id: "reporters",
  unmet: "insufficient",
  judge: ({ evidence, thresholds }) => {
    const { moreReporters } = evidence;
    // A report without messages tells that there were none.
    const count = evidence.reporters.filter(({ messages }) => messages > 0).length + moreReporters.reporters;
    const ok = count >= thresholds.reporters;
    const needed = thresholds.reporters;
    const detail = `${plural(count, "reporter")} told of mail; ${needed} ${needed === 1 ? "is" : "are"} needed.`;
    return ok ? { ok, detail } : { ok, detail, fix: "Wait for more receivers to report." };
  },
};
