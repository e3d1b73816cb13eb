/** Findings as text for people. */
import { printable, type Finding, type Severity } from "../finding.ts";
import type { Style } from "./output.ts";

const colours: Readonly<Record<Severity, "red" | "yellow" | "cyan">> = {
  error: "red",
  warning: "yellow",
  info: "cyan",
};

/** Grouped by domain; each with what, where, why and how to fix. */
export function renderFindings(findings: readonly Finding[], style: Style): string {
  return [...Map.groupBy(findings, ({ domain, file }) => `${domain}\n${file}`).values()]
    .map(group => {
      const [domain, file] = [printable(group[0]?.domain ?? ""), printable(group[0]?.file ?? "")];
      const head = [style("bold", domain || file), domain && file ? style("dim", file) : ""].filter(Boolean).join("  ");
      return [head, ...group.map(finding => renderFinding(finding, style))].join("\n");
    })
    .join("\n\n");
}

/** What, where, why and how to fix. */
export function renderFinding({ id, severity, name, message, cite, fix }: Finding, style: Style): string {
  const head = `  ${style(colours[severity], severity.padEnd(7))}  ${style("bold", id)}  ${printable(name)}`;
  const rest = [message, `why  ${cite}`, `fix  ${fix}`].map(line => `           ${printable(line)}`);
  return [head, ...rest].join("\n");
}

/** `2 errors, 1 warning in 4 domains`. */
export function countFindings(findings: readonly Finding[], domains: number): string {
  const count = (severity: Severity): number => findings.filter(finding => finding.severity === severity).length;
  const plural = (n: number, word: string): string => `${n} ${word}${n === 1 ? "" : "s"}`;
  const parts = [
    plural(count("error"), "error"),
    plural(count("warning"), "warning"),
    ...(count("info") > 0 ? [`${count("info")} info`] : []),
  ];
  return `${parts.join(", ")} in ${plural(domains, "domain")}`;
}
