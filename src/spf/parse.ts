/**
 * Text to SPF record: the whole grammar of RFC 7208 §12. Every problem of a record is reported, because a syntax error
 * anywhere makes it a permerror before evaluation (§4.6).
 */
import { isIp4, isIp6 } from "./ip-address.ts";
import { domainSpecFault, macroStringFault } from "./macro-string.ts";
import type { Mechanism, Modifier, Qualifier, SpfRecord, Term } from "./spf-record.ts";

export interface SpfProblem {
  /** The term as it was written. */
  readonly term: string;
  readonly message: string;
  readonly cite: string;
}

export type ParsedSpf =
  { readonly ok: true; readonly record: SpfRecord } | { readonly ok: false; readonly problems: readonly SpfProblem[] };

export type ParsedTerm =
  { readonly ok: true; readonly term: Term } | { readonly ok: false; readonly problems: readonly SpfProblem[] };

/** A mechanism or modifier under construction, and where its problems go. */
type Report = (message: string, cite: string) => undefined;

/**
 * True when a TXT value is an SPF record at all (RFC 7208 §4.5): the version, ended by a space or by the end. `v=spf10` is
 * none, nor is a value that begins with a space. The version is an ABNF literal and so matches in any case (§4.6.1).
 */
export function isSpfRecord(text: string): boolean {
  return /^v=spf1(?: |$)/i.test(text);
}

/** Parses a whole SPF record (RFC 7208 §4.6, §12). */
export function parseSpf(text: string): ParsedSpf {
  if (!isSpfRecord(text)) {
    const message = 'An SPF record begins with "v=spf1", followed by a space or nothing.';
    return { ok: false, problems: [{ term: text.split(" ", 1)[0] ?? "", message, cite: "RFC 7208 §4.5" }] };
  }
  const terms: Term[] = [];
  const problems: SpfProblem[] = [];
  const seen = new Set<string>();
  // §12: terms stand apart by one or more spaces, and only spaces; a tab is part of a term and fails there.
  for (const part of text.slice("v=spf1".length).split(" ")) {
    if (part === "") continue;
    const parsed = parseTerm(part);
    if (!parsed.ok) {
      problems.push(...parsed.problems);
      continue;
    }
    const { term } = parsed;
    if (term.type === "modifier" && isOnceOnly(term)) {
      // §6: redirect and exp must not appear more than once each.
      if (seen.has(term.name)) {
        problems.push({ term: part, message: `"${term.name}=" stands in the record twice.`, cite: "RFC 7208 §6" });
      }
      seen.add(term.name);
    }
    terms.push(term);
  }
  return problems.length > 0 ? { ok: false, problems } : { ok: true, record: { terms } };
}

/** Parses one term, a directive or a modifier (RFC 7208 §4.6.1). */
export function parseTerm(text: string): ParsedTerm {
  const problems: SpfProblem[] = [];
  const report: Report = (message, cite) => void problems.push({ term: text, message, cite });
  const term = readTerm(text, report);
  return term === undefined || problems.length > 0 ? { ok: false, problems } : { ok: true, term };
}

/** True for the modifiers that a record must not have twice (RFC 7208 §6). */
export function isOnceOnly(modifier: Modifier): boolean {
  return modifier.name === "redirect" || modifier.name === "exp";
}

/** True for the names of RFC 7208 §5, in lower case. */
export function isMechanismName(name: string): boolean {
  return ["all", "include", "a", "mx", "ptr", "ip4", "ip6", "exists"].includes(name);
}

function readTerm(text: string, report: Report): Term | undefined {
  if (text === "") return report("The term is empty.", "RFC 7208 §4.6.1");
  if (/\s/.test(text)) return report("A term holds no white space.", "RFC 7208 §4.6.1");
  // §12: a name followed by "=" is a modifier, also where the name is a mechanism's (`a=b` is an unknown modifier).
  const [, name, value] = /^([a-z][a-z0-9._-]*)=(.*)$/is.exec(text) ?? [];
  if (name !== undefined && value !== undefined) return readModifier(name.toLowerCase(), value, report);
  const [, qualifier, mechanismName, rest] = /^([-+~?]?)([a-z0-9]*)(.*)$/is.exec(text) ?? [];
  const mechanism = readMechanism((mechanismName ?? "").toLowerCase(), rest ?? "", report);
  // §4.6.2: the qualifier is optional and defaults to "+".
  return mechanism && { type: "directive", qualifier: (qualifier || "+") as Qualifier, mechanism };
}

