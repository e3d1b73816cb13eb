/** Fastmail: mailboxes that send with the client's own domain in MAIL FROM; keys are held by Fastmail. */
import { z } from "zod";
import { commonOptions } from "./common-options.ts";
import { cnameSelectors } from "./contribution-parts.ts";
import { defineService } from "./define-service.ts";

/**
 * Nothing differs from account to account: all targets follow from the domain. Fastmail's own default zone ends SPF in
 * `?all`; the domain's `spf.all` says more than that here. Older zones hold a key at `mesmtp` too:
 * it is not published here.
 */
export const fastmail = defineService({
  id: "fastmail",
  name: "Fastmail",
  category: "mailbox",
  docs: "https://www.fastmail.help/hc/en-us/articles/360060591153",
  source:
    "Fastmail help article 360060591153 and public zones; dmarc-wiki names another include that zones do not show",
  lastVerified: "2026-11-24",
  alignment: { spf: "yes", dkim: "yes" },
  traces: {
    spf: ["include:spf.messagingengine.com"],
    selectors: ["fm1", "fm2", "fm3", "mesmtp"],
    dkimTargets: ["**.dkim.fmhosted.com"],
    mx: ["in*-smtp.messagingengine.com"],
    domains: ["messagingengine.com"],
  },
  options: z.strictObject({ ...commonOptions }),
  contribute(_options, at) {
    const zone = `${at.domain}.dkim.fmhosted.com`;
    return {
      spf: ["include:spf.messagingengine.com"],
      dkim: cnameSelectors({ fm1: `fm1.${zone}`, fm2: `fm2.${zone}`, fm3: `fm3.${zone}` }),
    };
  },
});
