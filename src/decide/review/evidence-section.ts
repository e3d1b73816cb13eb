/** Which evidence is newer, and who turns up in it. */
import { plural } from "../plural.ts";
import type { EvidenceChange, EvidenceGist } from "./evidence-change.ts";
import { code, prose } from "./markdown-text.ts";
import type { DomainReview, Review } from "./review.ts";
import type { Section } from "./section.ts";

const MOST_SENDERS = 5;

export function evidenceSection({ domains, base }: Pick<Review, "domains" | "base">): Section {
  const rows = domains
    .flatMap(({ domain, evidence }: DomainReview) => (evidence === undefined ? [] : [{ domain, evidence }]))
    .toSorted((a, b) => b.evidence.newSenders.length - a.evidence.newSenders.length)
    .map(({ domain, evidence }) => row(domain, evidence));
  const head = "| Domain | Window | Messages | Passed | New undeclared senders |\n| --- | --- | ---: | ---: | --- |";
  return {
    title: "Evidence",
    rank: 9,
    ...(rows.length === 0 ? {} : { head }),
    items: rows.map(body => ({ title: "", summary: "", body })),
    unit: "domain",
    command: `git diff --stat ${base} -- evidence`,
    isTable: true,
  };
}

function row(domain: string, { before, after, newSenders }: EvidenceChange): string {
  const cell = (pick: (gist: EvidenceGist) => string): string => {
    const [was, is] = [before, after].map(gist => (gist === undefined ? "none" : pick(gist)));
    return was === is ? (is ?? "") : `${was} → ${is}`;
  };
  const senders = newSenders
    .slice(0, MOST_SENDERS)
    .map(({ name, messages }) => `${prose(name)} (${messages.toLocaleString("en")})`);
  const more = newSenders.length - senders.length;
  const told = `${senders.join(", ")}${more > 0 ? ` and ${plural(more, "more sender")}` : ""}`;
  const window = cell(one => `${one.window.first} to ${one.window.last}`);
  const count = (number: number): string => number.toLocaleString("en");
  return `| ${code(domain)} | ${window} | ${cell(one => count(one.messages))} | ${cell(one => count(one.passed))} | ${told} |`;
}
