/** When a revoked key may go, and when one was revoked too early. */
import { daysBetween } from "../../feedback/evidence-days.ts";
import type { Evidence } from "../../feedback/evidence.ts";
import { QUIET_DAYS, type Silence } from "./silence.ts";

/**
 * A revoked key stays until the usual window of evidence lies wholly after its revocation, so that what still signs with it
 * would show.
 */
export const REVOKED_DAYS = 30;

/** That a key was revoked while mail was signed with it; undefined where it was not, or nobody can tell. */
export function revokedInUse(
  since: string | undefined,
  { last, detail }: Silence,
  { window }: Pick<Evidence, "window">,
): string | undefined {
  if (last === undefined || daysBetween(last, since ?? window.last) >= QUIET_DAYS) return undefined;
  return since === undefined ? detail : `Revoked on ${since}, though it signed until ${last}.`;
}
