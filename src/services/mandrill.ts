/**
 * Mailchimp Transactional (Mandrill): DKIM by two fixed CNAMEs; SPF aligns only with a return path of the client's own.
 */
import { z } from "zod";
import { commonOptions, relativeName } from "./common-options.ts";
import { cnameSelectors, includeNotNeeded, notRelative } from "./contribution-parts.ts";
import { defineService } from "./define-service.ts";
import { verificationText } from "./domain-verification.ts";

/** Mandrill refuses to send for a domain without a DMARC policy record; every domain planned here has one. */
export const mandrill = defineService({
  id: "mandrill",
  name: "Mailchimp Transactional (Mandrill)",
  category: "transactional",
  docs: "https://mailchimp.com/developer/transactional/docs/authentication-delivery/",
  source: "Mailchimp Transactional release note of December 2023 on domain authentication; public zones",
  lastVerified: "2026-10-06",
  alignment: { spf: "option", dkim: "yes" },
  traces: {
    spf: ["include:spf.mandrillapp.com"],
    selectors: ["mte1", "mte2"],
    dkimTargets: ["dkim1.mandrillapp.com", "dkim2.mandrillapp.com"],
    targets: ["mandrillapp.com"],
    domains: ["mandrillapp.com"],
    txt: ["mandrill_verify.*"],
  },
  options: z.strictObject({
    ...commonOptions,
    /**
     * The name of the custom return-path domain, `bounce`. Without it SPF passes for mandrillapp.com and never aligns.
     */
    returnPath: relativeName.optional(),
    /** The domain's verification key: what follows `mandrill_verify.` in the TXT string. */
    verification: z
      .string()
      .regex(/^[\w-]+$/, "expected the key alone: letters, digits, _ and -, without mandrill_verify.")
      .optional(),
    /** Adds nothing: a Finding says why. */
    apexInclude: z.boolean().optional(),
  }),
  contribute({ returnPath, verification, apexInclude }, at) {
    const envelope = returnPath === undefined ? "a name under mandrillapp.com" : `${returnPath}.${at.domain}`;
    return {
      dkim: cnameSelectors({ mte1: "dkim1.mandrillapp.com", mte2: "dkim2.mandrillapp.com" }),
      returnPaths: returnPath === undefined ? [] : [{ name: returnPath, cname: "mandrillapp.com" }],
      names: verificationText("mandrill", "mandrill_verify.", verification),
      findings: [
        ...notRelative("returnPath", returnPath, at),
        ...includeNotNeeded(apexInclude, at, { name: "Mandrill", include: "spf.mandrillapp.com", envelope }),
      ],
    };
  },
});
