/** A policy that is looser or tighter than the declared one, or reports that go elsewhere. */
import { parsePolicyRecord } from "../../../dmarc/parse.ts";
import type { Policy, PolicyRecord } from "../../../dmarc/policy-record.ts";
import { isStricter } from "../../../dmarc/strictness.ts";
import { reportHosts } from "../../../dmarc/report-hosts.ts";
import { PUT_BACK, type NameCause } from "../difference.ts";
import { dmarcVendorOf } from "../vendor-of.ts";

export const dmarcPolicyChanged: NameCause = ({ slot, found }, { plan }) => {
  const [live] = found;
  if (slot.purpose !== "dmarc" || plan.policy === undefined || live === undefined || found.length > 1) return undefined;
  const parsed = parsePolicyRecord(live);
  if (!parsed.ok) {
    return {
      id: "dmarc-unreadable",
      says: "What stands here is no policy record that receivers can read.",
      advice: "revert",
      fix: `Revert: ${PUT_BACK}.`,
    };
  }
  const [planned, { record }] = [plan.policy, parsed];
  const changed = levels(planned).flatMap(([tag, was], index) => {
    const is = levels(record)[index]?.[1] ?? "none";
    return was === is ? [] : [{ tag, was, is, tighter: isStricter(is, was) }];
  });
  const [first] = changed;
  if (first !== undefined) {
    const { tag, was, is, tighter } = first;
    return {
      id: tighter ? "dmarc-tighter" : "dmarc-looser",
      says: `The policy is ${tighter ? "tighter" : "looser"} than declared: ${tag}=${is} where the spec says ${was}.`,
      advice: "revert",
      fix: tighter
        ? `Revert: ${PUT_BACK}, before mail is lost; or adopt it once the reports show that all senders are aligned.`
        : `Revert: ${PUT_BACK}, since spoofed mail passes; or, if it was loosened on purpose, declare that.`,
    };
  }
  const added = (record.rua ?? [])
    .concat(record.ruf ?? [])
    .filter(uri => ![...(planned.rua ?? []), ...(planned.ruf ?? [])].includes(uri));
  const lost = (planned.rua ?? []).filter(uri => !(record.rua ?? []).includes(uri));
  if (added.length + lost.length === 0) return undefined;
  const vendor = reportHosts({ p: "none", rua: added })
    .map(dmarcVendorOf)
    .find(name => name !== undefined);
  const parts = [
    ...(added.length > 0 ? [`reports also go to ${bare(added)}${vendor === undefined ? "" : ` (${vendor})`}`] : []),
    ...(lost.length > 0 ? [`they no longer go to ${bare(lost)}`] : []),
  ].join(", and ");
  return {
    id: "dmarc-reports-changed",
    says: `${parts.charAt(0).toUpperCase()}${parts.slice(1)}.`,
    ...(lost.length > 0
      ? { advice: "revert", fix: `Revert: ${PUT_BACK}.` }
      : { advice: "adopt", fix: `Adopt: if it is wanted, add the address to dmarc.reportTo; if not, ${PUT_BACK}.` }),
  };
};

/** What holds for the domain, for its subdomains, and for those that do not exist (RFC 9989 §4.7). */
function levels({ p, sp = p, np = sp, t }: PolicyRecord): readonly (readonly [tag: string, policy: Policy])[] {
  const below = (policy: Policy): Policy => (t !== "y" ? policy : policy === "reject" ? "quarantine" : "none");
  return [
    ["p", below(p)],
    ["sp", below(sp)],
    ["np", below(np)],
  ];
}

function bare(uris: readonly string[]): string {
  return uris.map(uri => uri.replace(/^mailto:/i, "")).join(", ");
}
