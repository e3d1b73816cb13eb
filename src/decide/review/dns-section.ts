/** What changes in the DNS: a table a domain. */
import { plural } from "../plural.ts";
import { domainItem } from "./domain-item.ts";
import { code } from "./markdown-text.ts";
import type { DomainReview } from "./review.ts";
import { rrsetChanges, type RRsetChange } from "./rrset-changes.ts";
import type { Section } from "./section.ts";
import { shortenMiddle, shortenPair } from "./shorten.ts";

/** Characters of a value. */
const MOST_OF_VALUE = 120;

export function dnsSection(domains: readonly DomainReview[]): Section {
  const items = domains.flatMap(({ domain, before, after }) => {
    const changes = rrsetChanges(before?.rrsets ?? [], after?.rrsets ?? []);
    if (changes.length === 0) return [];
    const state = before === undefined ? "new, " : after === undefined ? "no longer planned, " : "";
    const head = ["| Name | Type | Before | After |", "| --- | --- | --- | --- |"];
    return [domainItem(domain, `${state}${plural(changes.length, "change")}`, [...head, ...changes.map(row)])];
  });
  return { title: "DNS", rank: 3, items, unit: "domain", command: "mailwright plan" };
}

function row({ name, type, before, after, ttl }: RRsetChange): string {
  const [was, is] = cells(before, after);
  const time = (seconds: number | undefined): string => (seconds === undefined ? "" : ` TTL ${seconds}`);
  return `| ${code(name)} | ${type} | ${was}${time(ttl?.before)} | ${is}${time(ttl?.after)} |`;
}

function cells(before: string | undefined, after: string | undefined): readonly [string, string] {
  if (before !== undefined && after !== undefined) {
    const [was, is] =
      before === after ? [cut(before), "the same"] : shortenPair(before, after, MOST_OF_VALUE).map(code);
    return [before === after ? code(was ?? "") : (was ?? ""), is ?? ""];
  }
  return [before === undefined ? "–" : code(cut(before)), after === undefined ? "–" : code(cut(after))];
}

function cut(text: string): string {
  return shortenMiddle(text, MOST_OF_VALUE);
}
