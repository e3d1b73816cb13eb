/** The zone is answered by other servers than those of the host its records go to. */
import { hostCapabilities } from "../../../dns/host-capabilities.ts";
import { isAtOrBelow } from "../../../dns/owner-name.ts";
import type { NameCause } from "../difference.ts";

export const delegatedElsewhere: NameCause = (_, { plan, live }) => {
  const { kind } = plan.host;
  // While a domain moves, both of its hosts are right.
  const own: readonly (string | undefined)[] = [kind, plan.alsoAt?.kind];
  const names = live.servers.map(({ name }) => name);
  // Reserved names for servers stand in for nobody's: only a well-known other host says something.
  const elsewhere = names.filter(name => hostOf(name) !== undefined && !own.includes(hostOf(name)));
  if (live.cached || kind === "zonefile" || names.length === 0 || elsewhere.length < names.length) return undefined;
  return {
    id: "delegated-elsewhere",
    says: `The zone is delegated to ${names.join(", ")}, and not to ${hostCapabilities[kind].name}, where its spec puts the records.`,
    advice: "revert",
    fix: "Set the name servers at the registrar to those of the host, or change host in the spec to where the zone is.",
  };
};

function hostOf(server: string): string | undefined {
  if (isAtOrBelow(server, "ns.cloudflare.com") || /(^|\.)foundationdns\.(com|net|org)$/.test(server))
    return "cloudflare";
  if (/\.awsdns-\d+\.(com|net|org|co\.uk)$/.test(server)) return "route53";
  return /\.(domaincontrol\.com|registrar-servers\.com|ui-dns\.(com|org|de|biz)|gandi\.net|ovh\.net|azure-dns\.(com|net|org|info)|googledomains\.com)$/.test(
    server,
  )
    ? "other"
    : undefined;
}
