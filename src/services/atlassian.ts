/** Atlassian Cloud: notifications of Jira and Confluence from the client's own address. */
import { z } from "zod";
import { commonOptions, hostBelow } from "./common-options.ts";
import { cnameSelectors, includeNotNeeded } from "./contribution-parts.ts";
import { defineService } from "./define-service.ts";
import type { ExtraName } from "./service.ts";

const id = z.string().regex(/^[0-9a-f]{6}$/, "expected the six hexadecimal digits behind atlassian-");
const token = (string: string) => z.string().regex(/^[\w+/-]+={0,2}$/, `expected the token alone, without ${string}=`);

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
    bounceTarget: hostBelow(["atlassian.net"], "bounces.mail-us.atlassian.net").optional(),
    /** The token behind `atlassian-domain-verification=`. */
    verification: token("atlassian-domain-verification").optional(),
    /** The token behind `atlassian-sending-domain-verification=`, when the page shows such a string. */
    sendingVerification: token("atlassian-sending-domain-verification").optional(),
    /** Adds nothing, though older zones hold the include: a Finding says why. */
    apexInclude: z.boolean().optional(),
  }),
  contribute({ dkimIds, bounceTarget, verification, sendingVerification, apexInclude }, at) {
    const proof = (value: string | undefined, key: string, role: string): readonly ExtraName[] =>
      value === undefined ? [] : [{ name: "", type: "TXT", text: `${key}=${value}`, role }];
    const selectors = dkimIds.map(digits => `atlassian-${digits}`);
    return {
      dkim: cnameSelectors(Object.fromEntries(selectors.map(name => [name, `${name}.dkim.atlassian.net`]))),
      returnPaths: [{ name: "atlassian-bounces", cname: bounceTarget ?? "bounces.mail-us.atlassian.net" }],
      names: [
        ...proof(verification, "atlassian-domain-verification", "verification-atlassian"),
        ...proof(sendingVerification, "atlassian-sending-domain-verification", "verification-atlassian-sending"),
      ],
      findings: includeNotNeeded(apexInclude, at, {
        name: "Atlassian",
        include: "_spf.atlassian.net",
        envelope: `atlassian-bounces.${at.domain}`,
      }),
    };
  },
});
