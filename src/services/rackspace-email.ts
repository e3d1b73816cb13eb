/** Rackspace Email: mailboxes that send with the client's own domain in MAIL FROM. */
import { z } from "zod";
import { commonOptions, dkimKeys } from "./common-options.ts";
import { clientKeys } from "./contribution-parts.ts";
import { defineService } from "./define-service.ts";

export const rackspaceEmail = defineService({
  id: "rackspace-email",
  name: "Rackspace Email",
  category: "mailbox",
  docs: "https://docs.rackspace.com/docs/enable-dkim-in-the-cloud-office-control-panel",
  source: "Rackspace how-to articles on SPF, DKIM and DNS records of Cloud Office email",
  lastVerified: "2026-11-24",
  alignment: { spf: "yes", dkim: "yes" },
  traces: {
    spf: ["include:emailsrvr.com"],
    mx: ["mx1.emailsrvr.com", "mx2.emailsrvr.com"],
  },
  options: z.strictObject({
    ...commonOptions,
    /**
     * Selector → key, from Cloud Office Control Panel ▸ Domains ▸ Sender Authentication (DKIM); Rackspace makes up the
     * selector, and signs only once "Verify TXT Record" has found it. `{}` says that DKIM is not turned on yet.
     */
    dkim: dkimKeys,
  }),
  contribute({ dkim }, at) {
    return {
      spf: ["include:emailsrvr.com"],
      ...clientKeys(dkim, at, { name: "Rackspace Email", where: "in the Cloud Office Control Panel" }),
    };
  },
});
