/** Zendesk: answers to tickets from the client's support address, signed by a key that Zendesk holds. */
import { z } from "zod";
import { commonOptions } from "./common-options.ts";
import { cnameSelectors } from "./contribution-parts.ts";
import { defineService } from "./define-service.ts";
import type { ExtraName, ReturnPath } from "./service.ts";

/** Publish the selectors before turning DKIM on in the Admin Center: Zendesk signs from that moment. */
export const zendesk = defineService({
  id: "zendesk",
  name: "Zendesk",
  category: "helpdesk",
  docs: "https://support.zendesk.com/hc/en-us/articles/4408822303386",
  source: "Zendesk help article 4867238761626 on SPF and TXT records; public zones for the CNAMEs",
  lastVerified: "2026-11-24",
  // Zendesk checks that the include is there; whether MAIL FROM is then the client's domain, sources disagree.
  alignment: { spf: "unconfirmed", dkim: "yes" },
  traces: {
    spf: ["include:mail.zendesk.com"],
    selectors: ["zendesk1", "zendesk2"],
    dkimTargets: ["zendesk1._domainkey.zendesk.com", "zendesk2._domainkey.zendesk.com"],
    targets: ["mail1.zendesk.com", "mail2.zendesk.com", "mail3.zendesk.com", "mail4.zendesk.com"],
    domains: ["zendesk.com"],
  },
  options: z.strictObject({
    ...commonOptions,
    /** The domain verification code, published at `zendeskverification`. */
    verification: z
      .string()
      .regex(/^[0-9a-z]+$/i, "expected the code alone: letters and digits")
      .optional(),
    /** Publishes the four names `zendesk1` to `zendesk4` of Zendesk's mail servers, which older setups ask for. */
    mailNames: z.boolean().optional(),
  }),
  contribute({ verification, mailNames }) {
    const hosts = mailNames === true ? ["1", "2", "3", "4"] : [];
    const code: readonly ExtraName[] =
      verification === undefined
        ? []
        : [{ name: "zendeskverification", type: "TXT", text: verification, role: "verification-zendesk" }];
    return {
      spf: ["include:mail.zendesk.com"],
      dkim: cnameSelectors({
        zendesk1: "zendesk1._domainkey.zendesk.com",
        zendesk2: "zendesk2._domainkey.zendesk.com",
      }),
      returnPaths: hosts.map((n): ReturnPath => ({ name: `zendesk${n}`, cname: `mail${n}.zendesk.com` })),
      names: code,
    };
  },
});
