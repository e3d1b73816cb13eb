/** `--target` patterns that name exactly what some domains own in a stack, so that the engine leaves the rest alone. */

/** Pulumi project name, the second part of every URN. */
const PROJECT = "mailwright";
const COMPONENT = "mailwright:index:Domain";

/**
 * Patterns for the engine: `*` stands for any run without `:`, `**` for any run. Names are anchored by the `::` before
 * them, so that client.example never matches my-client.example.
 */
export function engineTargets(stack: string, domains: readonly string[]): readonly string[] {
  const urn = `urn:pulumi:${stack}::${PROJECT}::${COMPONENT}`;
  const record = (name: string): string => `${urn}$**::${name}`;
  return domains.flatMap(domain => [
    `${urn}::${domain}`,
    record(`${domain}/**`),
    record(`*.${domain}/**`),
    // RFC 9990 §4: the record that lets its reports through has a name in the report domain.
    record(`${domain}._report._dmarc.**`),
  ]);
}
