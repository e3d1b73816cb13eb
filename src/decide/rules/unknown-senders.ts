import { listed, printable } from "../../finding.ts";
import type { GateRule } from "../gate-rule.ts";
import { plural } from "../plural.ts";
import { unknownSenders } from "../unknown-senders.ts";

/** A forgotten sender authenticates as something; a spoofer cannot. */
export const unknownSendersRule: GateRule = {
  id: "unknown-senders",
  unmet: "blocked",
  judge: ({ plan, evidence, thresholds: { unknownMessages } }) => {
    const { open, acknowledged, small } = unknownSenders(plan, evidence, unknownMessages);
    const also = [
      ...(acknowledged.length > 0 ? [`${acknowledged.length} acknowledged`] : []),
      ...(small.length > 0 ? [`${small.length} of too little mail to count`] : []),
    ];
    const besides = also.length === 0 ? "" : ` (besides ${also.join(" and ")})`;
    if (open.length === 0) return { ok: true, detail: `No sender is unknown${besides}.` };
    const said = open.map(({ name, messages, passed, hint }) =>
      printable(
        `${name}${hint === undefined ? "" : ` (${hint})`}: ${plural(messages, "message")}, ${passed.toLocaleString("en")} passed`,
      ),
    );
    const what = open.length === 1 ? "1 sender is" : `${open.length} senders are`;
    return {
      ok: false,
      detail: `${what} neither declared nor acknowledged${besides}: ${listed(said)}.`,
      fix: "Declare it under services, or acknowledge it with a reason and a date.",
    };
  },
};
