/** Findings that the change brings, the gravest first, and those that it resolves. */
import type { Finding } from "../../finding.ts";
import { code, prose } from "./markdown-text.ts";
import type { Review } from "./review.ts";
import type { Section } from "./section.ts";

const rank = { error: 0, warning: 1, info: 2 } as const;

export function newFindingsSection({ domains, findings }: Pick<Review, "domains" | "findings">): Section {
  const added = [...findings.added, ...domains.flatMap(one => one.findings.added)];
  const sorted = added.toSorted((a, b) => rank[a.severity] - rank[b.severity]);
  const items = sorted.map(one => {
    const severity = one.severity === "error" ? "**error**" : one.severity;
    return bullet(`${severity} ${about(one)}: ${prose(one.message)} _To do:_ ${prose(one.fix)} (${prose(one.cite)})`);
  });
  return { title: "New findings", rank: 6, items, unit: "finding", command: "mailwright check", isTable: true };
}

export function resolvedFindingsSection({
  domains,
  findings,
  base,
}: Pick<Review, "domains" | "findings" | "base">): Section {
  const resolved = [...findings.resolved, ...domains.flatMap(one => one.findings.resolved)];
  const items = resolved.map(one => bullet(`${one.severity} ${about(one)}: ${prose(one.message)}`));
  const command = `git switch --detach ${base} && mailwright check`;
  return { title: "Resolved findings", rank: 10, items, unit: "finding", command, isTable: true };
}

function about({ id, domain, name, file }: Finding): string {
  return [
    code(id),
    ...new Set([domain, name].filter(text => text !== "").map(code)),
    ...(domain === "" && file !== "" ? [code(file)] : []),
  ].join(" ");
}

function bullet(body: string) {
  return { title: "", summary: "", body: `- ${body}` };
}
