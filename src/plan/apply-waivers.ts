/** Waivers: a finding accepted by name, for a reason, until a date. */
import type { Finding } from "../finding.ts";
import type { CheckedSpec } from "../spec/parse-spec.ts";

/** Findings of judgement. Everything else is a broken record or a broken spec, which no reason mends. */
const waivable: ReadonlySet<string> = new Set([
  "dkim-key-short",
  "dkim-key-weak",
  "dkim-key-old",
  "dkim-revoked-in-use",
  "dkim-selector-retired",
  "dkim-signature-broken",
  "dkim-testing",
  "dmarc-no-dkim",
  "dmarc-no-reports",
  "dmarc-reject-spf-only",
  "dmarc-report-unauthorised",
  "dmarc-service-unaligned",
  "dmarc-sp-ineffective",
  "zone-id-shared",
  "dmarc-subdomain-looser",
  "dmarc-testing-quarantine",
  "reporter-gone",
  "reports-stopped",
  "spec-file-name",
  "spf-answer-size",
  "spf-flatten-no-gain",
  "spf-lock-missing",
  "spf-permissive",
  "spf-ptr",
]);

/** Found in evidence, which not every command reads. */
const fromEvidence: ReadonlySet<string> = new Set([
  "dkim-key-old",
  "dkim-revoked-in-use",
  "dkim-signature-broken",
  "reporter-gone",
  "reports-stopped",
]);

/** A judgement while they warn; as errors they name a record that receivers refuse. */
const waivableWarnings: ReadonlySet<string> = new Set(["spf-lookups", "spf-unused-all", "spf-void-lookups"]);

/**
 * Waived findings stay visible as severity info. A waiver that has ended, or may not be given, is a finding itself.
 * `evidence`: whether it was looked at, so that a waiver of what it would say can be called unused.
 */
export function applyWaivers(
  findings: readonly Finding[],
  spec: CheckedSpec | undefined,
  today: string,
  evidence = false,
): readonly Finding[] {
  const waivers = spec?.waive ?? [];
  if (spec === undefined || waivers.length === 0) return findings;
  const where = { domain: spec.domain, file: spec.file, cite: "mailwright: waivers" };
  const isMild = (id: string): boolean => waivableWarnings.has(id) || id.startsWith("service-");
  const mayWaive = ({ id, severity }: Pick<Finding, "id" | "severity">): boolean =>
    waivable.has(id) || (isMild(id) && severity !== "error");
  const said = waivers.flatMap(({ id, until }, index): Finding[] => {
    const about = { ...where, name: `waive[${index}]` };
    const refused = findings.some(finding => finding.id === id && !mayWaive(finding));
    if (refused || !(waivable.has(id) || isMild(id))) {
      const message = `The finding ${id} cannot be waived.`;
      return [{ ...about, id: "waiver-not-allowed", severity: "error", message, fix: "Mend what the finding names." }];
    }
    if (until < today) {
      const message = `The waiver for ${id} ended on ${until}.`;
      const fix = "Mend what the finding names, or give the waiver a new date and reason.";
      return [{ ...about, id: "waiver-expired", severity: "warning", message, fix }];
    }
    if (findings.some(finding => finding.id === id) || (!evidence && fromEvidence.has(id))) return [];
    const message = `The waiver for ${id} has nothing to waive.`;
    return [{ ...about, id: "waiver-unused", severity: "info", message, fix: "Remove it." }];
  });
  const active = waivers.filter(({ until }) => until >= today);
  const waived = findings.map((finding): Finding => {
    const waiver = mayWaive(finding) ? active.find(({ id }) => id === finding.id) : undefined;
    if (waiver === undefined) return finding;
    const message = `${finding.message} Waived until ${waiver.until}: ${waiver.reason}`;
    return { ...finding, severity: "info", message };
  });
  return [...waived, ...said];
}
