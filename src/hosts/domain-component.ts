/**
 * The component of one domain. Its type holds the domain, because the type of the parent, not its name, is part of every
 * child's URN: so one pattern names exactly what a domain owns, whatever its records are called and wherever they stand.
 */

/** `mailwright:client.example:Domain`. */
export function componentType(domain: string): string {
  return `mailwright:${domain}:Domain`;
}

/**
 * Patterns for the engine's `--target`: the domains' components and all their children, and nothing of any other domain.
 * In a pattern `*` stands for any run without `:`, `**` for any run; every other character for itself.
 */
export function domainTargets(stack: string, domains: readonly string[]): readonly string[] {
  return domains.flatMap(domain => {
    const urn = `urn:pulumi:${stack}::mailwright::${componentType(domain)}`;
    return [`${urn}::${domain}`, `${urn}$**`];
  });
}
