/** Identifier alignment (RFC 9989 §4.4, RFC 7489 §3.1): whether what was authenticated speaks for the name in From. */
import type { AlignmentMode, PolicyRecord } from "./policy-record.ts";
import type { SameOrganization } from "./organizational-domain.ts";

/** The domains of one message that passed their own check, in the core's form of names. */
export interface Authenticated {
  /** Of MAIL FROM: RFC 9989 §4.4.2 and RFC 7489 §3.1.2 align no HELO name; absent where SPF did not pass. */
  readonly spf?: string | undefined;
  /** d= of each signature that verified. */
  readonly dkim: readonly string[];
}

export interface Alignment {
  readonly spf: boolean;
  readonly dkim: boolean;
}

/** Strict: the same name. Relaxed, the default: one organizational domain, as the reading in question finds it. */
export function isAligned(
  authenticated: string,
  author: string,
  mode: AlignmentMode | undefined,
  same: SameOrganization,
): boolean {
  return authenticated === author || (mode !== "s" && same(authenticated, author));
}

/** Which mechanisms align for mail from the author domain, under the modes of its policy record. */
export function alignmentOf(
  author: string,
  { spf, dkim }: Authenticated,
  { aspf, adkim }: Pick<PolicyRecord, "aspf" | "adkim">,
  same: SameOrganization,
): Alignment {
  return {
    spf: spf !== undefined && isAligned(spf, author, aspf, same),
    dkim: dkim.some(domain => isAligned(domain, author, adkim, same)),
  };
}
