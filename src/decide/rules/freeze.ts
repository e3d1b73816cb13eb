import type { GateRule } from "../gate-rule.ts";
import { frozenBy } from "../frozen-by.ts";

/** Days on which nobody wants to look for lost mail. */
export const freeze: GateRule = {
  id: "freeze",
  unmet: "blocked",
  judge: ({ fleet, today }) => {
    const window = frozenBy(fleet, today);
    if (window === undefined) return { ok: true, detail: "No freeze window is open." };
    const { from, until, reason } = window;
    return {
      ok: false,
      detail: `No policy rises from ${from} to ${until}: ${reason.replace(/\.$/, "")}.`,
      fix: `Wait until ${until} is over.`,
    };
  },
};
