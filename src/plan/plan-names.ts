/** The other names services need (return paths, branding, verification) and the apex strings of the spec. */
import { canonicalName, under } from "../dns/owner-name.ts";
import type { LocalFinding } from "../finding.ts";
import type { TxtSpec } from "../spec/domain-spec.ts";
import type { ServiceContribution } from "./contributions.ts";
import type { WantedRecord } from "./wanted-record.ts";

/** CNAME and MX of return paths, and extra names. The SPF of a return path is planned with the other SPF records. */
export function planServiceNames(from: readonly ServiceContribution[]): readonly WantedRecord[] {
  return from.flatMap(({ service, provenance, sendingDomain, returnPaths, names }) => {
    const common = { services: [service], provenance };
    const paths = (returnPaths ?? []).flatMap((path): WantedRecord[] => {
      const name = under(path.name, sendingDomain);
      if ("cname" in path) {
        return [{ ...common, name, type: "CNAME", rdata: canonicalName(path.cname), role: "return-path" }];
      }
      return path.mx.map(mx => {
        const rdata = `${mx.preference} ${canonicalName(mx.exchange)}`;
        return { ...common, name, type: "MX", rdata, role: mx.role };
      });
    });
    const extra = (names ?? []).map((entry): WantedRecord => {
      const name = under(entry.name, sendingDomain);
      return entry.type === "CNAME"
        ? { ...common, name, type: "CNAME", rdata: canonicalName(entry.target), role: entry.role }
        : { ...common, name, type: "TXT", rdata: entry.text, role: entry.role };
    });
    return [...paths, ...extra];
  });
}

/**
 * Apex strings. A string without a label is named by what stands before its first `=` or `:`, never by its value, so that a
 * changed token updates its record in place; two that would share a name need labels.
 */
export function planTxt(
  domain: string,
  txt: readonly (string | TxtSpec)[] | undefined,
): { readonly wanted: readonly WantedRecord[]; readonly findings: readonly LocalFinding[] } {
  const entries = (txt ?? []).map(entry =>
    typeof entry === "string" ? { text: entry, label: labelOf(entry) } : entry,
  );
  const seen = new Map<string, number>();
  for (const { label } of entries) seen.set(label, (seen.get(label) ?? 0) + 1);
  const sameKey = new Map<string, number>();
  for (const { text } of entries) sameKey.set(labelOf(text), (sameKey.get(labelOf(text)) ?? 0) + 1);
  const findings = [...seen]
    .filter(([, count]) => count > 1)
    .map(([label, count]): LocalFinding => ({
      id: "txt-label-clash",
      severity: "error",
      name: domain,
      message: `${count} TXT strings at ${domain} would both be known as "${label}".`,
      cite: "mailwright: a record is known by its role",
      fix: `Leave the one that is published as it is, and give the new one a label of its own: { label: "${label}-2", text: "…" }.`,
    }));
  const wanted = entries.map(({ text, label, ...rest }): WantedRecord => ({
    name: domain,
    type: "TXT",
    rdata: text,
    role: `txt-${label}`,
    services: [],
    // A label given later names the same record as before, where it is clear which one it was.
    ...(seen.has(labelOf(text)) || sameKey.get(labelOf(text)) !== 1 ? {} : { otherRoles: [`txt-${labelOf(text)}`] }),
    ...("owner" in rest || "ticket" in rest || "since" in rest ? { provenance: rest } : {}),
  }));
  return { wanted, findings };
}

function labelOf(text: string): string {
  const key = /^([^=:\s]{1,60})[=:]/.exec(text)?.[1] ?? "string";
  return (
    key
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, "-")
      .replace(/^-|-$/g, "") || "string"
  );
}
