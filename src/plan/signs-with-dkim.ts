import type { ServiceContribution } from "./contributions.ts";

/** Whether a service has a selector that can verify anything: one that is delegated, or a key that is not revoked. */
export function signsWithDkim({ dkim }: Pick<ServiceContribution, "dkim">): boolean {
  return (dkim ?? []).some(
    selector => "cname" in selector || typeof selector.key === "string" || !("revoked" in selector.key),
  );
}
