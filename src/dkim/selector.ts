/** Selectors (RFC 6376 §3.1): the name, under `_domainkey`, that one key of a domain is published at. */

/** RFC 1035 §2.3.4: a label is at most 63 octets. */
const MAX_LABEL = 63;

/**
 * The first fault of a selector, or undefined. RFC 6376 §3.1: sub-domain *( "." sub-domain ), the sub-domain of RFC 5321
 * §4.1.2, letters, digits and inner hyphens. Vendors also put underscores inside, and DNS takes them. Upper case is fine;
 * the caller lowers it.
 */
export function selectorFault(selector: string): string | undefined {
  if (selector === "") return "it is empty";
  if (/\._domainkey(?:\.|$)/i.test(selector))
    return "it goes on behind the selector; write what stands before ._domainkey";
  const labels = selector.split(".");
  if (labels.includes("")) return "it has an empty part; a dot stands between two parts only";
  if (labels.some(label => label.length > MAX_LABEL)) return `a part of it is longer than ${MAX_LABEL} characters`;
  if (!/^[a-z0-9._-]*$/i.test(selector)) return "only letters, digits, hyphens, underscores and dots are allowed";
  if (!labels.every(label => /^[a-z0-9](?:.*[a-z0-9])?$/i.test(label))) {
    return "each part of it must begin and end with a letter or a digit";
  }
  return undefined;
}
