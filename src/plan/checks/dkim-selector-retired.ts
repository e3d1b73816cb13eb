import { REVOKED_KEY_TEXT } from "../../dkim/generate.ts";
import { DKIM_ROLE } from "../domain-plan.ts";
import type { DomainCheck } from "../draft-plan.ts";

/**
 * A key under a name that had another one: what fails with it cannot be told from a forgery (RFC 6376 §3.1). A vendor chooses
 * the names of its CNAMEs itself.
 */
export const dkimSelectorRetired: DomainCheck = ({ spec, wanted }) => {
  if ("parked" in spec) return [];
  const retired = new Set((spec.retiredSelectors ?? []).map(selector => selector.toLowerCase()));
  const keys = wanted.filter(one => one.role === DKIM_ROLE && one.type === "TXT" && one.rdata !== REVOKED_KEY_TEXT);
  return [...new Set(keys.map(({ name }) => name))].flatMap(name => {
    const selector = name.slice(0, name.indexOf("._domainkey"));
    if (!retired.has(selector)) return [];
    return [
      {
        id: "dkim-selector-retired",
        severity: "error",
        name,
        message: `The selector ${selector} has a key again, though retiredSelectors says that it was used before.`,
        cite: "RFC 6376 §3.1",
        fix: `Publish the key under a selector that was never used; mailwright dkim new ${spec.domain} makes one.`,
      },
    ];
  });
};
