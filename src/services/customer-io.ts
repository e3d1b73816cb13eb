/** Customer.io: mail of a subdomain of its own, on Mailgun's servers, whose name stands in MAIL FROM and d=. */
import { z } from "zod";
import { canonicalName, isAtOrBelow } from "../dns/owner-name.ts";
import type { LocalFinding } from "../finding.ts";
import { commonOptions, dkimKeys, hostName, relativeName } from "./common-options.ts";
import { dkimMissing, includeNotNeeded, keySelectors } from "./contribution-parts.ts";
import { defineService } from "./define-service.ts";
import { exchanges } from "./return-path-parts.ts";
import type { SendingDomain } from "./service.ts";

export const customerIo = defineService({
  id: "customer-io",
  name: "Customer.io",
  category: "marketing",
  docs: "https://customer.io/docs/journeys/authentication/",
  source: "Customer.io's documentation on authentication; Domain Connect template customer.io.email, version 3",
  lastVerified: "2026-08-20",
  alignment: { spf: "yes", dkim: "yes" },
  traces: {
    spf: ["include:mailgun.org"],
    mx: ["mxa.mailgun.org", "mxb.mailgun.org"],
    domains: ["customeriomail.com"],
  },
  options: z.strictObject({
    ...commonOptions,
    /** The subdomain that Workspace settings ▸ Email shows in front of the domain: it aligns in relaxed mode. */
    subdomain: relativeName,
    /** Selector → key of the TXT record at `<selector>._domainkey.<subdomain>`, on the same page. */
    dkim: dkimKeys,
    /** The two MX targets of the subdomain, on the same page. */
    mx: z.array(hostName("mxa.mailgun.org")).length(2, "expected two MX targets, as in mxa.mailgun.org"),
    /** Adds nothing at the policy domain: a Finding says why. */
    apexInclude: z.boolean().optional(),
  }),
  contribute({ dkim: keys, mx, apexInclude }, at) {
    const dkim = keySelectors(keys);
    return {
      spf: ["include:mailgun.org"],
      dkim,
      returnPaths: [{ name: "", spf: [], mx: exchanges(mx.map(host => [10, host])) }],
      findings: [
        ...dkimMissing(dkim, at, { name: "Customer.io", where: "in Workspace settings ▸ Email" }),
        ...(mx.every(host => isAtOrBelow(canonicalName(host), "mailgun.org")) ? [] : [otherServers(at)]),
        ...includeNotNeeded(apexInclude, at, { name: "Customer.io", include: "mailgun.org", envelope: at.domain }),
      ],
    };
  },
});

const otherServers = (at: SendingDomain): LocalFinding => ({
  id: "service-customer-io-other-servers",
  severity: "warning",
  name: at.domain,
  message:
    "The MX targets are not Mailgun's, so include:mailgun.org may not be the SPF term that Customer.io wants here.",
  cite: "Customer.io: authentication",
  fix: "Compare with the SPF record that Customer.io shows, and add another term with `ownServer`.",
});
