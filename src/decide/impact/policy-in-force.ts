/** The policies that reporters saw when the mail came: what receivers were asked to do then. */
import { dispositions } from "../../dmarc/disposition.ts";
import { readings, type NameKind } from "../../dmarc/effective-policy.ts";
import type { Policy } from "../../dmarc/policy-record.ts";
import { isAtOrBelow } from "../../dns/owner-name.ts";
import type { EvidencePolicy } from "../../feedback/evidence.ts";
import type { Modes } from "./policy-view.ts";

export interface PolicyInForce {
  readonly modes: Modes;
  /** For failing mail, all that receivers of either reading may do by it; that of RFC 9989 first. */
  readonly asked: readonly Policy[];
}

/** Undefined where the policy says nothing of the name. Whether a name exists is undefined where nobody knows it. */
export function policyInForce(
  policy: EvidencePolicy,
  author: string,
  exists: boolean | undefined,
): PolicyInForce | undefined {
  if (!isAtOrBelow(author, policy.domain)) return undefined;
  const tags = { ...policy, t: policy.testing };
  const asked = readings
    .toReversed()
    .flatMap(reading =>
      kindsOf(author, policy.domain, exists).flatMap(kind =>
        dispositions({ spf: false, dkim: false }, kind, tags, reading).map(({ disposition }) => disposition),
      ),
    );
  return { modes: policy, asked: [...new Set(asked)] };
}

function kindsOf(author: string, policyDomain: string, exists: boolean | undefined): readonly NameKind[] {
  if (author === policyDomain) return ["apex"];
  if (exists === undefined) return ["subdomain", "nonexistent"];
  return [exists ? "subdomain" : "nonexistent"];
}
