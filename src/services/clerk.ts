/** Clerk: the mail of its sign-in pages; return paths and selectors are CNAMEs of the instance's. */
import { z } from "zod";
import { commonOptions, hostBelow } from "./common-options.ts";
import { cnameSelectors } from "./contribution-parts.ts";
import { defineService } from "./define-service.ts";

const clerkHost = (example: string) => hostBelow(["clerk.services"], example);

/** The names `clerk` and `accounts` of the same set-up page are for the browser: they carry no mail. */
export const clerk = defineService({
  id: "clerk",
  name: "Clerk",
  category: "transactional",
  docs: "https://clerk.com/docs/deployments/overview",
  source: "Domain Connect template clerk.com.app, groups mail and secondary_mail; public zones for the second group",
  lastVerified: "2026-08-20",
  alignment: { spf: "yes", dkim: "yes" },
  traces: {
    selectors: ["clk", "clk2"],
    dkimTargets: ["dkim*.*.clerk.services", "clk*._domainkey.*.clerk.services"],
    targets: ["mail*.*.clerk.services", "clkmail*.*.clerk.services"],
    domains: ["clerk.services"],
  },
  options: z.strictObject({
    ...commonOptions,
    /** The label in front of `clerk.services` in the targets (Configure ▸ Domains ▸ DNS configuration). */
    mailToken: z
      .string()
      .regex(/^[a-z0-9]+$/, "expected the label in front of clerk.services: lower-case letters and digits"),
    /**
     * The second set, if the page shows one: the targets of `clkmail2` and of `pdk1` and `pdk2._domainkey.clkmail2`. Copy
     * them: they differ from instance to instance in more than the token.
     */
    secondary: z
      .strictObject({
        mail: clerkHost("mail2.abc123.clerk.services"),
        pdk1: clerkHost("dkim3.abc123.clerk.services"),
        pdk2: clerkHost("dkim4.abc123.clerk.services"),
      })
      .optional(),
  }),
  contribute({ mailToken, secondary }) {
    const zone = `${mailToken}.clerk.services`;
    return {
      dkim: cnameSelectors({ clk: `dkim1.${zone}`, clk2: `dkim2.${zone}` }),
      returnPaths: [
        { name: "clkmail", cname: `mail.${zone}` },
        ...(secondary === undefined ? [] : [{ name: "clkmail2", cname: secondary.mail }]),
      ],
      // These sign for clkmail2 itself, whose selectors stand outside the sending domain's own.
      names:
        secondary === undefined
          ? []
          : [
              { name: "pdk1._domainkey.clkmail2", type: "CNAME", target: secondary.pdk1, role: "dkim" },
              { name: "pdk2._domainkey.clkmail2", type: "CNAME", target: secondary.pdk2, role: "dkim" },
            ],
    };
  },
});
