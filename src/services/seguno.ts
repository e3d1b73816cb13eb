/** Seguno (mail of Shopify shops): signs with a key of the domain's and bounces to a name below it. */
import { z } from "zod";
import { commonOptions, dkimKeys } from "./common-options.ts";
import { clientKeys } from "./contribution-parts.ts";
import { defineService } from "./define-service.ts";

export const seguno = defineService({
  id: "seguno",
  name: "Seguno",
  category: "marketing",
  docs: "https://support.seguno.com/email-marketing/en/articles/8076019-how-to-authenticate-your-sending-domain-in-seguno-email-marketing",
  source: "Domain Connect template seguno.com.domain-authentication",
  lastVerified: "2026-08-20",
  alignment: { spf: "yes", dkim: "yes" },
  traces: {
    targets: ["bounces.seguno-mail.com"],
    domains: ["seguno-mail.com"],
  },
  options: z.strictObject({
    ...commonOptions,
    /** Selector → key, from Settings ▸ Sending ▸ Authenticate your domain. The selector is made for the account. */
    dkim: dkimKeys,
  }),
  contribute({ dkim }, at) {
    return {
      ...clientKeys(dkim, at, { name: "Seguno", where: "under Settings ▸ Sending" }),
      returnPaths: [{ name: "bounces", cname: "bounces.seguno-mail.com" }],
    };
  },
});
