/** What the spec's services bring, in an order that does not depend on the order they are written in. */
import { under } from "../dns/owner-name.ts";
import type { Provenance } from "../dns/rrset.ts";
import { compareText } from "../finding.ts";
import { notRelative } from "../services/contribution-parts.ts";
import { serviceById } from "../services/catalogue.ts";
import type { CommonOptions, Contribution, ServiceUse } from "../services/service.ts";

export interface ServiceContribution extends Contribution {
  /** Service id. */
  readonly service: string;
  /** Position in the spec, for findings. */
  readonly path: string;
  /** The policy domain, or the name below it where the service sends. */
  readonly sendingDomain: string;
  /** Whether its SPF terms are to be published as the addresses they stand for. */
  readonly flatten: boolean;
  readonly provenance: Provenance;
}

/**
 * Contributions sorted by service id, then by options; the options have passed their schema before. Notes, whether terms are
 * flattened, and keys that are rotated come last: none of them may move a term, since where it stands can decide whose mail
 * passes (RFC 7208 §4.6.2).
 */
export function contributions(domain: string, services: readonly ServiceUse[]): readonly ServiceContribution[] {
  return services
    .map((use, index) => {
      const { flatten, cadence, owner, ticket, since, dkim, ...meaning } = use.options as Options;
      const notes = { cadence, dkim, flatten, owner, ticket, since };
      const keys = [use.service, stableJson(meaning), stableJson(notes)];
      return { use, path: `services[${index}]`, key: keys.join("\n") };
    })
    .toSorted((a, b) => compareText(a.key, b.key))
    .flatMap(({ use, path }): ServiceContribution[] => {
      const service = serviceById(use.service);
      if (service === undefined) return [];
      const { subdomain, flatten = false, owner, ticket, since } = use.options as CommonOptions;
      const sendingDomain = under(subdomain ?? "", domain);
      const contribution = service.contribute(use.options, { domain: sendingDomain });
      const findings = [...notRelative("subdomain", subdomain, { domain }), ...(contribution.findings ?? [])];
      const provenance = { owner, ticket, since };
      return [{ ...contribution, findings, service: use.service, path, sendingDomain, flatten, provenance }];
    });
}

type Options = CommonOptions & { readonly dkim?: unknown };

/** JSON with sorted keys: equal options give equal text. */
export function stableJson(value: unknown): string {
  return (
    JSON.stringify(value, (_key, inner: unknown) =>
      typeof inner === "object" && inner !== null && !Array.isArray(inner)
        ? Object.fromEntries(Object.entries(inner).toSorted(([a], [b]) => compareText(a, b)))
        : inner,
    ) ?? ""
  );
}
