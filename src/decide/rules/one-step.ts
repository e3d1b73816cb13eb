import { isStricter, oneLower } from "../../dmarc/strictness.ts";
import type { GateRule } from "../gate-rule.ts";
import { moveText } from "../stage-text.ts";

/** From none to quarantine to reject, so that a mistake first costs a look into the spam folder. */
export const oneStep: GateRule = {
  id: "one-step",
  unmet: "blocked",
  judge: ({ declared, published, rises }) => {
    const { stage } = published;
    const far = rises.filter(part => isStricter(oneLower(declared[part]), stage[part]));
    const steps = (parts: typeof rises): string =>
      parts.map(part => `${part} ${moveText(stage[part], declared[part])}`).join(", ");
    if (far.length === 0) return { ok: true, detail: `It is one step: ${steps(rises)}.` };
    const fix = `Declare ${[...new Set(far)].map(part => `${part}=quarantine`).join(", ")} first.`;
    // Reporters of RFC 7489 would not tell of an np that stands there.
    if (far.every(part => part === "np") && !published.showsNp)
      return { ok: "unknown", detail: `It is more than one step as far as reports show np: ${steps(far)}.`, fix };
    return { ok: false, detail: `It is more than one step: ${steps(far)}.`, fix };
  },
};
