/** Hostinger Email: mailboxes that send with the client's own domain in MAIL FROM; keys are held by Hostinger. */
import { z } from "zod";
import { commonOptions } from "./common-options.ts";
import { cnameSelectors } from "./contribution-parts.ts";
import { defineService } from "./define-service.ts";

export const hostingerEmail = defineService({
  id: "hostinger-email",
  name: "Hostinger Email",
  category: "mailbox",
  docs: "https://www.hostinger.com/support/1583673-what-is-the-spf-record-for-hostinger-email/",
  source: "Hostinger help article 1583673 on SPF; selectors and the records of Hostinger Reach from public zones",
  lastVerified: "2026-11-24",
  alignment: { spf: "yes", dkim: "yes" },
  traces: {
    spf: ["include:_spf.mail.hostinger.com", "include:_spf.reach.hostinger.com"],
    selectors: ["hostingermail-a", "hostingermail-b", "hostingermail-c", "reach-a", "reach-b"],
    dkimTargets: ["*.dkim.mail.hostinger.com", "*.dkim.reach.hostinger.com"],
    mx: ["mx1.hostinger.com", "mx2.hostinger.com"],
  },
  options: z.strictObject({
    ...commonOptions,
    /**
     * True when campaigns go out by Hostinger Reach too (hPanel ▸ Reach): it has an include and selectors of its own. What
     * stands in its MAIL FROM is not confirmed: count on DKIM there.
     */
    reach: z.boolean().optional(),
  }),
  contribute({ reach }) {
    const targets = (names: readonly string[], zone: string): Readonly<Record<string, string>> =>
      Object.fromEntries(names.map(name => [name, `${name}.${zone}`]));
    const mailboxes = targets(["hostingermail-a", "hostingermail-b", "hostingermail-c"], "dkim.mail.hostinger.com");
    const campaigns = targets(reach === true ? ["reach-a", "reach-b"] : [], "dkim.reach.hostinger.com");
    return {
      spf: ["include:_spf.mail.hostinger.com", ...(reach === true ? ["include:_spf.reach.hostinger.com"] : [])],
      dkim: cnameSelectors({ ...mailboxes, ...campaigns }),
    };
  },
});