function readModifier(name: string, value: string, report: Report): Modifier {
  const modifier: Modifier = { type: "modifier", name, value };
  const known = isOnceOnly(modifier);
  // §12: redirect and exp take a domain-spec, an unknown modifier a macro-string. That one is never expanded, so it may hold
  // every letter.
  const fault = known ? domainSpecFault(value) : macroStringFault(value, "explanation");
  if (fault !== undefined) {
    report(`In "${name}=", ${fault}.`, `RFC 7208 ${name === "redirect" ? "§6.1" : name === "exp" ? "§6.2" : "§6"}`);
  }
  return modifier;
}

function readMechanism(name: string, rest: string, report: Report): Mechanism | undefined {
  switch (name) {
    case "all":
      // §5.1: all = "all", with nothing behind it.
      return rest === "" ? { kind: "all" } : report('"all" takes no argument.', "RFC 7208 §5.1");
    case "include":
    case "exists": {
      const domainSpec = readDomain(name, rest, name === "include" ? "RFC 7208 §5.2" : "RFC 7208 §5.7", report);
      return domainSpec === undefined ? undefined : { kind: name, domainSpec };
    }
    case "ptr":
      return readPtr(rest, report);
    case "a":
    case "mx":
      return readAddressMechanism(name, rest, report);
    case "ip4":
    case "ip6":
      return readIp(name, rest, report);
    default:
      return report("This is no mechanism, and no modifier either.", "RFC 7208 §4.6.1");
  }
}

function readPtr(rest: string, report: Report): Mechanism | undefined {
  if (rest === "") return { kind: "ptr" };
  const domainSpec = readDomain("ptr", rest, "RFC 7208 §5.5", report);
  return domainSpec === undefined ? undefined : { kind: "ptr", domainSpec };
}

/** `a` and `mx` (RFC 7208 §5.3, §5.4): a domain-spec and two prefix lengths, all optional. */
function readAddressMechanism(kind: "a" | "mx", rest: string, report: Report): Mechanism | undefined {
  const cite = kind === "a" ? "RFC 7208 §5.3" : "RFC 7208 §5.4";
  // §12: a domain-spec may hold slashes, but ends in a label or a macro; the prefix lengths are what is behind that.
  const six = /\/\/(\d*)$/.exec(rest);
  const head = six === null ? rest : rest.slice(0, six.index);
  const four = /\/(\d*)$/.exec(head);
  const domainPart = four === null ? head : head.slice(0, four.index);
  const domainSpec = domainPart === "" ? undefined : readDomain(kind, domainPart, cite, report);
  const prefix4 = four === null ? undefined : readPrefix(kind, four[1] ?? "", 32, report);
  const prefix6 = six === null ? undefined : readPrefix(kind, six[1] ?? "", 128, report);
  return {
    kind,
    ...(domainSpec === undefined ? {} : { domainSpec }),
    ...(prefix4 === undefined ? {} : { prefix4 }),
    ...(prefix6 === undefined ? {} : { prefix6 }),
  };
}

/** `ip4` and `ip6` (RFC 7208 §5.6): a whole address and an optional prefix length. */
function readIp(kind: "ip4" | "ip6", rest: string, report: Report): Mechanism | undefined {
  if (!rest.startsWith(":")) return report(`"${kind}" needs ":" and an address.`, "RFC 7208 §5.6");
  const slash = rest.indexOf("/");
  const address = rest.slice(1, slash < 0 ? undefined : slash);
  if (!(kind === "ip4" ? isIp4(address) : isIp6(address))) {
    report(`"${address}" is no IPv${kind === "ip4" ? 4 : 6} address.`, "RFC 7208 §5.6");
  }
  if (slash < 0) return { kind, address };
  const prefix = readPrefix(kind, rest.slice(slash + 1), kind === "ip4" ? 32 : 128, report);
  return prefix === undefined ? undefined : { kind, address, prefix };
}

/** `:` and a domain-spec; undefined once its fault is reported. */
function readDomain(name: string, rest: string, cite: string, report: Report): string | undefined {
  if (!rest.startsWith(":")) return report(`"${name}" is not followed by ":" and a domain.`, cite);
  const fault = domainSpecFault(rest.slice(1));
  return fault === undefined ? rest.slice(1) : report(`In "${name}", ${fault}.`, cite);
}

/** A prefix length without leading zeros (RFC 7208 §12 `ip4-cidr-length`, `ip6-cidr-length`). */
function readPrefix(name: string, text: string, most: number, report: Report): number | undefined {
  const known = /^(?:0|[1-9][0-9]{0,2})$/.test(text) && Number(text) <= most;
  return known
    ? Number(text)
    : report(`The prefix length "/${text}" of "${name}" is not 0 to ${most}.`, "RFC 7208 §5.6");
}
