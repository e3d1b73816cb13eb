/** Which names that SPF records lead to say something else: whose ranges moved. */
import { driftLine } from "../../spf/lock-drift.ts";
import { prose } from "./markdown-text.ts";
import type { Review } from "./review.ts";
import type { Section } from "./section.ts";

export function lockSection({ lock, base }: Pick<Review, "lock" | "base">): Section {
  return {
    title: "Lock",
    rank: 8,
    items: lock.map(change => ({ title: "", summary: "", body: `- ${prose(driftLine(change))}` })),
    unit: "name",
    command: `git diff ${base} -- dns.lock.json`,
    isTable: true,
  };
}
