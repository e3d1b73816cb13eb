/** Small parts that services build their contributions from. */
import type { DkimKeyInput } from "../dkim/key-record.ts";
import { canonicalName, isAtOrBelow } from "../dns/owner-name.ts";
import type { LocalFinding } from "../finding.ts";
import type { Contribution, DkimSelector, ExtraName, SendingDomain } from "./service.ts";

/** Keys that are published as TXT records of their own. */
export function keySelectors(keys: Readonly<Record<string, DkimKeyInput>> | undefined): readonly DkimSelector[] {
  return Object.entries(keys ?? {}).map(([selector, key]) => ({ selector, key }));
}

/** Selectors that the vendor holds: selector → target. */
export function cnameSelectors(targets: Readonly<Record<string, string>>): readonly DkimSelector[] {
  return Object.entries(targets).map(([selector, cname]) => ({ selector, cname }));
}

/** Keys that a vendor asks the client to publish, or, where none is given yet, the finding that says so. */
export function clientKeys(
  keys: Readonly<Record<string, DkimKeyInput>> | undefined,
  at: SendingDomain,
  vendor: { readonly name: string; readonly where: string },
): Pick<Contribution, "dkim" | "findings"> {
  const dkim = keySelectors(keys);
  return { dkim, findings: dkimMissing(dkim, at, vendor) };
}

/** The name of a vendor's links for open and click tracking, where one is wanted. */
export function trackingName(name: string | undefined, target: string): readonly ExtraName[] {
  return name === undefined ? [] : [{ name, type: "CNAME", target, role: "tracking" }];
}

/** The domain as many vendors write it in one label: `client.example` becomes `client-example`. */
export function dashed(domain: string): string {
  return domain.replaceAll(".", "-");
}

/**
 * The answer to `apexInclude`. SPF aligns on the MAIL FROM domain alone (RFC 9989 §4.4.2), so the include of a vendor
 * that bounces to a domain of its own, or to a name below the client's, does nothing at the From domain.
 */
export function includeNotNeeded(
  asked: boolean | undefined,
  at: SendingDomain,
  vendor: { readonly name: string; readonly include: string; readonly envelope: string },
): readonly LocalFinding[] {
  if (asked !== true) return [];
  return [
    {
      id: "spf-include-not-needed",
      severity: "info",
      name: at.domain,
      message:
        `${vendor.name} sends with ${vendor.envelope} in MAIL FROM, so include:${vendor.include} at the From domain ` +
        "does nothing for alignment and costs DNS look-ups; it was left out.",
      cite: "RFC 9989 §4.4.2",
      fix: "Remove `apexInclude`.",
    },
  ];
}

/** A service that signs with keys of the client's, declared without one. */
export function dkimMissing(
  selectors: readonly DkimSelector[],
  at: SendingDomain,
  vendor: { readonly name: string; readonly where: string },
): readonly LocalFinding[] {
  if (selectors.length > 0) return [];
  return [
    {
      id: "service-dkim-missing",
      severity: "warning",
      name: at.domain,
      message:
        `${vendor.name} is declared without a DKIM selector, so its mail is not signed for ${at.domain} and fails ` +
        "DMARC once it is forwarded.",
      cite: "RFC 9989 §7.4",
      fix: `Turn DKIM on ${vendor.where} and give the selectors it shows in \`dkim\`.`,
    },
  ];
}

/** The start of a target says which record it belongs to: a swapped pair or another client's value shows there. */
export function targetMismatch(
  record: { readonly name: string; readonly target: string; readonly start: string },
  at: SendingDomain,
  vendor: { readonly id: string; readonly cite: string; readonly place: string },
): readonly LocalFinding[] {
  if (canonicalName(record.target).startsWith(record.start)) return [];
  return [
    {
      id: `service-${vendor.id}-target-mismatch`,
      severity: "warning",
      name: `${record.name}.${at.domain}`,
      message: `The target does not start with "${record.start}": it seems to belong to another record or domain.`,
      cite: vendor.cite,
      fix: `Copy the value that ${vendor.place} shows for this very record.`,
    },
  ];
}

/**
 * A name given in full where it should be given relative to the sending domain: it would be published twice as deep.
 */
export function notRelative(option: string, name: string | undefined, at: SendingDomain): readonly LocalFinding[] {
  if (name === undefined || !isAtOrBelow(name, at.domain)) return [];
  const relative = name.slice(0, -at.domain.length - 1);
  return [
    {
      id: "service-name-not-relative",
      severity: "error",
      name: `${name}.${at.domain}`,
      message: `\`${option}\` is given as a full name, but it is read relative to ${at.domain}.`,
      cite: "RFC 1034 §3.1",
      fix: relative === "" ? `Give a name below ${at.domain}.` : `Write \`${option}: "${relative}"\`.`,
    },
  ];
}
