/**
 * The component of one domain. Its type holds the domain, because the type of the parent, not its name, is part of every
 * child's URN: so one pattern names exactly what a domain owns, whatever its records are called and wherever they stand.
 */

import { isAtOrBelow, selfAndAncestors } from "../dns/owner-name.ts";

/** The project's name in Pulumi.yaml. */
const PROJECT = "mailwright";

/** `mailwright:client.example:Domain`. */
export function componentType(domain: string): string {
  return `mailwright:${domain}:Domain`;
}

/** The component's URN. `stack` and `project` as the engine names them. */
export function componentUrn(stack: string, project: string, domain: string): string {
  return `urn:pulumi:${stack}::${project}::${componentType(domain)}::${domain}`;
}

/**
 * Domains whose specs a record may have stood in before: every name between its own and its zone's that could be a policy
 * domain. A name that moves from one spec to another is then known to be the same record, not made anew and then deleted.
 */
export function otherHolders(ownerName: string, zone: string, domain: string): readonly string[] {
  return selfAndAncestors(ownerName).filter(
    name => isAtOrBelow(name, zone) && name !== domain && !/(^|\.)[_*]/.test(name),
  );
}

/**
 * Patterns for the engine's `--target`: the domains' components and all their children, and nothing of any other domain.
 * In a pattern `*` stands for any run without `:`, `**` for any run; every other character for itself.
 */
export function domainTargets(stack: string, domains: readonly string[]): readonly string[] {
  return domains.flatMap(domain => [
    componentUrn(stack, PROJECT, domain),
    `urn:pulumi:${stack}::${PROJECT}::${componentType(domain)}$**`,
  ]);
}
