import type { GateRule } from "../gate-rule.ts";

/** What passed by relaxed alignment may fail by strict: no report of the window tells. One thing is changed at a time. */
export const alignmentSeen: GateRule = {
  id: "alignment-seen",
  unmet: "blocked",
  judge: ({ plan: { policy }, published: { strict } }) => {
    const tightened = [
      ...(policy?.aspf === "s" && !strict.spf ? ["SPF"] : []),
      ...(policy?.adkim === "s" && !strict.dkim ? ["DKIM"] : []),
    ];
    if (tightened.length === 0) return { ok: true, detail: "Alignment is not made stricter with it." };
    return {
      ok: false,
      detail: `Alignment of ${tightened.join(" and ")} becomes strict with the same step, and no report shows which mail that stops.`,
      fix: "Publish the strict alignment first, and let the policy rise once reports show it.",
    };
  },
};
