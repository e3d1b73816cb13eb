/** Services that could send from a name below the domain, which has look-ups of its own. */
import type { LookUp } from "../dns/dns-lock.ts";
import { under } from "../dns/owner-name.ts";
import type { Service, ServiceCategory } from "../services/service.ts";
import { MAX_LOOKUPS } from "../spf/evaluation.ts";
import { spfTree } from "../spf/spf-tree.ts";
import { treeCost } from "../spf/tree-cost.ts";
import type { PlannedSpf } from "./domain-plan.ts";
import { partEdit } from "./edited-spf.ts";
import { serviceLine } from "./spec-line.ts";
import type { Candidate } from "./way-out.ts";

/** Where a service of the kind usually sends. People's mailboxes, and what stands in front of them, cannot move. */
const subdomains: Readonly<Partial<Record<ServiceCategory, string>>> = {
  marketing: "news",
  transactional: "notify",
  crm: "crm",
  helpdesk: "support",
  saas: "app",
};

export function movableParts(
  planned: PlannedSpf,
  domain: string,
  catalogue: readonly Service[],
  lookUp: LookUp,
): readonly Candidate[] {
  // Below the domain a service has been moved already.
  if (planned.name !== domain) return [];
  return planned.parts.flatMap((part): Candidate[] => {
    const service = catalogue.find(({ id }) => id === part.service);
    const subdomain = service === undefined ? undefined : subdomains[service.category];
    if (service === undefined || subdomain === undefined || part.published.length === 0) return [];
    const name = under(subdomain, domain);
    const text = ["v=spf1", ...part.terms, "~all"].join(" ");
    const { lookups } = treeCost(
      spfTree(name, (type, asked) =>
        type === "TXT" && asked === name ? { status: "ok", records: [text] } : lookUp(type, asked),
      ),
    );
    if (lookups > MAX_LOOKUPS) return [];
    return [
      {
        kind: "subdomain",
        edits: [serviceLine(part, `subdomain: "${subdomain}"`)],
        why: `${service.name} then sends as ${name}, which has a budget of its own (${lookups} of ${MAX_LOOKUPS}); set the same name at the vendor`,
        edit: partEdit(part, []),
      },
    ];
  });
}
