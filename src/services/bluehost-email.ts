/** Bluehost mail on its web hosting (cPanel): the client's own domain in MAIL FROM, from the server or a relay. */
import { z } from "zod";
import { commonOptions, dkimKeys } from "./common-options.ts";
import { clientKeys } from "./contribution-parts.ts";
import { defineService } from "./define-service.ts";

/**
 * `a` and `mx` stand for the hosting server, the include for the relay in front of it. Where the web site is behind a proxy
 * the `a` term holds the proxy's addresses: add the server by `ownServer` with `ip4` if it sends past the relay.
 */
export const bluehostEmail = defineService({
  id: "bluehost-email",
  name: "Bluehost mail",
  category: "mailbox",
  docs: "https://www.bluehost.com/hosting/help/email-deliverability-problems",
  source: "Domain Connect template bluehost.com.email (SPF, MX); DKIM as cPanel makes it, not confirmed by Bluehost",
  lastVerified: "2026-08-20",
  alignment: { spf: "yes", dkim: "unconfirmed" },
  // Neither the selector nor the MX is a trace: `default` is cPanel's, the MX a name of the client's own.
  traces: { spf: ["include:websitewelcome.com"] },
  options: z.strictObject({
    ...commonOptions,
    /**
     * Selector → key, from cPanel ▸ Email Deliverability ▸ the domain ▸ Manage; the selector is `default`. `{}` says that
     * DKIM is not turned on yet.
     */
    dkim: dkimKeys,
  }),
  contribute({ dkim }, at) {
    return {
      spf: ["a", "mx", "include:websitewelcome.com"],
      ...clientKeys(dkim, at, { name: "Bluehost mail", where: "in cPanel" }),
    };
  },
});
