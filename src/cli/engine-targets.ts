/** `--target` patterns that name exactly what some domains own in a stack, so that the engine leaves the rest alone. */

/** Pulumi project name, the second part of every URN. */
const PROJECT = "mailwright";
const COMPONENT = "mailwright:index:Domain";

/**
 * Patterns for the engine: `*` stands for any run without `:`, `**` for any run. Names are anchored by the `::` before
 * them, so that client.example never matches my-client.example. `reportDomains` are the domains that hold the clients'
 * authorisation records: only their component is named, never their other records.
 */
export function engineTargets(
  stack: string,
  domains: readonly string[],
  reportDomains: readonly string[],
): readonly string[] {
  const urn = `urn:pulumi:${stack}::${PROJECT}::${COMPONENT}`;
  const component = (domain: string): string => `${urn}::${domain}`;
  const record = (name: string): string => `${urn}$**::${name}`;
  const ofDomain = (domain: string): readonly string[] => [
    component(domain),
    record(`${domain}/**`),
    record(`*.${domain}/**`),
    // RFC 9990 §4: the record stands in the report domain, under the client's name.
    record(`${domain}._report._dmarc.**`),
  ];
  return [...new Set([...domains.flatMap(ofDomain), ...reportDomains.map(component)])];
}
