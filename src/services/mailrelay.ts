/** Mailrelay: an SPF include and two DKIM CNAMEs of the account's; what stands in MAIL FROM is not confirmed. */
import { z } from "zod";
import { canonicalName } from "../dns/owner-name.ts";
import { commonOptions, hostName, relativeName } from "./common-options.ts";
import { cnameSelectors, notRelative } from "./contribution-parts.ts";
import { defineService } from "./define-service.ts";

const dkimTarget = hostName("abcdef.dkim.ipzsv.com");

export const mailrelay = defineService({
  id: "mailrelay",
  name: "Mailrelay",
  category: "marketing",
  docs: "https://help.mailrelay.com/en/support/solutions",
  source: "Domain Connect template mailrelay.com.email, whose values differ by account; forms seen in public zones",
  lastVerified: "2026-08-20",
  alignment: { spf: "unconfirmed", dkim: "yes" },
  traces: {
    spf: ["include:spf.ipzmarketing.com"],
    selectors: ["ipz1", "ipz2"],
    dkimTargets: ["*.dkim.ipzsv.com"],
    domains: ["ipzmarketing.com"],
  },
  options: z.strictObject({
    ...commonOptions,
    /** The name behind `include:` in the SPF record that Mailrelay shows for the domain. */
    include: hostName("spf.ipzmarketing.com"),
    /** The two CNAME targets, on the same page; the characters in front differ between the two. */
    dkim: z.strictObject({ ipz1: dkimTarget, ipz2: dkimTarget }),
    /** The name of the tracking domain and its target, if the account has one. */
    tracking: z.strictObject({ name: relativeName, target: hostName("links.example.net") }).optional(),
  }),
  contribute({ include, dkim, tracking }, at) {
    return {
      spf: [`include:${canonicalName(include)}`],
      dkim: cnameSelectors(dkim),
      names: tracking === undefined ? [] : [{ ...tracking, type: "CNAME", role: "tracking" }],
      findings: notRelative("tracking.name", tracking?.name, at),
    };
  },
});
