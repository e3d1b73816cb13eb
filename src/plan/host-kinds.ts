/** The kinds of host a domain's records must suit: while it moves, two. */
import type { HostKind } from "../dns/host-capabilities.ts";
import type { CheckedSpec } from "../spec/parse-spec.ts";

export function hostKinds({ host, alsoAt }: CheckedSpec): readonly HostKind[] {
  return alsoAt === undefined ? [host.kind] : [host.kind, alsoAt.kind];
}
