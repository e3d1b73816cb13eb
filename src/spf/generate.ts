/**
 * One SPF record from the terms of a name (RFC 7208). Terms come in from services and from the spec itself; what cannot
 * stand together in one record is a finding, and then there is no record: one with a sender left out would fail its mail.
 */
import { ownerNameFault } from "../dns/owner-name.ts";
import type { LocalFinding } from "../finding.ts";
import { formatSpf, formatTerm } from "./format.ts";
import { isMechanismName, isOnceOnly, isSpfRecord, parseTerm } from "./parse.ts";
import type { Directive, Mechanism, Modifier, Qualifier, SpfRecord, Term } from "./spf-record.ts";

export type AllResult = "pass" | "neutral" | "softfail" | "fail";

export interface SpfInput {
  /** Owner name of the record. */
  readonly name: string;
  /** Texts of the terms, in the order they are to be tried, without `all`. */
  readonly terms: readonly string[];
  /** What `all` says of every other server. */
  readonly all: AllResult;
  /** Takes the place of `all`, which would make it void (RFC 7208 §6.1): the name whose policy holds for the rest. */
  readonly redirect?: string | undefined;
}

export interface GeneratedSpf {
  /** Absent when a finding keeps it from being what was asked for. */
  readonly record?: SpfRecord;
  readonly text?: string;
  readonly findings: readonly LocalFinding[];
}

const qualifiers: Readonly<Record<AllResult, Qualifier>> = { pass: "+", neutral: "?", softfail: "~", fail: "-" };
const results: Readonly<Record<Qualifier, AllResult>> = { "+": "pass", "?": "neutral", "~": "softfail", "-": "fail" };

/**
 * The SPF record of a name: directives in the order given, then modifiers, then `all` (RFC 7208 §5.1: nothing behind it is
 * tried) or `redirect=` (§6.1: it should be last). The same term twice is written once.
 */
export function generateSpf(input: SpfInput): GeneratedSpf {
  const findings: LocalFinding[] = [];
  const terms = new Map<string, Term>();
  let whole = true;
  for (const text of input.redirect === undefined ? input.terms : [...input.terms, `redirect=${input.redirect}`]) {
    const read = readTerm(text, input);
    findings.push(...read.findings);
    if (read.term === undefined) whole = false;
    else if (!terms.has(mergeKey(read.term))) terms.set(mergeKey(read.term), read.term);
  }
  const directives = [...terms.values()].filter(term => term.type === "directive");
  const modifiers = [...terms.values()].filter(term => term.type === "modifier");
  const twice = modifiersTwice(modifiers, input.name);
  findings.push(...twice, ...directives.flatMap(term => adviceOn(term, input.name)));
  if (input.redirect === undefined && input.all === "pass") findings.push(permissiveAll(input.name));
  if (!whole || twice.length > 0) return { findings };

  const all: Directive = { type: "directive", qualifier: qualifiers[input.all], mechanism: { kind: "all" } };
  const last = modifiers.find(term => term.name === "redirect") ?? all;
  const record: SpfRecord = { terms: [...directives, ...modifiers.filter(term => term !== last), last] };
  return { record, text: formatSpf(record), findings };
}

function readTerm(text: string, input: SpfInput): { term?: Term; findings: readonly LocalFinding[] } {
  const error = (id: string, message: string, cite: string, fix: string) => ({
    findings: [{ id, severity: "error" as const, name: input.name, message, cite, fix }],
  });
  if (isSpfRecord(text)) {
    return error(
      "spf-two-records",
      `"${text}" is a whole SPF record, not a term; a name has one SPF record.`,
      "RFC 7208 §3.2",
      "Write its terms one by one, without v=spf1 and all.",
    );
  }
  const parsed = parseTerm(text);
  if (!parsed.ok) {
    const fix = /\s/.test(text)
      ? "Write one term a string, without blanks."
      : 'Correct the term: a mechanism such as "ip4:192.0.2.10" or "include:spf.vendor.example".';
    return {
      findings: parsed.problems.flatMap(
        problem => error("spf-term-syntax", `SPF term "${text}": ${problem.message}`, problem.cite, fix).findings,
      ),
    };
  }
  const { term } = parsed;
  const domain = fixedDomain(term);
  // §4.8: a domain-spec may hold what no name can, such as "https://" or a comma; it then matches nothing, or is a permerror.
  if (domain !== undefined && ownerNameFault(domain) !== undefined) {
    return error(
      "spf-term-syntax",
      `SPF term "${text}": "${domain}" is no domain name.`,
      "RFC 7208 §4.8",
      "Write the name alone, as in include:spf.vendor.example; one term a string.",
    );
  }
  // §6: an unknown modifier is ignored, and this one was meant to let a server pass.
  if (term.type === "modifier" && isMechanismName(term.name)) {
    return error(
      "spf-term-syntax",
      `SPF term "${text}": with "=" this is no mechanism but an unknown modifier, which receivers ignore.`,
      "RFC 7208 §6",
      `Write ":" for "=", as in ${term.name}:${term.value}.`,
    );
  }
  if (term.type === "directive" && term.mechanism.kind === "all") {
    return error(
      "spf-multiple-all",
      `"${text}" stands among the terms; terms after an "all" are never reached.`,
      "RFC 7208 §5.1",
      `Remove the term and set spf.all to "${results[term.qualifier]}" if that is what is meant.`,
    );
  }
  // §6.1: a redirect is ignored when "all" is anywhere in the record, and without input.redirect there is one.
  if (term.type === "modifier" && term.name === "redirect" && input.redirect === undefined) {
    return error(
      "spf-redirect-ignored",
      `"${text}" would be ignored, because the record ends in "all".`,
      "RFC 7208 §6.1",
      `Write "include:${term.value}" to take in that domain's servers, or remove the term.`,
    );
  }
  return { term, findings: [] };
}

