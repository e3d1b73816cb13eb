/** Which policy record a receiver applies to mail from a name, and what that name is to it. */
import { readPublished, type PublishedRecord } from "./read-published.ts";
import type { NameKind, Reading } from "./effective-policy.ts";
import { isPolicyRecord } from "./parse.ts";
import { organizationalDomainOf, type OrganizationalDomain } from "./organizational-domain.ts";
import { walkTree, type PolicyTexts } from "./tree-walk.ts";

/** What a receiver knows of DNS. */
export interface PolicySight {
  readonly texts: PolicyTexts;
  /** False where the name gives NXDOMAIN (RFC 9989 §A.4). */
  readonly exists: (domain: string) => boolean;
  /** For RFC 7489 only; RFC 9989 walks the tree. */
  readonly organizationalDomain: OrganizationalDomain;
}

export interface DiscoveredPolicy {
  /** Where the record stands. */
  readonly domain: string;
  readonly record: PublishedRecord;
  /** `apex`: the record is the name's own, so `p` holds. */
  readonly kind: NameKind;
}

/**
 * The policy for mail from the author domain, or undefined where DMARC is not applied: RFC 9989 §4.10.1 takes the record of
 * the domain itself, then of its organizational domain, then of the public suffix; RFC 7489 §6.6.3 of the first two.
 */
export function discoverPolicy(author: string, reading: Reading, sight: PolicySight): DiscoveredPolicy | undefined {
  const found = reading === "rfc9989" ? byTreeWalk(author, sight.texts) : byList(author, sight);
  if (found === undefined) return undefined;
  // A record that is found and says nothing ends the search all the same.
  const record = readPublished(found.text, reading);
  if (record === undefined) return undefined;
  const kind = found.domain === author ? "apex" : sight.exists(author) ? "subdomain" : "nonexistent";
  return { domain: found.domain, record, kind };
}

interface Found {
  readonly domain: string;
  readonly text: string;
}

function byTreeWalk(author: string, texts: PolicyTexts): Found | undefined {
  const walked = walkTree(author, texts);
  const organization = organizationalDomainOf(author, walked);
  // What stands between the two is not read.
  return (
    walked.find(({ domain }) => domain === author) ??
    walked.find(({ domain }) => domain === organization) ??
    walked.find(({ psd }) => psd === "y")
  );
}

function byList(author: string, { texts, organizationalDomain }: PolicySight): Found | undefined {
  const own = texts(author).filter(isPolicyRecord);
  const domain = own.length > 0 ? author : organizationalDomain(author);
  const [text, ...more] = own.length > 0 ? own : texts(domain).filter(isPolicyRecord);
  // Two records end the search, and RFC 9989 goes on to the organizational domain.
  return text === undefined || more.length > 0 ? undefined : { domain, text };
}
