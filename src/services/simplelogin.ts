/** SimpleLogin: mail aliases at the client's own domain, which stands in MAIL FROM; keys are held by SimpleLogin. */
import { z } from "zod";
import { commonOptions } from "./common-options.ts";
import { cnameSelectors } from "./contribution-parts.ts";
import { defineService } from "./define-service.ts";
import { verificationText, verificationToken } from "./domain-verification.ts";

/** The selectors are `dkim`, `dkim02` and `dkim03`; the first is so common that it is no trace. */
export const simplelogin = defineService({
  id: "simplelogin",
  name: "SimpleLogin",
  category: "forwarding",
  docs: "https://simplelogin.io/docs/",
  source: "Public zones for the selectors; DNS page of the SimpleLogin application for SPF, MX and verification",
  lastVerified: "2026-11-24",
  alignment: { spf: "yes", dkim: "yes" },
  traces: {
    spf: ["include:simplelogin.co"],
    selectors: ["dkim02", "dkim03"],
    dkimTargets: ["dkim*._domainkey.simplelogin.co"],
    mx: ["mx1.simplelogin.co", "mx2.simplelogin.co"],
    domains: ["simplelogin.co"],
    txt: ["sl-verification=*"],
  },
  options: z.strictObject({
    ...commonOptions,
    /** What stands behind `sl-verification=`, from Domains ▸ the domain ▸ DNS. */
    verification: verificationToken.optional(),
  }),
  contribute({ verification }) {
    const zone = "_domainkey.simplelogin.co";
    return {
      spf: ["include:simplelogin.co"],
      dkim: cnameSelectors({ dkim: `dkim.${zone}`, dkim02: `dkim02.${zone}`, dkim03: `dkim03.${zone}` }),
      names: verificationText("simplelogin", "sl-verification=", verification),
    };
  },
});
