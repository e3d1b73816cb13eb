import { plural } from "../plural.ts";
import { declaredMessages } from "../thresholds.ts";
import type { GateRule } from "../gate-rule.ts";

/** Of declared services alone: what a spoofer sends proves nothing. */
export const messages: GateRule = {
  id: "messages",
  unmet: "insufficient",
  judge: ({ evidence, thresholds }) => {
    const count = declaredMessages(evidence);
    const ok = count >= thresholds.messages;
    const needed = thresholds.messages.toLocaleString("en");
    const detail = `${plural(count, "message")} of declared services; ${needed} ${needed === "1" ? "is" : "are"} needed.`;
    return ok
      ? { ok, detail }
      : { ok, detail, fix: "Wait for more mail, or take a longer window with mailwright evidence --days 60." };
  },
};
