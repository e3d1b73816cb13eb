/** GoDaddy Professional Email: mailboxes that send with the client's own domain in MAIL FROM; DKIM by CNAME. */
import { z } from "zod";
import { commonOptions, hostBelow } from "./common-options.ts";
import { cnameSelectors, dkimMissing } from "./contribution-parts.ts";
import { defineService } from "./define-service.ts";
import { verificationText, verificationToken } from "./domain-verification.ts";

const target = hostBelow(["onsecureserver.net", "secureserver.net"], "s1.dkim.client_example.123.onsecureserver.net");

/**
 * Not for what GoDaddy sells as "Microsoft 365" or "powered by Titan": declare `microsoft365` or `titan`. Campaigns of
 * Websites + Marketing go out another way, with the include `spf.em.secureserver.net`.
 */
export const godaddyEmail = defineService({
  id: "godaddy-email",
  name: "GoDaddy Professional Email",
  category: "mailbox",
  docs: "https://www.godaddy.com/help/what-is-dkim-dmarc-and-spf-24605",
  source: "Domain Connect template godaddy.com.professional_mail (shape); selectors and targets from public zones",
  lastVerified: "2026-08-20",
  alignment: { spf: "yes", dkim: "yes" },
  traces: {
    spf: ["include:secureserver.net"],
    selectors: ["secureserver1", "secureserver2"],
    dkimTargets: ["**.onsecureserver.net"],
    mx: ["smtp.secureserver.net", "mailstore1.secureserver.net"],
  },
  options: z.strictObject({
    ...commonOptions,
    /**
     * Selector → target, from Email & Office ▸ the domain ▸ Domain settings; the usual selectors are `secureserver1` and
     * `secureserver2`. The targets hold digits of the account's and cannot be derived. `{}` says that DKIM is not turned
     * on yet.
     */
    dkim: z.record(z.string(), target),
    /** The string that proves the domain to GoDaddy, whole: it has no words in front. */
    verification: verificationToken.optional(),
  }),
  contribute({ dkim: targets, verification }, at) {
    const dkim = cnameSelectors(targets);
    return {
      spf: ["include:secureserver.net"],
      dkim,
      names: verificationText("godaddy-email", "", verification),
      findings: dkimMissing(dkim, at, { name: "GoDaddy Professional Email", where: "in Email & Office" }),
    };
  },
});
