/** Receivers that report, all made up, each with its own share of the mail and its own habits. */
import type { XmlHabits } from "./aggregate-xml.ts";
import { DMARC_NAMESPACE } from "./aggregate-xml.ts";
import { BAKERY, CLINIC, MISSPELT } from "./mail-streams.ts";

export interface Reporter {
  readonly name: string;
  readonly email: string;
  /** Of the mail of the domains that it reports about. */
  readonly share: number;
  readonly about?: readonly string[];
  /** RFC 9990 or RFC 7489. */
  readonly era: 9990 | 7489;
  readonly habits: XmlHabits;
  readonly says: {
    readonly version?: boolean;
    readonly envelope?: boolean;
    readonly overrides?: boolean;
    /** SPF scope. */
    readonly scope?: boolean;
    /** The end of a day as the beginning of the next. */
    readonly wholeDays?: boolean;
  };
  readonly container: "mbox" | "zip" | "xml.gz" | "xml" | "eml" | "maildir";
  /** The part of the window after which it falls silent. */
  readonly stopsAt?: number;
}

export const reporters: readonly Reporter[] = [
  {
    name: "bigmail.example",
    email: "noreply-dmarc-support@bigmail.example",
    share: 0.46,
    era: 7489,
    habits: { indent: "  " },
    says: { overrides: true },
    container: "mbox",
  },
  {
    name: "Enterprise MX",
    email: "dmarcreport@enterprise-mx.example",
    share: 0.28,
    era: 7489,
    // What implementers took for the namespace while there was none.
    habits: { indent: "\t", namespace: "http://dmarc.org/dmarc-xml/0.1" },
    says: { version: true, envelope: true, scope: true, wholeDays: true },
    container: "zip",
  },
  {
    name: "webmail.example",
    email: "postmaster@webmail.example",
    share: 0.12,
    about: [BAKERY, MISSPELT],
    era: 9990,
    habits: { indent: "  ", namespace: DMARC_NAMESPACE },
    says: { version: true, envelope: true, overrides: true, scope: true },
    container: "xml.gz",
  },
  {
    name: "post.example",
    email: "dmarc@post.example",
    share: 0.04,
    about: [BAKERY],
    era: 9990,
    habits: { indent: "" },
    says: { version: true },
    container: "xml",
  },
  {
    name: "MX Guard",
    email: "reports@mx-guard.example",
    share: 0.07,
    about: [BAKERY, CLINIC],
    era: 7489,
    habits: { indent: "  " },
    says: { envelope: true, scope: true },
    container: "eml",
    stopsAt: 0.5,
  },
  {
    name: "campus-mail.example",
    email: "dmarc-noreply@campus-mail.example",
    share: 0.03,
    about: [BAKERY],
    era: 7489,
    habits: { indent: " " },
    says: { version: true, overrides: true },
    container: "maildir",
  },
];
