/** Sender.net: an SPF include and one fixed DKIM CNAME; what stands in MAIL FROM is not confirmed. */
import { z } from "zod";
import { commonOptions } from "./common-options.ts";
import { cnameSelectors } from "./contribution-parts.ts";
import { defineService } from "./define-service.ts";

/** Nothing differs from account to account. The Domains page wants SPF, DKIM and DMARC, all three. */
export const senderNet = defineService({
  id: "sender-net",
  name: "Sender.net",
  category: "marketing",
  docs: "https://www.sender.net/help/transactional-emails/sender-identity-and-domain-requirements/",
  source: "Domain Connect template sender.net.domain-authentication",
  lastVerified: "2026-08-20",
  alignment: { spf: "unconfirmed", dkim: "yes" },
  traces: {
    spf: ["include:sendersrv.com"],
    selectors: ["sender"],
    dkimTargets: ["dkim.sendersrv.com"],
    domains: ["sendersrv.com"],
  },
  options: z.strictObject({ ...commonOptions }),
  contribute() {
    return {
      spf: ["include:sendersrv.com"],
      dkim: cnameSelectors({ sender: "dkim.sendersrv.com" }),
    };
  },
});
