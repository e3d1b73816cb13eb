/** Zendesk: answers to tickets from the client's support address, signed by a key that Zendesk holds. */
import { z } from "zod";
import { commonOptions } from "./common-options.ts";
import { cnameSelectors } from "./contribution-parts.ts";
import type { CommonOptions, ExtraName, ReturnPath, Service, ServiceUse } from "./service.ts";

/** Publish the selectors before turning DKIM on in the Admin Center: Zendesk signs from that moment. */
export interface ZendeskOptions extends CommonOptions {
  /** The domain verification code, published at `zendeskverification`. */
  readonly verification?: string | undefined;
  /** Publishes the four names `zendesk1` to `zendesk4` of Zendesk's mail servers, which older setups ask for. */
  readonly mailNames?: boolean | undefined;
}

export const zendeskService: Service<ZendeskOptions> = {
  id: "zendesk",
  name: "Zendesk",
  docs: "https://support.zendesk.com/hc/en-us/articles/4408822303386",
  source: "Zendesk help article 4867238761626 on SPF and TXT records; public zones for the CNAMEs",
  lastVerified: "2026-11-24",
  // Zendesk checks that the include is there; whether MAIL FROM is then the client's domain, sources disagree.
  alignment: { spf: "unconfirmed", dkim: "yes" },
  options: z.strictObject({
    ...commonOptions,
    verification: z
      .string()
      .regex(/^[0-9a-z]+$/i, "expected the code alone: letters and digits")
      .optional(),
    mailNames: z.boolean().optional(),
  }),
  contribute({ verification, mailNames }) {
    const hosts = mailNames === true ? ["1", "2", "3", "4"] : [];
    const code: readonly ExtraName[] =
      verification === undefined
        ? []
        : [{ name: "zendeskverification", type: "TXT", text: verification, role: "verification" }];
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
};

export const zendesk = (options: ZendeskOptions = {}): ServiceUse => ({ service: "zendesk", options });
