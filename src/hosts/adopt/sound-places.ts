/** SPF records below the policy domain: one that a service has a part in must be the services' whole. */
import { isSpfRecord, parseTerm } from "../../spf/parse.ts";
import type { LiveRecord } from "../live-record.ts";
import { ownServers } from "./draft-spec.ts";
import { serviceById } from "../../services/catalogue.ts";
import type { Explanation } from "./explain-service.ts";
import type { FoundServices } from "./find-services.ts";
import { termKey, type Fact, type ZoneFacts } from "./zone-facts.ts";

/**
 * What stands there beside the services' terms becomes a server of the client's own; where a spec cannot say it, the services
 * that need the record are given up, and all that is theirs stays as it is.
 */
export function soundPlaces(found: FoundServices, facts: ZoneFacts, records: readonly LiveRecord[]): FoundServices {
  const { domain } = facts;
  const texts = Map.groupBy(
    records.filter(({ type, rdata, name }) => type === "TXT" && name !== domain && isSpfRecord(rdata)),
    ({ name }) => name,
  );
  let services = found.services;
  const added: Explanation[] = [];
  for (const [name, here] of texts) {
    const isTheirs = (fact: Fact): boolean => fact.kind === "term" && fact.name === name;
    const users = services.filter(one => one.facts.some(isTheirs));
    if (users.length === 0) continue;
    const [only] = here;
    const foreign = here.length > 1 || only === undefined || !hasPlainTerms(only.rdata);
    if (foreign) services = services.filter(one => !users.includes(one));
    else {
      const theirs = new Set(users.flatMap(one => one.facts.filter(isTheirs)));
      const rest = facts.byName("term", name).filter(fact => !theirs.has(fact));
      const own = serviceById("own-server");
      if (rest.length === 0 || own === undefined) continue;
      const place = name.slice(0, -domain.length - 1);
      const { options } = ownServers(
        rest.map(({ value }) => value),
        {},
        place,
      );
      const made = { service: own, at: name, options: options as Explanation["options"], facts: rest };
      added.push({ ...made, unsure: new Set(), keyMaps: [], guessed: [] });
    }
  }
  const all = [...services, ...added];
  return { ...found, services: all, consumed: new Set(all.flatMap(one => one.facts)) };
}

/** Terms that let servers pass, then `all`, and nothing else. */
function hasPlainTerms(text: string): boolean {
  const parts = text
    .split(" ")
    .slice(1)
    .filter(part => part !== "");
  return parts.every((part, index) => {
    const parsed = parseTerm(part);
    if (!parsed.ok || parsed.term.type === "modifier") return false;
    const isAll = parsed.term.mechanism.kind === "all";
    return isAll ? index === parts.length - 1 : parsed.term.qualifier === "+" && termKey(part) !== undefined;
  });
}
