import { listed, printable } from "../../finding.ts";
import type { GateRule } from "../gate-rule.ts";
import { judgedServices } from "../judged-services.ts";

/** SPF alone is lost as soon as somebody forwards the mail, and reject loses the mail with it. */
export const dkimAligned: GateRule = {
  id: "dkim-aligned",
  unmet: "blocked",
  judge: ({ plan, evidence, rises, declared, thresholds: { dkimRate } }) => {
    if (!rises.some(part => declared[part] === "reject"))
      return { ok: true, detail: "Aligned DKIM is asked for before reject only." };
    const mailed = judgedServices(plan, evidence).flatMap(({ source, seen }) =>
      seen !== undefined && seen.messages > 0 ? [{ source, seen }] : [],
    );
    const weak = mailed.filter(({ seen }) => seen.alignedDkim < dkimRate * seen.messages - 1e-9);
    const needed = `${Math.round(dkimRate * 1000) / 10} %`;
    if (weak.length === 0)
      return {
        ok: true,
        detail: `DKIM is aligned for at least ${needed} of the mail of ${mailed.length === 1 ? "its one service" : `each of ${mailed.length} services`}.`,
      };
    const said = weak.map(({ source, seen }) =>
      printable(
        `${source.id} ${seen.alignedDkim.toLocaleString("en")} of ${seen.messages.toLocaleString("en")} messages`,
      ),
    );
    return {
      ok: false,
      detail: `DKIM is aligned for too little mail of ${listed(said)}; ${needed} is needed before reject.`,
      fix: "Let the service sign as the domain, and publish its key.",
    };
  },
};
