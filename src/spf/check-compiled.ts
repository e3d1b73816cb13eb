/** check_host() by search where the compiled record knows the outcome, by evaluation where it does not. */
import type { LookUp } from "../dns/dns-lock.ts";
import { checkLocked, type LockedOutcome } from "./check-locked.ts";
import { checkedIdentity } from "./checked-identity.ts";
import type { CompiledSpf } from "./compile.ts";
import type { SpfQuery } from "./evaluate.ts";

/**
 * As `checkLocked` for the answers that the record was compiled from. A found outcome is without explanation and reason: who
 * needs those asks `checkLocked`.
 */
export function checkCompiled(compiled: CompiledSpf, query: SpfQuery, lookUp: LookUp): LockedOutcome {
  // Names have no case in the DNS.
  const { domain } = checkedIdentity(query.mailFrom ?? "", query.helo ?? "");
  const match = domain.toLowerCase() === compiled.name ? compiled.find(query.ip) : undefined;
  return match === undefined ? checkLocked(query, lookUp) : { ...match, missing: [] };
}
