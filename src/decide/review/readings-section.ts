/** Both readings of policies that change, or that mean different things to the two. */
import { effectivePolicies } from "../../dmarc/effective-policy.ts";
import { describeReadingsInMarkdown } from "../describe-readings.ts";
import { domainItem } from "./domain-item.ts";
import type { DomainReview } from "./review.ts";
import type { Section } from "./section.ts";

export function readingsSection(domains: readonly DomainReview[]): Section {
  const items = domains.flatMap(({ domain, before, after }) => {
    const policy = after?.policy;
    if (policy === undefined) return [];
    const differs = effectivePolicies(policy).differs.length > 0;
    if (!differs && JSON.stringify(before?.policy) === JSON.stringify(policy)) return [];
    return [domainItem(domain, differs ? "the readings differ" : "", describeReadingsInMarkdown(domain, policy))];
  });
  return { title: "How receivers read the policy", rank: 7, items, unit: "domain", command: "mailwright gate --all" };
}
