/** Intercom: answers and campaigns from the client's domain; DKIM and return path are CNAMEs of the workspace. */
import { z } from "zod";
import { commonOptions, hostBelow } from "./common-options.ts";
import { cnameSelectors } from "./contribution-parts.ts";
import { defineService } from "./define-service.ts";

/** At Cloudflare both names must be DNS only: it refuses to proxy hosts under `dkim.intercom.io`. */
export const intercom = defineService({
  id: "intercom",
  name: "Intercom",
  category: "helpdesk",
  docs: "https://www.intercom.com/help/articles/9744849-connect-your-email-support-channel",
  source: "Public zones for both CNAMEs; Intercom help article 9744849, which Cloudflare's documentation links to",
  lastVerified: "2026-11-24",
  alignment: { spf: "yes", dkim: "yes" },
  traces: {
    selectors: ["intercom"],
    dkimTargets: ["*.dkim.intercom.io"],
    targets: ["rp.*.intercom-mail.com"],
    domains: ["intercom-mail.com"],
  },
  options: z.strictObject({
    ...commonOptions,
    /** The target of `intercom._domainkey`, from Settings ▸ Channels ▸ Email ▸ Domains & addresses. */
    dkimTarget: hostBelow(["dkim.intercom.io"], "0a1b2c3d-0000-4000-8000-0a1b2c3d4e5f.dkim.intercom.io"),
    /** The target of `outbound.intercom`, from the same page. */
    returnPathTarget: hostBelow(["intercom-mail.com"], "rp.client-example.intercom-mail.com"),
  }),
  contribute({ dkimTarget, returnPathTarget }) {
    return {
      dkim: cnameSelectors({ intercom: dkimTarget }),
      returnPaths: [{ name: "outbound.intercom", cname: returnPathTarget }],
    };
  },
});
