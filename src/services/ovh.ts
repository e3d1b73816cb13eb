/** OVHcloud mail (MX Plan, Zimbra, E-mail Pro, Exchange): the client's own domain in MAIL FROM; DKIM by CNAME. */
import { z } from "zod";
import type { LocalFinding } from "../finding.ts";
import { commonOptions, hostBelow } from "./common-options.ts";
import { cnameSelectors, dkimMissing, targetMismatch } from "./contribution-parts.ts";
import { defineService } from "./define-service.ts";
import type { SendingDomain } from "./service.ts";

const target = hostBelow(["dkim.mail.ovh.net"], "ovhmo-selector-1._domainkey.1234567.ab.dkim.mail.ovh.net");

export const ovh = defineService({
  id: "ovh",
  name: "OVHcloud mail (MX Plan, Zimbra, E-mail Pro, Exchange)",
  category: "mailbox",
  docs: "https://docs.ovhcloud.com/en/guides/web-cloud/domains/dns-zone-dkim",
  source: "OVHcloud guide on DKIM records for all its mail products; SPF include from public zones",
  lastVerified: "2026-11-24",
  alignment: { spf: "yes", dkim: "yes" },
  traces: {
    spf: ["include:mx.ovh.com"],
    selectors: ["ovhmo-selector-*", "ovhmo*-selector*", "ovhemp*-selector*", "ovhex*-selector*"],
    dkimTargets: ["**.dkim.mail.ovh.net"],
    mx: ["mx*.mail.ovh.net"],
  },
  options: z.strictObject({
    ...commonOptions,
    /**
     * Selector → target, from Control Panel ▸ Web Cloud ▸ Emails ▸ the service ▸ DKIM. The selectors follow the product
     * (`ovhmo-selector-1`, `ovhemp123456-selector1`, `ovhex123456-selector1`), the targets the account, and each selector
     * has a number of its own. `{}` says that DKIM is not turned on yet.
     */
    dkim: z.record(z.string(), target),
  }),
  contribute({ dkim: targets }, at) {
    const dkim = cnameSelectors(targets);
    return {
      spf: ["include:mx.ovh.com"],
      dkim,
      findings: [
        ...dkimMissing(dkim, at, { name: "OVHcloud mail", where: "in the Control Panel" }),
        ...Object.entries(targets).flatMap(([selector, host]) => otherSelector(selector, host, at)),
      ],
    };
  },
});

/** The target starts with the selector it belongs to. */
function otherSelector(selector: string, host: string, at: SendingDomain): readonly LocalFinding[] {
  const record = { name: `${selector}._domainkey`, target: host, start: `${selector.toLowerCase()}._domainkey.` };
  return targetMismatch(record, at, {
    id: "ovh",
    cite: "OVHcloud: How to improve email security with a DKIM record",
    place: "the Control Panel",
  });
}
