/** Where in the spec a selector of a declared sender belongs. */
import type { DeclaredSource } from "../../plan/declared-sources.ts";
import type { DomainPlan } from "../../plan/domain-plan.ts";
import type { Service } from "../../services/service.ts";
import { addKeys, changeService } from "./edit-text.ts";
import { guessOptions } from "./guess-options.ts";
import type { SpecEdit } from "./patch.ts";
import { leastOptions } from "./spec-option.ts";

interface Signer {
  readonly plan: Pick<DomainPlan, "domain" | "selectors">;
  readonly source: DeclaredSource;
  readonly service: Service | undefined;
}

/** The option of its service that holds the selector, else the spec's own `dkim`; `name` is the owner name. */
export function keyEdit({ plan, source, service }: Signer, name: string): readonly SpecEdit[] {
  const { domain, selectors } = plan;
  if (service !== undefined) {
    const { sendingDomain } = source;
    const guess = guessOptions(service, domain, { selectors: [name], returnPaths: [], vendorNames: [], sendingDomain });
    const least = leastOptions(service);
    const [selector = ""] = name.split("._domainkey.");
    // What the service needs anyway stands there; of that only what says the selector is of interest.
    const more = Object.entries(guess?.options ?? {}).filter(
      ([key, value]) =>
        key !== "subdomain" && (!(key in least) || JSON.stringify(value).includes(JSON.stringify(selector))),
    );
    if (guess?.unexplained.length === 0 && more.length > 0)
      return [changeService(source.path, service.id, Object.fromEntries(more))];
  }
  const zone = `._domainkey.${domain}`;
  if (!name.endsWith(zone)) return [];
  const edit = addKeys([name.slice(0, -zone.length)]);
  return [selectors.some(one => one.name === name) ? { ...edit, does: "change" } : edit];
}