/** The name that a term without macros asks for, lower case; undefined where there is none, or receivers expand it. */
function fixedDomain(term: Term): string | undefined {
  const spec =
    term.type === "modifier"
      ? isOnceOnly(term)
        ? term.value
        : undefined
      : "domainSpec" in term.mechanism
        ? term.mechanism.domainSpec
        : undefined;
  return spec === undefined || spec.includes("%") ? undefined : spec.replace(/\.$/, "").toLowerCase();
}

/** RFC 7208 §6: `redirect` or `exp` more than once is a permerror. */
function modifiersTwice(modifiers: readonly Modifier[], name: string): readonly LocalFinding[] {
  const counts = new Map<string, number>();
  for (const modifier of modifiers.filter(isOnceOnly)) {
    counts.set(modifier.name, (counts.get(modifier.name) ?? 0) + 1);
  }
  return [...counts]
    .filter(([, count]) => count > 1)
    .map(([modifier, count]) => ({
      id: "spf-modifier-twice",
      severity: "error",
      name,
      message: `"${modifier}=" stands ${count} times among the terms; receivers answer that with permerror.`,
      cite: "RFC 7208 §6",
      fix: `Keep one "${modifier}=".`,
    }));
}

/** Findings about a term that is well-formed and still a mistake, or unwise. */
function adviceOn(directive: Directive, name: string): readonly LocalFinding[] {
  const { mechanism, qualifier } = directive;
  const term = formatTerm(directive);
  const findings: LocalFinding[] = [];
  if (mechanism.kind === "ptr" || /%\{p/i.test(("domainSpec" in mechanism && mechanism.domainSpec) || "")) {
    findings.push({
      id: "spf-ptr",
      severity: "warning",
      name,
      message: `"${term}" looks up the reverse name of each client: slow, unreliable, and not to be published.`,
      // §5.5 for the mechanism, §7.2 for the macro letter p.
      cite: mechanism.kind === "ptr" ? "RFC 7208 §5.5" : "RFC 7208 §7.2",
      fix: "Name the servers with ip4:, ip6:, a: or include: instead.",
    });
  }
  if (qualifier === "+" && coversEverything(mechanism)) {
    findings.push({
      id: "spf-permissive",
      severity: "error",
      name,
      message: `"${term}" lets every address of the internet pass.`,
      cite: "RFC 7208 §5.6",
      fix: "Write the prefix length of the network that sends.",
    });
  }
  return findings;
}

function permissiveAll(name: string): LocalFinding {
  return {
    id: "spf-permissive",
    severity: "error",
    name,
    message: '"+all" lets every server of the internet pass SPF for this domain.',
    cite: "RFC 7208 §5.1",
    fix: 'Set spf.all to "softfail" or "fail" and list the servers that send.',
  };
}

/** A prefix length of 0 matches as much as `all` does, for one family of addresses. */
function coversEverything(mechanism: Mechanism): boolean {
  return (
    ("prefix" in mechanism && mechanism.prefix === 0) ||
    ("prefix4" in mechanism && mechanism.prefix4 === 0) ||
    ("prefix6" in mechanism && mechanism.prefix6 === 0)
  );
}

/**
 * Equal for two terms that say the same: names in DNS have no case (RFC 4343 §2), macro letters do (RFC 7208 §7.3), and
 * prefix lengths of 32 and 128 are the defaults (§5.6). Only for comparing; a record has the first spelling.
 */
export function mergeKey(term: Term): string {
  if (term.type === "modifier") return formatTerm(term);
  return formatTerm(term)
    .replace(/%\{[^}]*\}|[^%]+/g, part => (part.startsWith("%{") ? part : part.toLowerCase()))
    .replace(/^(\W?ip4:.*)\/32$/, "$1")
    .replace(/^(\W?ip6:.*)\/128$/, "$1");
}
