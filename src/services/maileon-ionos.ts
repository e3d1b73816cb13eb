/** IONOS Email Marketing (Maileon): a sending subdomain that is a CNAME, with one fixed DKIM CNAME below it. */
import { z } from "zod";
import type { LocalFinding } from "../finding.ts";
import { commonOptions, relativeName } from "./common-options.ts";
import { cnameSelectors } from "./contribution-parts.ts";
import { defineService } from "./define-service.ts";
import type { SendingDomain } from "./service.ts";

/** Where Maileon has the subdomain delegated by NS records instead, the service is not declared here. */
export const maileonIonos = defineService({
  id: "maileon-ionos",
  name: "IONOS Email Marketing (Maileon)",
  category: "marketing",
  docs: "https://support.maileon.nl/en/support/solutions/articles/80001175530-dns-settings-explained",
  source: "Domain Connect template maileon.com.hosting_and_email_ionos; Maileon support: DNS settings explained",
  lastVerified: "2026-08-20",
  alignment: { spf: "yes", dkim: "yes" },
  traces: {
    spf: ["include:_spf.xqueue.com"],
    selectors: ["xq"],
    dkimTargets: ["xq._domainkey.cname.maileon.com"],
    targets: ["*.maileon.com", "_dmarc.cname.maileon.com"],
    mx: ["mta.pf.xqueue.de"],
  },
  options: z.strictObject({
    ...commonOptions,
    /** The sending subdomain, `news`: nothing but Maileon may use it. It aligns with the domain in relaxed mode. */
    subdomain: relativeName,
    /** The label in front of `.maileon.com` in the target of the subdomain's CNAME. */
    account: z.string().regex(/^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/, "expected the label alone, without .maileon.com"),
    /**
     * True to publish IONOS' CNAME at `_dmarc` of the subdomain: its policy and reports are then Maileon's. Without it
     * the record of the policy domain holds for the subdomain.
     */
    dmarcCname: z.boolean().optional(),
  }),
  contribute({ account, dmarcCname }, at) {
    const target = "_dmarc.cname.maileon.com";
    return {
      dkim: cnameSelectors({ xq: "xq._domainkey.cname.maileon.com" }),
      returnPaths: [{ name: "", cname: `${account}.maileon.com` }],
      names: dmarcCname === true ? [{ name: "_dmarc", type: "CNAME", target, role: "dmarc-cname" }] : [],
      findings: dmarcCname === true ? [dmarcTakenOver(at)] : [],
    };
  },
});

const dmarcTakenOver = (at: SendingDomain): LocalFinding => ({
  id: "service-maileon-ionos-dmarc-taken-over",
  severity: "warning",
  name: `_dmarc.${at.domain}`,
  message: `The DMARC record of ${at.domain} becomes Maileon's: its policy may be weaker, and reports go to Maileon.`,
  cite: "RFC 1034 §3.6.2",
  fix: "Remove `dmarcCname`, so that the record of the policy domain holds, unless IONOS insists.",
});
