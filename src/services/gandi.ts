/** Gandi mail: mailboxes that send with the client's own domain in MAIL FROM; keys are held by Gandi. */
import { z } from "zod";
import { commonOptions } from "./common-options.ts";
import { cnameSelectors } from "./contribution-parts.ts";
import { defineService } from "./define-service.ts";

/**
 * Nothing differs from account to account. A site on Gandi's web hosting that sends mail by itself needs another include:
 * `ownServer({ name: "website", terms: ["include:_spf.gpaas.net"] })`.
 */
export const gandi = defineService({
  id: "gandi",
  name: "Gandi mail",
  category: "mailbox",
  docs: "https://helpdesk.gandi.net/hc/en-us/articles/14001808469404-What-is-an-SPF-record",
  source: "Gandi helpdesk article on SPF records; selectors and their targets from public zones",
  lastVerified: "2026-11-24",
  alignment: { spf: "yes", dkim: "yes" },
  traces: {
    spf: ["include:_mailcust.gandi.net"],
    selectors: ["gm1", "gm2", "gm3"],
    dkimTargets: ["gm*.gandimail.net"],
    mx: ["spool.mail.gandi.net", "fb.mail.gandi.net"],
  },
  options: z.strictObject({ ...commonOptions }),
  contribute() {
    return {
      spf: ["include:_mailcust.gandi.net"],
      dkim: cnameSelectors({ gm1: "gm1.gandimail.net", gm2: "gm2.gandimail.net", gm3: "gm3.gandimail.net" }),
    };
  },
});
