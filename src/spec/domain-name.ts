/** Spelling of a domain in a spec: one form only, the one DNS and both hosts hold. */
import { canonicalName, ownerNameFault } from "../dns/owner-name.ts";
import { printable, type Finding } from "../finding.ts";

/**
 * Checks how a domain is written. `usable` is false when its DNS form is no domain name at all; a mere spelling mistake
 * (upper case, trailing dot, white space around it, U-labels) is a finding that gives the DNS form.
 */
export function checkDomainName(
  written: string,
  key: "domain" | "zone",
  where: { readonly domain: string; readonly file: string },
): { readonly findings: readonly Finding[]; readonly usable: boolean } {
  const canonical = canonicalName(written);
  const findings: Finding[] = [];
  const say = (id: string, message: string, cite: string, fix: string): void => {
    findings.push({ ...where, id, severity: "error", name: key, message, cite, fix });
  };
  const write = `Write ${key}: "${canonical}".`;
  const fault = ownerNameFault(canonical);
  if (fault !== undefined || !canonical.includes(".") || /[*_]/.test(canonical)) {
    const why = fault ?? (canonical.includes(".") ? "character" : "one-label");
    say("domain-syntax", `"${printable(written)}" is not a domain name: ${faultText[why]}.`, faultCite[why], domainFix);
    return { findings, usable: false };
  }
  if (/\s/.test(written)) {
    say("domain-spaces", `The ${key} is written with white space around it.`, "RFC 1035 §2.3.1", write);
  }
  if (written.trim().endsWith(".")) {
    say("domain-trailing-dot", `The ${key} "${printable(written)}" ends in a dot.`, "RFC 9499 §2", write);
  }
  if (/[^\x00-\x7f]/.test(written)) {
    const form = `The ${key} "${printable(written)}" is written in Unicode; DNS holds it as ${canonical}.`;
    say("domain-idn", form, "RFC 5890 §2.3.2.1", write);
  } else if (written !== written.toLowerCase()) {
    say("domain-upper-case", `The ${key} "${printable(written)}" has upper-case letters.`, "RFC 4343 §2", write);
  }
  return { findings, usable: true };
}

const domainFix = "Write the registered name in lower case with its dots, such as client.example.";

const faultText: Readonly<Record<NonNullable<ReturnType<typeof ownerNameFault>> | "one-label", string>> = {
  empty: "it is empty",
  "empty-label": "two dots stand together, or it starts with a dot",
  "label-too-long": "a label has more than 63 octets",
  "name-too-long": "it has more than 253 characters",
  character: "labels hold letters, digits and inner hyphens only",
  "wildcard-place": "* stands inside it",
  "one-label": "it has only one label",
};

const faultCite: typeof faultText = {
  empty: "RFC 1035 §2.3.1",
  "empty-label": "RFC 1035 §2.3.1",
  "label-too-long": "RFC 1035 §2.3.4",
  "name-too-long": "RFC 1035 §2.3.4",
  character: "RFC 1035 §2.3.1",
  "wildcard-place": "RFC 4592 §2.1.1",
  "one-label": "RFC 7208 §4.3",
};
