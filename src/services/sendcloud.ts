/** Aurora SendCloud: MAIL FROM is the sending domain itself, which needs SendCloud's MX and so a subdomain. */
import { z } from "zod";
import { commonOptions, dkimKeys, hostName } from "./common-options.ts";
import { cnameSelectors, dkimMissing, keySelectors } from "./contribution-parts.ts";
import { defineService } from "./define-service.ts";
import { exchanges, mxLeftOut } from "./return-path-parts.ts";

export const sendcloud = defineService({
  id: "sendcloud",
  name: "Aurora SendCloud",
  category: "marketing",
  docs: "https://docs.aurorasendcloud.com/docs/sending-options",
  source: "Domain Connect template aurorasendcloud.com.email-auth; SendCloud's documentation on From and MAIL FROM",
  lastVerified: "2026-08-20",
  alignment: { spf: "yes", dkim: "option" },
  traces: {
    spf: ["include:spf.sendcloud.org"],
    mx: ["mx2.sendcloud.org"],
    domains: ["sendcloud.org"],
  },
  options: z.strictObject({
    ...commonOptions,
    /** Selector → key, from the DNS records of the sending domain. The selector is `mail`. */
    dkim: dkimKeys.optional(),
    /** Domains with automatic keys: what stands behind `e1._domainkey.` in the CNAME target, instead of `dkim`. */
    automaticDkim: hostName("client-example.dkim.example.net").optional(),
  }),
  contribute({ subdomain, dkim: keys, automaticDkim: zone }, at) {
    const automatic = zone === undefined ? {} : { e1: `e1._domainkey.${zone}`, e2: `e2._domainkey.${zone}` };
    const dkim = [...cnameSelectors(automatic), ...keySelectors(keys)];
    const mx = exchanges([[10, "mx2.sendcloud.org"]]);
    return {
      spf: ["include:spf.sendcloud.org"],
      dkim,
      returnPaths: subdomain === undefined ? [] : [{ name: "", spf: [], mx }],
      findings: [
        ...dkimMissing(dkim, at, { name: "SendCloud", where: "for the sending domain" }),
        ...mxLeftOut(subdomain, at, { id: "sendcloud", name: "SendCloud" }),
      ],
    };
  },
});
