/** Namecheap Private Email: mailboxes that send with the client's own domain in MAIL FROM. */
import { z } from "zod";
import { commonOptions, dkimKeys } from "./common-options.ts";
import { clientKeys } from "./contribution-parts.ts";
import { defineService } from "./define-service.ts";

export const namecheapPrivateEmail = defineService({
  id: "namecheap-private-email",
  name: "Namecheap Private Email",
  category: "mailbox",
  docs: "https://www.namecheap.com/support/knowledgebase/article.aspx/1340/2176/namecheap-private-email-records-for-domains-with-thirdparty-dns/",
  source: "Namecheap knowledge base: Private Email records for domains with third-party DNS; public zones",
  lastVerified: "2026-11-24",
  alignment: { spf: "yes", dkim: "yes" },
  // The selector is no trace: cPanel servers everywhere use `default` too.
  traces: {
    spf: ["include:spf.privateemail.com"],
    mx: ["mx1.privateemail.com", "mx2.privateemail.com"],
  },
  options: z.strictObject({
    ...commonOptions,
    /**
     * Selector → key, from the Private Email panel ▸ the domain ▸ DKIM, where it can be made once a mailbox exists. The
     * selector is `default`, and so is that of a cPanel server, which needs another if it signs for the same domain. `{}`
     * says that DKIM is not turned on yet.
     */
    dkim: dkimKeys,
  }),
  contribute({ dkim }, at) {
    return {
      spf: ["include:spf.privateemail.com"],
      ...clientKeys(dkim, at, { name: "Namecheap Private Email", where: "in the Private Email panel" }),
    };
  },
});
