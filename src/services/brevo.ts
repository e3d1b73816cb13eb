/** Brevo (once Sendinblue): DKIM by two CNAMEs; on shared addresses DMARC rests on DKIM alone. */
import { z } from "zod";
import { commonOptions, dkimKeys } from "./common-options.ts";
import { cnameSelectors, dashed, dkimMissing, includeNotNeeded, keySelectors } from "./contribution-parts.ts";
import { defineService } from "./define-service.ts";
import { verificationText } from "./domain-verification.ts";

export const brevo = defineService({
  id: "brevo",
  name: "Brevo (Sendinblue)",
  category: "marketing",
  docs: "https://help.brevo.com/hc/en-us/articles/17286219877778",
  source: "Domain Connect template brevo.com.domain-authentication, version 6; values from public zones",
  lastVerified: "2026-08-20",
  alignment: { spf: "option", dkim: "yes" },
  traces: {
    spf: ["include:spf.brevo.com", "include:sendinblue.com"],
    selectors: ["brevo1", "brevo2"],
    dkimTargets: ["b1.*.dkim.brevo.com", "b2.*.dkim.brevo.com"],
    txt: ["brevo-code:*"],
  },
  options: z.strictObject({
    ...commonOptions,
    /**
     * The label that stands for the domain in the targets, if Brevo shows another than the domain with dashes for dots.
     */
    label: z
      .string()
      .regex(/^[a-z0-9-]{1,63}$/, "expected one label, such as client-example")
      .optional(),
    /** Older accounts: selector → key instead of the two CNAMEs; the selector was `mail`. */
    dkim: dkimKeys.optional(),
    /** The Brevo code: what follows `brevo-code:` in the TXT string. */
    verification: z
      .string()
      .regex(/^[0-9a-f]+$/i, "expected the code alone: hexadecimal digits, without brevo-code:")
      .optional(),
    /** The account sends from dedicated addresses with this domain in MAIL FROM: then the include is needed and added. */
    dedicatedIp: z.boolean().optional(),
    /** Adds nothing on shared addresses: a Finding says why. */
    apexInclude: z.boolean().optional(),
  }),
  contribute({ label, dkim: keys, verification, dedicatedIp, apexInclude }, at) {
    const target = `${label ?? dashed(at.domain)}.dkim.brevo.com`;
    const targets = { brevo1: `b1.${target}`, brevo2: `b2.${target}` };
    const dkim = keys === undefined ? cnameSelectors(targets) : keySelectors(keys);
    const shared = dedicatedIp !== true;
    return {
      spf: shared ? [] : ["include:spf.brevo.com"],
      dkim,
      names: verificationText("brevo", "brevo-code:", verification),
      findings: [
        ...dkimMissing(dkim, at, { name: "Brevo", where: "for the domain at Brevo" }),
        ...includeNotNeeded(shared && apexInclude, at, {
          name: "Brevo",
          include: "spf.brevo.com",
          envelope: "a domain of Brevo's",
        }),
      ],
    };
  },
});
