/** Everything that a spec says may send in the domain's name, so that feedback can be held against it. */
import { under } from "../dns/owner-name.ts";
import type { Cadence, CommonOptions } from "../services/service.ts";
import type { CheckedSpec } from "../spec/parse-spec.ts";
import type { ServiceContribution } from "./contributions.ts";

export interface DeclaredSource {
  /**
   * Unique in the domain and the same in whatever order the spec is written: `sendgrid`, `own-server office`,
   * `mailchimp @news`, `spf ip4:192.0.2.7`, `dkim old`.
   */
  readonly id: string;
  /** Where it stands in the spec: `services[1]`, `spf.terms[0]`, `spf.redirect`, `dkim.old`. */
  readonly path: string;
  /** Service id; absent for terms and selectors of the spec's own. */
  readonly service?: string;
  readonly owner?: string;
  /** How often it sends, where the spec says so. */
  readonly cadence?: Cadence;
  /** ISO date since which it is declared, where the spec says it. */
  readonly since?: string;
  /** The policy domain, or the name below it where the source sends. */
  readonly sendingDomain: string;
  /** Owner names of its DKIM selectors: `s1._domainkey.client.example`. */
  readonly selectors: readonly string[];
  /** Names that it puts into MAIL FROM; others may send from them too. */
  readonly returnPaths: readonly string[];
}

/** The services in the order of their contributions, then the spec's own terms and selectors. */
export function declaredSources(spec: CheckedSpec, from: readonly ServiceContribution[]): readonly DeclaredSource[] {
  if ("parked" in spec) return [];
  const { domain } = spec;
  const options = new Map(spec.services.map((use, index) => [`services[${index}]`, use.options as UseOptions]));
  const services = from.map((one): DeclaredSource => {
    const { service, path, sendingDomain, provenance, dkim, names, returnPaths } = one;
    const { name, subdomain, cadence } = options.get(path) ?? {};
    return {
      id: [service, name, subdomain && `@${subdomain}`].filter(Boolean).join(" "),
      path,
      service,
      ...ownerOf(provenance),
      ...cadenceOf({ cadence }),
      ...sinceOf(provenance),
      sendingDomain,
      selectors: [
        ...(dkim ?? []).map(({ selector }) => keyName(selector, sendingDomain)),
        // Some vendors sign for a name below the one that they send from.
        ...(names ?? []).map(extra => under(extra.name, sendingDomain)).filter(extra => extra.includes("._domainkey.")),
      ],
      returnPaths: (returnPaths ?? []).map(way => under(way.name, sendingDomain)),
    };
  });
  const nothing = { sendingDomain: domain, selectors: [], returnPaths: [] } as const;
  const terms = (spec.spf?.terms ?? []).map((entry, index): DeclaredSource => {
    const [term, owner] =
      typeof entry === "string"
        ? [entry, {}]
        : [entry.term, { ...ownerOf(entry), ...cadenceOf(entry), ...sinceOf(entry) }];
    return { id: `spf ${term}`, path: `spf.terms[${index}]`, ...owner, ...nothing };
  });
  const redirect = spec.spf?.redirect;
  if (redirect !== undefined) terms.push({ id: `spf redirect=${redirect}`, path: "spf.redirect", ...nothing });
  const keys = Object.keys(spec.dkim ?? {}).map((selector): DeclaredSource => ({
    id: `dkim ${selector}`,
    path: `dkim.${selector}`,
    ...nothing,
    selectors: [keyName(selector, domain)],
  }));
  return numbered([...services, ...terms, ...keys]);
}

type UseOptions = CommonOptions & { readonly name?: string };

function ownerOf({ owner }: { readonly owner?: string | undefined }): { readonly owner?: string } {
  return owner === undefined ? {} : { owner };
}

function cadenceOf({ cadence }: { readonly cadence?: Cadence | undefined }): { readonly cadence?: Cadence } {
  return cadence === undefined ? {} : { cadence };
}

function sinceOf({ since }: { readonly since?: string | undefined }): { readonly since?: string } {
  return since === undefined ? {} : { since };
}

/** RFC 6376 §3.6.2.1: the key stands under _domainkey at the signing domain. */
function keyName(selector: string, signingDomain: string): string {
  return under(`${selector.toLowerCase()}._domainkey`, signingDomain);
}

/** The second of two that would have one id is `… #2`. */
function numbered(sources: readonly DeclaredSource[]): readonly DeclaredSource[] {
  const seen = new Map<string, number>();
  return sources.map(source => {
    const count = (seen.get(source.id) ?? 0) + 1;
    seen.set(source.id, count);
    return count === 1 ? source : { ...source, id: `${source.id} #${count}` };
  });
}
