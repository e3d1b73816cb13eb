/** Brevo (once Sendinblue): DKIM by two CNAMEs; on shared addresses DMARC rests on DKIM alone. */
import { z } from "zod";
import type { DkimKeyInput } from "../dkim/key-record.ts";
import { commonOptions, dkimKeys } from "./common-options.ts";
import { cnameSelectors, dashed, includeNotNeeded, keySelectors } from "./contribution-parts.ts";
import type { CommonOptions, Service, ServiceUse } from "./service.ts";

export interface BrevoOptions extends CommonOptions {
  /**
   * The label that stands for the domain in the targets, if Brevo shows another than the domain with dashes for dots.
   */
  readonly label?: string | undefined;
  /** Older accounts: selector → key instead of the two CNAMEs; the selector was `mail`. */
  readonly dkim?: Readonly<Record<string, DkimKeyInput>> | undefined;
  /** The Brevo code: what follows `brevo-code:` in the TXT string. */
  readonly verification?: string | undefined;
  /** The account sends from dedicated addresses with this domain in MAIL FROM: then the include is needed and added. */
  readonly dedicatedIp?: boolean | undefined;
  /** Adds nothing on shared addresses: a Finding says why. */
  readonly apexInclude?: boolean | undefined;
}

export const brevoService: Service<BrevoOptions> = {
  id: "brevo",
  name: "Brevo (Sendinblue)",
  docs: "https://help.brevo.com/hc/en-us/articles/17286219877778",
  source: "Domain Connect template brevo.com.domain-authentication, version 6; values from public zones",
  lastVerified: "2026-08-20",
  alignment: { spf: "option", dkim: "yes" },
  options: z.strictObject({
    ...commonOptions,
    label: z
      .string()
      .regex(/^[a-z0-9-]{1,63}$/, "expected one label, such as client-example")
      .optional(),
    dkim: dkimKeys.optional(),
    verification: z
      .string()
      .regex(/^[0-9a-f]+$/i, "expected the code alone: hexadecimal digits, without brevo-code:")
      .optional(),
    dedicatedIp: z.boolean().optional(),
    apexInclude: z.boolean().optional(),
  }),
  contribute({ label, dkim, verification, dedicatedIp, apexInclude }, at) {
    const target = `${label ?? dashed(at.domain)}.dkim.brevo.com`;
    const text = `brevo-code:${verification}`;
    const shared = dedicatedIp !== true;
    return {
      spf: shared ? [] : ["include:spf.brevo.com"],
      dkim:
        dkim === undefined ? cnameSelectors({ brevo1: `b1.${target}`, brevo2: `b2.${target}` }) : keySelectors(dkim),
      names: verification === undefined ? [] : [{ name: "", type: "TXT", text, role: "verification-brevo" }],
      findings: includeNotNeeded(shared && apexInclude, at, {
        name: "Brevo",
        include: "spf.brevo.com",
        envelope: "a domain of Brevo's",
      }),
    };
  },
};

export const brevo = (options: BrevoOptions = {}): ServiceUse => ({ service: "brevo", options });
