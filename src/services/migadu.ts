/** Migadu: mailboxes that send with the client's own domain in MAIL FROM; keys are held by Migadu. */
import { z } from "zod";
import { commonOptions } from "./common-options.ts";
import { cnameSelectors } from "./contribution-parts.ts";
import { defineService } from "./define-service.ts";
import { verificationText, verificationToken } from "./domain-verification.ts";

export const migadu = defineService({
  id: "migadu",
  name: "Migadu",
  category: "mailbox",
  docs: "https://www.migadu.com/guides/",
  source: "public zones and DNS set-ups that follow the DNS page of Migadu's admin panel",
  lastVerified: "2026-11-24",
  alignment: { spf: "yes", dkim: "yes" },
  traces: {
    spf: ["include:spf.migadu.com"],
    selectors: ["key1", "key2", "key3"],
    dkimTargets: ["**._domainkey.migadu.com"],
    mx: ["aspmx1.migadu.com", "aspmx2.migadu.com"],
    txt: ["hosted-email-verify=*"],
  },
  options: z.strictObject({
    ...commonOptions,
    /** What stands behind `hosted-email-verify=`, from Admin ▸ Email Domains ▸ the domain ▸ DNS Configuration. */
    verification: verificationToken.optional(),
  }),
  contribute({ verification }, at) {
    const zone = `${at.domain}._domainkey.migadu.com`;
    return {
      spf: ["include:spf.migadu.com"],
      dkim: cnameSelectors({ key1: `key1.${zone}`, key2: `key2.${zone}`, key3: `key3.${zone}` }),
      names: verificationText("migadu", "hosted-email-verify=", verification),
    };
  },
});
