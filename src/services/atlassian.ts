/** Atlassian Cloud: notifications of Jira and Confluence from the client's own address. */
import { z } from "zod";
import { commonOptions, hostBelow } from "./common-options.ts";
import { cnameSelectors, includeNotNeeded } from "./contribution-parts.ts";
import { defineService } from "./define-service.ts";
import { verificationText, verificationToken } from "./domain-verification.ts";

const id = z.string().regex(/^[0-9a-f]{6}$/, "expected the six hexadecimal digits behind atlassian-");

export const atlassian = defineService({
  id: "atlassian",
  name: "Atlassian Cloud (Jira, Confluence custom sender)",
  category: "saas",
  docs: "https://support.atlassian.com/organization-administration/docs/what-are-the-dns-records-required-for-configuring-dmarc/",
  source: "Atlassian's page on the DNS records for DMARC (their kinds); public zones for the values",
  lastVerified: "2026-11-24",
  alignment: { spf: "yes", dkim: "yes" },
  traces: {
    spf: ["include:_spf.atlassian.net"],
    selectors: ["atlassian-*"],
    dkimTargets: ["atlassian-*.dkim.atlassian.net"],
    targets: ["bounces.mail-*.atlassian.net"],
    txt: ["atlassian-domain-verification=*", "atlassian-sending-domain-verification=*"],
  },
  options: z.strictObject({
    ...commonOptions,
    /** The six hexadecimal digits in the two DKIM names, from admin.atlassian.com ▸ Settings ▸ Emails ▸ the domain. */
    dkimIds: z.array(id).length(2, "expected two ids, such as 0a1b2c and 3d4e5f"),
    /** The target of `atlassian-bounces`, when it is not `bounces.mail-us.atlassian.net`. */
    returnPathTarget: hostBelow(["atlassian.net"], "bounces.mail-us.atlassian.net").optional(),
    /** What stands behind `atlassian-domain-verification=`. */
    verification: verificationToken.optional(),
    /** What stands behind `atlassian-sending-domain-verification=`, when the page shows such a string. */
    sendingVerification: verificationToken.optional(),
    /** Adds nothing, though older zones hold the include: a Finding says why. */
    apexInclude: z.boolean().optional(),
  }),
  contribute({ dkimIds, returnPathTarget, verification, sendingVerification, apexInclude }, at) {
    const selectors = dkimIds.map(digits => `atlassian-${digits}`);
    return {
      dkim: cnameSelectors(Object.fromEntries(selectors.map(name => [name, `${name}.dkim.atlassian.net`]))),
      returnPaths: [{ name: "atlassian-bounces", cname: returnPathTarget ?? "bounces.mail-us.atlassian.net" }],
      names: [
        ...verificationText("atlassian", "atlassian-domain-verification=", verification),
        ...verificationText("atlassian-sending", "atlassian-sending-domain-verification=", sendingVerification),
      ],
      findings: includeNotNeeded(apexInclude, at, {
        name: "Atlassian",
        include: "_spf.atlassian.net",
        envelope: `atlassian-bounces.${at.domain}`,
      }),
    };
  },
});
