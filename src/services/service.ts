/**
 * What a sending service is to the plan: typed options in, terms and selectors out. A service never returns a finished
 * SPF record, so that two services can never give a name two of them (RFC 7208 §3.2).
 */
import type { z } from "zod";
import type { DkimKeyInput } from "../dkim/key-record.ts";
import type { Provenance } from "../dns/rrset.ts";
import type { LocalFinding } from "../finding.ts";

/** A sending service of the catalogue. `O` is the type of the options a spec gives it. */
export interface Service<O = unknown> {
  /** Stable kebab-case id, as in `mailwright services`. */
  readonly id: string;
  readonly name: string;
  /** The vendor's own documentation. */
  readonly docs: string;
  /** Where the terms and selectors were read. */
  readonly source: string;
  /** ISO date of the last look at the source. */
  readonly lastVerified: string;
  /** What people use it for; the list of the catalogue is grouped by it. */
  readonly category: ServiceCategory;
  /** What the service can align (RFC 9989 §4.4) once it is set up as `contribute` says. */
  readonly alignment: { readonly spf: Alignment; readonly dkim: Alignment };
  /** What gives the service away in a zone or in feedback. */
  readonly traces: Traces;
  /** Checks the options; strict, so that an unknown option is a Finding. */
  readonly options: z.ZodType<O>;
  /** The terms, selectors and names the service needs. Pure; mistakes come back as findings. */
  contribute(options: O, at: SendingDomain): Contribution;
}

/**
 * `yes` as set up here, `option` when the named option is given, `no` never, `unconfirmed` when the sources disagree:
 * count on the other mechanism until feedback shows it.
 */
export type Alignment = "yes" | "option" | "no" | "unconfirmed";

export type ServiceCategory =
  "mailbox" | "forwarding" | "transactional" | "marketing" | "crm" | "helpdesk" | "saas" | "gateway" | "own";

/**
 * Patterns for the reverse look-up, lower case, without trailing dots. `*` stands for any run of characters but a dot, a
 * leading `**.` for one or more whole labels: `**.dkim.mail.microsoft`, `hs*a.dkim.hubspotemail.net`. Only what the vendor
 * chooses belongs here, never what the client does: a selector that any vendor could use names nobody.
 */
export interface Traces {
  /** SPF terms without qualifier: `include:_spf.google.com`. */
  readonly spf?: readonly string[];
  /** Selectors that the vendor prescribes: `mte1`, `hs1-*`. A hint only, since vendors clash. */
  readonly selectors?: readonly string[];
  /** CNAME targets of selectors. */
  readonly dkimTargets?: readonly string[];
  /** CNAME targets of return paths and other names. */
  readonly targets?: readonly string[];
  /** MX exchanges, of inbound mail and of return paths. */
  readonly mx?: readonly string[];
  /** Domains of the vendor's own that stand in d= or MAIL FROM of its clients' mail, each with all below it. */
  readonly domains?: readonly string[];
  /** Verification strings: `google-site-verification=*`. */
  readonly txt?: readonly string[];
}

/** Where a service sends: `domain` is the policy domain, or a name below it when the use says `subdomain`. */
export interface SendingDomain {
  readonly domain: string;
}

/** Names in a contribution are relative to the sending domain; "" is the sending domain itself. */
export interface Contribution {
  /** SPF terms at the sending domain, without `all`: `include:_spf.google.com`. */
  readonly spf?: readonly string[];
  /** Selectors under `_domainkey`. */
  readonly dkim?: readonly DkimSelector[];
  /** Return-path (bounce) names, which align SPF in relaxed mode. */
  readonly returnPaths?: readonly ReturnPath[];
  /** Other names the service needs: link branding, verification. */
  readonly names?: readonly ExtraName[];
  /** What the technician should know: an include that was left out, a step at the vendor. */
  readonly findings?: readonly LocalFinding[];
}

export type DkimSelector =
  { readonly selector: string; readonly cname: string } | { readonly selector: string; readonly key: DkimKeyInput };

export type ReturnPath =
  | { readonly name: string; readonly cname: string }
  | { readonly name: string; readonly spf: readonly string[]; readonly mx: readonly MailExchange[] };

export interface MailExchange {
  /** Content-free and unique at the name: `mx-a`; it becomes part of the resource's logical name. */
  readonly role: string;
  readonly preference: number;
  readonly exchange: string;
}

/** `role` is content-free and unique at its name. */
export type ExtraName =
  | { readonly name: string; readonly type: "CNAME"; readonly target: string; readonly role: string }
  | { readonly name: string; readonly type: "TXT"; readonly text: string; readonly role: string };

/** What every service takes beside its own options. */
export interface CommonOptions extends Provenance {
  /** The name below the policy domain at which the service sends: `news` for news.client.example. */
  readonly subdomain?: string | undefined;
  /**
   * True to publish, in place of the service's own SPF terms, the addresses they stood for when `dns.lock.json` was made.
   */
  readonly flatten?: boolean | undefined;
  /** How often it sends; no record depends on it. */
  readonly cadence?: Cadence | undefined;
}

export type Cadence = "daily" | "weekly" | "monthly" | "quarterly";

/** One use of a service in a spec: plain data, checked later against the service's schema. */
export interface ServiceUse {
  readonly service: string;
  readonly options: unknown;
}
