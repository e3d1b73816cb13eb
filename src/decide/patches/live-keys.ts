/** Keys that sign for declared senders and that the spec does not have: their mail passes without, and somebody holds them. */
import { isAtOrBelow, under } from "../../dns/owner-name.ts";
import { evidenceText } from "../../feedback/evidence-text.ts";
import { printable } from "../../finding.ts";
import { plural } from "../plural.ts";
import { keyEdit } from "./key-edit.ts";
import { hasPlaceholder, type Patch, type PatchCase } from "./patch.ts";

export function liveKeyPatches({ plan, evidence, catalogue }: PatchCase): readonly Patch[] {
  const planned = new Set(plan.selectors.map(({ name }) => name));
  const byId = new Map(plan.declared.map(source => [`declared ${evidenceText(source.id)}`, source]));
  const known = new Set((plan.acknowledged ?? []).map(({ source }) => source));
  return evidence.selectors.flatMap(({ domain, selector, source: key, messages, passed }): readonly Patch[] => {
    const source = byId.get(key);
    const name = under(`${selector.toLowerCase()}._domainkey`, domain.toLowerCase());
    if (
      source === undefined ||
      passed === 0 ||
      planned.has(name) ||
      known.has(name) ||
      !isAtOrBelow(domain, plan.domain)
    )
      return [];
    const service = catalogue.find(({ id }) => id === source.service);
    const edits = keyEdit({ plan, source, service }, name);
    return [
      {
        kind: "add",
        cause: "undeclared-selector",
        source: source.id,
        messages: passed,
        why: printable(
          `${passed.toLocaleString("en")} of ${plural(messages, "message")} of ${source.id} with a signature of ${name} passed by it, and the spec does not have that selector.`,
        ),
        edits,
        steps: edits.some(hasPlaceholder) ? [printable(`The key in use stands in the DNS, under ${name}.`)] : [],
        blindly: edits[0] !== undefined && !hasPlaceholder(edits[0]),
      },
    ];
  });
}
