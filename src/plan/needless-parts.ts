/** Terms of the spec's own that do nothing for its mail. */
import { needlessInclude } from "../services/needless-include.ts";
import type { Service } from "../services/service.ts";
import type { PlannedSpf } from "./domain-plan.ts";
import { partEdit } from "./edited-spf.ts";
import type { Candidate } from "./way-out.ts";

export function needlessParts({ parts }: PlannedSpf, catalogue: readonly Service[]): readonly Candidate[] {
  return parts.flatMap((part): Candidate[] => {
    const [term] = part.terms;
    if (part.service !== undefined || term === undefined || part.published.length === 0) return [];
    const vendor = needlessInclude(catalogue, term.replace(/^\+/, ""));
    if (vendor === undefined) return [];
    return [
      {
        kind: "not-needed",
        edits: [`delete ${part.path}: "${term}"`],
        why: `${vendor.name} does not send with this domain in MAIL FROM, so its include aligns nothing here (RFC 9989 §4.4.2)`,
        edit: partEdit(part, []),
      },
    ];
  });
}
