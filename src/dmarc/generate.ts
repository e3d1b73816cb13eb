/** One DMARC policy record from a spec (RFC 9989 §4.7), and what is wrong or unwise about it. */
import type { LocalFinding } from "../finding.ts";
import { formatPolicyRecord } from "./format.ts";
import type { AlignmentMode, FailureOption, Policy, PolicyRecord } from "./policy-record.ts";
import { isStricter } from "./strictness.ts";
import { readReportAddress } from "./report-address.ts";

export interface DmarcInput {
  /** The policy domain. */
  readonly domain: string;
  readonly policy: Policy;
  /** `sp`: for existing subdomains. */
  readonly subdomainPolicy?: Policy | undefined;
  /** `np`: for subdomains that do not exist. */
  readonly nonexistentPolicy?: Policy | undefined;
  /** Mail addresses for aggregate reports, `user@host`. */
  readonly reportTo: readonly string[];
  readonly failureReportTo?: readonly string[] | undefined;
  readonly dkimAlignment?: "relaxed" | "strict" | undefined;
  readonly spfAlignment?: "relaxed" | "strict" | undefined;
  readonly failureOptions?: readonly FailureOption[] | undefined;
  /** `t=y`: receivers apply the policy one level lower (RFC 9989 §4.7). */
  readonly testing?: boolean | undefined;
  readonly publicSuffix?: "y" | "n" | "u" | undefined;
}

export interface GeneratedDmarc {
  /** Absent when a report address cannot be published; for the other findings it is what was asked for. */
  readonly record?: PolicyRecord;
  readonly text?: string;
  readonly findings: readonly LocalFinding[];
}

const modes: Readonly<Record<"relaxed" | "strict", AlignmentMode>> = { relaxed: "r", strict: "s" };

/** The policy record of a domain (RFC 9989 §4.7). Only what the input sets becomes a tag; defaults are left to receivers. */
export function generateDmarc(input: DmarcInput): GeneratedDmarc {
  const name = `_dmarc.${input.domain}`;
  const aggregate = readAddresses(input.reportTo, name);
  const failure = readAddresses(input.failureReportTo ?? [], name);
  const record: PolicyRecord = {
    p: input.policy,
    ...(input.subdomainPolicy && { sp: input.subdomainPolicy }),
    ...(input.nonexistentPolicy && { np: input.nonexistentPolicy }),
    ...(input.dkimAlignment && { adkim: modes[input.dkimAlignment] }),
    ...(input.spfAlignment && { aspf: modes[input.spfAlignment] }),
    ...(input.failureOptions?.length && { fo: [...new Set(input.failureOptions)] }),
    ...(aggregate.uris.length > 0 && { rua: aggregate.uris }),
    ...(failure.uris.length > 0 && { ruf: failure.uris }),
    ...(input.testing !== undefined && { t: input.testing ? ("y" as const) : ("n" as const) }),
    ...(input.publicSuffix && { psd: input.publicSuffix }),
  };
  const faults = [...aggregate.findings, ...failure.findings];
  const findings = [...faults, ...reportFindings(input, name), ...policyFindings(input, name)];
  return faults.length > 0 ? { findings } : { record, text: formatPolicyRecord(record), findings };
}

function readAddresses(addresses: readonly string[], name: string) {
  const uris = new Set<string>();
  const findings: LocalFinding[] = [];
  for (const address of addresses) {
    const read = readReportAddress(address);
    if ("uri" in read) uris.add(read.uri);
    else {
      findings.push({
        id: "dmarc-report-address",
        severity: "error",
        name,
        message: `"${address}" is no mail address for reports: ${read.fault}.`,
        // RFC 9989 §4.7: of all URIs, receivers must support mailto alone.
        cite: "RFC 9989 §4.7",
        fix: 'Write it as "user@host.example".',
      });
    }
  }
  return { uris: [...uris], findings };
}

function reportFindings(input: DmarcInput, name: string): readonly LocalFinding[] {
  const findings: LocalFinding[] = [];
  const options = input.failureOptions ?? [];
  const cite = "RFC 9989 §4.7";
  if (input.reportTo.length === 0) {
    findings.push({
      id: "dmarc-no-reports",
      severity: "warning",
      name,
      message: "Nobody gets aggregate reports, so nobody sees who sends as this domain or what the policy does to it.",
      cite,
      fix: "Name an address in dmarc.reportTo.",
    });
  }
  if (options.includes("0") && options.includes("1")) {
    findings.push({
      id: "dmarc-fo-exclusive",
      severity: "error",
      name,
      message: 'The failure options "0" (all mechanisms fail) and "1" (any fails) exclude each other.',
      cite,
      fix: 'Keep one of them: "1" for more reports, "0" for fewer.',
    });
  }
  if (options.length > 0 && (input.failureReportTo ?? []).length === 0) {
    findings.push({
      id: "dmarc-fo-without-ruf",
      severity: "warning",
      name,
      message: "Failure options are ignored where no address for failure reports is given.",
      cite,
      fix: "Name an address in dmarc.failureReportTo, or remove dmarc.failureOptions.",
    });
  }
  return findings;
}

function policyFindings(input: DmarcInput, name: string): readonly LocalFinding[] {
  const findings: LocalFinding[] = [];
  const subdomains = input.subdomainPolicy ?? input.policy;
  // RFC 9989 §4.7: np falls back to sp, then to p.
  const nonexistent = input.nonexistentPolicy ?? subdomains;
  if (input.testing === true && [input.policy, subdomains, nonexistent].includes("reject")) {
    findings.push({
      id: "dmarc-testing-reject",
      severity: "error",
      name,
      message: "With t=y, reject means quarantine to receivers of RFC 9989 and still reject to those of RFC 7489.",
      cite: "RFC 9989 §A.6",
      fix: "Test with quarantine, or set reject without testing.",
    });
  }
  const looser = [
    { tag: "sp", key: "subdomainPolicy", given: input.subdomainPolicy, who: "a subdomain" },
    { tag: "np", key: "nonexistentPolicy", given: input.nonexistentPolicy, who: "a subdomain that does not exist" },
  ].filter(({ given }) => given !== undefined && isStricter(input.policy, given));
  for (const { tag, key, given, who } of looser) {
    findings.push({
      id: "dmarc-subdomain-looser",
      severity: "warning",
      name,
      message: `${tag}=${given} is looser than p=${input.policy}, so whoever spoofs the domain moves to ${who}.`,
      cite: "RFC 9989 §4.7",
      fix: `Remove dmarc.${key}, or make it at least ${input.policy}.`,
    });
  }
  return findings;
}
