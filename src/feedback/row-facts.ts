/** What a row of feedback proves, sorted out for the rules: passes are proof, failures are claims that anyone can make. */
import { canonicalName, isAtOrBelow, selfAndAncestors } from "../dns/owner-name.ts";
import { compareText } from "../finding.ts";
import type { DeclaredSource } from "../plan/declared-sources.ts";
import type { DomainIndex } from "./domain-index.ts";
import type { OverrideType } from "./feedback.ts";
import type { SourceRow } from "./source-row.ts";

/** What attribution reads of a row. */
export type AttributedRow = Pick<
  SourceRow,
  "sourceIp" | "headerFrom" | "alignedDkim" | "alignedSpf" | "dkim" | "spf" | "overrides"
>;

export interface Signature {
  readonly domain: string;
  /** Many reporters of RFC 7489 leave it out. */
  readonly selector: string | undefined;
}

/** All but the address. Lists are sorted, so that nothing hangs on the order in a report. */
export interface RowFacts {
  readonly from: string;
  /** As reporters judged it. */
  readonly aligned: boolean;
  readonly alignedSpf: boolean;
  /** A reporter says that the mail was forwarded. */
  readonly passedOn: boolean;
  /** Valid signatures of the policy domain and what is below it, or that aligned all the same. */
  readonly signatures: readonly Signature[];
  /** d= of the other valid signatures. */
  readonly foreignSignatures: readonly string[];
  /** Whose signature the mail claims to have, and it is not valid. */
  readonly broken: readonly DeclaredSource[];
  /** Domains in MAIL FROM, and those of them for which SPF passes; also those that only stand in HELO. */
  readonly mailFrom: readonly string[];
  readonly passes: readonly string[];
  readonly heloPasses: readonly string[];
  /** SPF fails for a domain in MAIL FROM. */
  readonly spfFails: boolean;
}

/** RFC 7489 Appendix C: the override reasons that say who handed the mail on; the others are about the policy. */
export function isForwarding(type: OverrideType): boolean {
  return type === "forwarded" || type === "mailing_list" || type === "trusted_forwarder";
}

export function rowFacts(row: AttributedRow, index: DomainIndex): RowFacts {
  const from = nameOf(row.headerFrom);
  const dkim = row.dkim.map(({ domain, selector, result }) => ({
    domain: nameOf(domain),
    selector: selector === undefined || selector === "" ? undefined : nameOf(selector),
    result,
  }));
  const spf = row.spf
    .map(({ domain, scope, result }) => ({ domain: nameOf(domain), isHelo: scope === "helo", result }))
    .filter(({ domain }) => domain !== "");
  const mailFrom = spf.filter(({ isHelo }) => !isHelo);
  const passing = <One extends { readonly domain: string; readonly result: string }>(all: readonly One[]) =>
    all.filter(({ result }) => result === "pass");
  const valid = passing(dkim);
  const signatures = ourSignatures(valid, from, row.alignedDkim, index);
  const foreign = valid.map(({ domain }) => domain).filter(domain => !signatures.some(one => one.domain === domain));
  return {
    from,
    aligned: row.alignedDkim || row.alignedSpf,
    alignedSpf: row.alignedSpf,
    passedOn: row.overrides.some(isForwarding),
    signatures,
    foreignSignatures: names(foreign),
    broken: index.declared.filter(source =>
      dkim.some(one => one.result !== "pass" && one.result !== "none" && signersOf(one, index).includes(source)),
    ),
    mailFrom: names(mailFrom.map(({ domain }) => domain)),
    passes: withAligned(names(passing(mailFrom).map(({ domain }) => domain)), from, row.alignedSpf, index),
    heloPasses: names(passing(spf.filter(({ isHelo }) => isHelo)).map(({ domain }) => domain)),
    spfFails: mailFrom.some(({ result }) => result === "fail" || result === "softfail"),
  };
}

/** Who the plan says signs so; without a selector, everybody with one at that domain. */
export function signersOf({ domain, selector }: Signature, index: DomainIndex): readonly DeclaredSource[] {
  const signers =
    selector === undefined
      ? index.bySigningDomain.get(domain)
      : index.bySelector.get(`${selector}._domainkey.${domain}`);
  return signers ?? [];
}

/**
 * Where a reporter saw an aligned signature and lists none of ours, it is one of a name above or beside the policy domain
 * (RFC 9989 §4.4.1), or one it does not tell of.
 */
function ourSignatures(
  valid: readonly Signature[],
  from: string,
  aligned: boolean,
  index: DomainIndex,
): readonly Signature[] {
  const ours = valid.filter(({ domain }) => index.isOurs(domain));
  if (ours.length > 0 || !aligned) return sorted(ours);
  const related = valid.filter(({ domain }) => isRelated(domain, from));
  if (related.length > 0) return sorted(related);
  const domain = selfAndAncestors(from).find(name => index.bySigningDomain.has(name)) ?? from;
  return [{ domain, selector: undefined }];
}

/** SPF that a reporter saw align and does not tell of is that of the name in From. */
function withAligned(passes: readonly string[], from: string, aligned: boolean, index: DomainIndex): readonly string[] {
  const told = passes.some(name => index.isOurs(name) || isRelated(name, from));
  return aligned && !told ? names([...passes, index.spfNameFor(from)]) : passes;
}

/** As a report should have it: in the core's form already. */
const usual = /^[a-z0-9_-]+(\.[a-z0-9_-]+)*$/;

function nameOf(text: string): string {
  return usual.test(text) ? text : canonicalName(text);
}

/** Near enough to be what a reporter means by aligned. */
export function isRelated(name: string, from: string): boolean {
  const organization = from.split(".").slice(-2).join(".");
  return isAtOrBelow(name, organization);
}

function names(all: readonly string[]): readonly string[] {
  return [...new Set(all)].toSorted(compareText);
}

function sorted(signatures: readonly Signature[]): readonly Signature[] {
  const key = ({ domain, selector = "" }: Signature): string => `${domain} ${selector}`;
  return signatures
    .map(({ domain, selector }) => ({ domain, selector }))
    .toSorted((a, b) => compareText(key(a), key(b)));
}
