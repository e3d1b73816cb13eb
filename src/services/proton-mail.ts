/** Proton Mail: mailboxes that send with the client's own domain in MAIL FROM; keys are held by Proton. */
import { z } from "zod";
import { commonOptions } from "./common-options.ts";
import { cnameSelectors } from "./contribution-parts.ts";
import { defineService } from "./define-service.ts";
import { verificationText, verificationToken } from "./domain-verification.ts";

export const protonMail = defineService({
  id: "proton-mail",
  name: "Proton Mail",
  category: "mailbox",
  docs: "https://proton.me/support/anti-spoofing-custom-domain",
  source: "Proton's help on custom domains; CNAME targets from public zones; MX hosts not confirmed by a Proton page",
  lastVerified: "2026-11-24",
  alignment: { spf: "yes", dkim: "yes" },
  traces: {
    spf: ["include:_spf.protonmail.ch"],
    selectors: ["protonmail", "protonmail2", "protonmail3"],
    dkimTargets: ["protonmail*.domainkey.*.domains.proton.ch"],
    mx: ["mail.protonmail.ch", "mailsec.protonmail.ch"],
    txt: ["protonmail-verification=*"],
  },
  options: z.strictObject({
    ...commonOptions,
    /**
     * The label between `domainkey.` and `.domains.proton.ch` in the three CNAME targets, from Settings ▸ Domain names ▸
     * DKIM: the same in all three, and another for each domain.
     */
    label: z
      .string()
      .regex(
        /^[a-z0-9]{16,63}$/,
        "expected the label in front of .domains.proton.ch, such as dabcdefghijklmnopqrstuvwxyz234567",
      ),
    /** What stands behind `protonmail-verification=`, from the same page. */
    verification: verificationToken.optional(),
  }),
  contribute({ label, verification }) {
    const zone = `domainkey.${label}.domains.proton.ch`;
    return {
      spf: ["include:_spf.protonmail.ch"],
      dkim: cnameSelectors({
        protonmail: `protonmail.${zone}`,
        protonmail2: `protonmail2.${zone}`,
        protonmail3: `protonmail3.${zone}`,
      }),
      names: verificationText("proton-mail", "protonmail-verification=", verification),
    };
  },
});
