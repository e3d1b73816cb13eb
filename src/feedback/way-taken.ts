/** Whether mail with a source's signature came the way that the source's mail comes, or was passed on by somebody. */
import type { DeclaredSource } from "../plan/declared-sources.ts";
import type { ServiceCategory } from "../services/service.ts";
import type { DomainIndex } from "./domain-index.ts";
import type { RowFacts } from "./row-facts.ts";
import type { Standing } from "./sending-ranges.ts";

/** One address: what each range of the index says of it, in their order. */
export type Standings = readonly Standing[];

/**
 * `its`: from an address of the source, or with a return path of its own; `ours`: SPF passes for a name of the client's;
 * `open`: nothing speaks against it; `other`: somebody else's address or return path.
 */
export type Way = "its" | "ours" | "open" | "other";

/** Best first. */
export const ways: readonly Way[] = ["its", "ours", "open", "other"];

export function wayTaken(source: DeclaredSource, facts: RowFacts, standings: Standings, index: DomainIndex): Way {
  const own = standings.filter((_, at) => index.ranges[at]?.source === source);
  const passes = [...facts.passes, ...facts.heloPasses];
  const { service } = source;
  const isVendors = (name: string): boolean => service !== undefined && index.vendorsOf(name).includes(service);
  const isReturnPath = (name: string): boolean => index.byReturnPath.get(name)?.includes(source) === true;
  if (own.some(isInside) || passes.some(name => isReturnPath(name) || isVendors(name))) return "its";
  if (facts.alignedSpf || facts.passes.some(index.isOurs)) return "ours";
  // Who signs for the client and bounces elsewhere may do so at another vendor's; only some of those pass on mail as well.
  const strangers = facts.passes.filter(name => !index.vendorsOf(name).some(id => isCarrier(index.categoryOf(id))));
  const known = own.filter(one => one !== "unknown");
  if (facts.spfFails) return "other";
  if (strangers.length > 0) return known.length > 0 || hasDomains(source, index) ? "other" : "open";
  const saysNothing = facts.passes.length === 0;
  return saysNothing && known.length > 0 && known.length === own.length ? "other" : "open";
}

export function isInside(standing: Standing | undefined): boolean {
  return standing === "own" || standing === "inside";
}

/** A vendor that only sends: it passes nobody's mail on. */
export function isCarrier(category: ServiceCategory | undefined): boolean {
  return category !== "mailbox" && category !== "forwarding" && category !== "gateway";
}

/** True where the catalogue knows the domains that a source bounces to, so that another one is somebody else's. */
function hasDomains({ service }: DeclaredSource, index: DomainIndex): boolean {
  return service !== undefined && index.hasDomains(service);
}
