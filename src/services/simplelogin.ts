/** SimpleLogin: mail aliases at the client's own domain, which stands in MAIL FROM; keys are held by SimpleLogin. */
import { z } from "zod";
import { commonOptions } from "./common-options.ts";
import { cnameSelectors } from "./contribution-parts.ts";
import { defineService } from "./define-service.ts";

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
    /** The token behind `sl-verification=`, from Domains ▸ the domain ▸ DNS. */
    verification: z
      .string()
      .regex(/^[\w-]+$/, "expected the token alone, without sl-verification=")
      .optional(),
  }),
  contribute({ verification }) {
    const zone = "_domainkey.simplelogin.co";
    const text = `sl-verification=${verification}`;
    return {
      spf: ["include:simplelogin.co"],
      dkim: cnameSelectors({ dkim: `dkim.${zone}`, dkim02: `dkim02.${zone}`, dkim03: `dkim03.${zone}` }),
      names: verification === undefined ? [] : [{ name: "", type: "TXT", text, role: "verification-simplelogin" }],
    };
  },
});
