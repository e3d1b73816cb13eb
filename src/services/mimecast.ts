/** Mimecast: a gateway that sends on with the client's own domain in MAIL FROM, and signs again. */
import { z } from "zod";
import type { LocalFinding } from "../finding.ts";
import { commonOptions, dkimKeys } from "./common-options.ts";
import { dkimMissing, keySelectors } from "./contribution-parts.ts";
import { defineService } from "./define-service.ts";
import type { SendingDomain } from "./service.ts";

/**
 * The signature of the mailbox host breaks where Mimecast changes content (disclaimers, links): sign here. The name
 * `_spf.mimecast.com`, which lists on the web show, does not exist.
 */
export const mimecast = defineService({
  id: "mimecast",
  name: "Mimecast",
  category: "gateway",
  docs: "https://mimecastsupport.zendesk.com/hc/en-us/articles/34000792642963",
  source: "Mimecast help article 34000792642963 on SPF by region; public zones for the selector and other regions",
  lastVerified: "2026-11-24",
  alignment: { spf: "yes", dkim: "yes" },
  traces: {
    spf: ["include:*._netblocks.mimecast.com", "include:_netblocks.mimecast.com"],
    selectors: ["mimecast*"],
    mx: ["*-smtp-inbound-1.mimecast.com", "*-smtp-inbound-2.mimecast.com"],
  },
  options: z.strictObject({
    ...commonOptions,
    /** Where the account lives: the first part of its host names, `eu-smtp-…`. `global` stands for all of them. */
    region: z.enum(["us", "usb", "eu", "de", "au", "za", "ca", "global"]),
    /** Selector → key, from Gateway ▸ Policies ▸ DNS Authentication; the usual selector is `mimecast` and the date. */
    dkim: dkimKeys,
  }),
  contribute({ region, dkim: keys }, at) {
    const dkim = keySelectors(keys);
    return {
      spf: [`include:${region === "global" ? "" : `${region}.`}_netblocks.mimecast.com`],
      dkim,
      findings: [
        ...dkimMissing(dkim, at, { name: "Mimecast", where: "in the Mimecast administration console" }),
        ...(region === "global" ? [globalInclude(at)] : []),
      ],
    };
  },
});

const globalInclude = (at: SendingDomain): LocalFinding => ({
  id: "service-mimecast-global-include",
  severity: "info",
  name: at.domain,
  message: "The global include leads on to every region's and so takes several of the ten DNS look-ups.",
  cite: "RFC 7208 §4.6.4",
  fix: "Give the account's own `region`, which stands in front of its host names.",
});
