/** Infomaniak mail: mailboxes that send with the client's own domain in MAIL FROM. */
import { z } from "zod";
import { commonOptions, dkimKeys } from "./common-options.ts";
import { clientKeys } from "./contribution-parts.ts";
import { defineService } from "./define-service.ts";

export const infomaniak = defineService({
  id: "infomaniak",
  name: "Infomaniak mail",
  category: "mailbox",
  docs: "https://www.infomaniak.com/en/support/faq/2199/manage-spf-records",
  source: "Infomaniak's knowledge base on SPF and on DKIM at other DNS hosts; selectors from public zones",
  lastVerified: "2026-11-24",
  alignment: { spf: "yes", dkim: "yes" },
  traces: {
    spf: ["include:spf.infomaniak.ch"],
    mx: ["mta-gw.infomaniak.ch"],
  },
  options: z.strictObject({
    ...commonOptions,
    /**
     * Selector → key, from Manager ▸ Mail Service ▸ Global Security ▸ DKIM. The selector is the day on which the key was
     * made, `20260214`. In a zone taken over from Infomaniak remove the NS records at `_domainkey`: they would hide every
     * selector. `{}` says that DKIM is not turned on yet.
     */
    dkim: dkimKeys,
  }),
  contribute({ dkim }, at) {
    return {
      spf: ["include:spf.infomaniak.ch"],
      ...clientKeys(dkim, at, { name: "Infomaniak mail", where: "in the Manager" }),
    };
  },
});
