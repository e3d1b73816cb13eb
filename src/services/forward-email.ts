/** Forward Email: forwards mail and sends by SMTP; bounces come back to a name below the client's domain. */
import { z } from "zod";
import { commonOptions, dkimKeys } from "./common-options.ts";
import { dkimMissing, includeNotNeeded, keySelectors } from "./contribution-parts.ts";
import { defineService } from "./define-service.ts";
import { verificationText, verificationToken } from "./domain-verification.ts";

/** The set-up also shows `_dmarc` with p=reject: that policy is the domain's to say, not Forward Email's. */
export const forwardEmail = defineService({
  id: "forward-email",
  name: "Forward Email",
  category: "forwarding",
  docs: "https://forwardemail.net/en/faq",
  source: "Domain Connect template forwardemail.net.email; Forward Email FAQ on outbound SMTP",
  lastVerified: "2026-08-20",
  alignment: { spf: "yes", dkim: "yes" },
  traces: {
    spf: ["include:spf.forwardemail.net"],
    selectors: ["fe-*"],
    targets: ["forwardemail.net"],
    mx: ["mx1.forwardemail.net", "mx2.forwardemail.net"],
    domains: ["forwardemail.net"],
    txt: ["forward-email-site-verification=*"],
  },
  options: z.strictObject({
    ...commonOptions,
    /** Selector → key, from My Account ▸ Domains ▸ the domain ▸ outbound SMTP; the selector is `fe-` and ten characters. */
    dkim: dkimKeys,
    /** What stands behind `forward-email-site-verification=`, from the same page. */
    verification: verificationToken.optional(),
    /** Adds nothing, though the set-up page shows the include: a Finding says why. */
    apexInclude: z.boolean().optional(),
  }),
  contribute({ dkim: keys, verification, apexInclude }, at) {
    const dkim = keySelectors(keys);
    return {
      dkim,
      returnPaths: [{ name: "fe-bounces", cname: "forwardemail.net" }],
      names: verificationText("forward-email", "forward-email-site-verification=", verification),
      findings: [
        ...dkimMissing(dkim, at, { name: "Forward Email", where: "in the domain's outbound settings" }),
        ...includeNotNeeded(apexInclude, at, {
          name: "Forward Email",
          include: "spf.forwardemail.net",
          envelope: `fe-bounces.${at.domain}`,
        }),
      ],
    };
  },
});
