/** Help Scout: answers from the client's support address, signed by keys that Help Scout holds. */
import { z } from "zod";
import { commonOptions } from "./common-options.ts";
import { cnameSelectors } from "./contribution-parts.ts";
import { defineService } from "./define-service.ts";

/** Nothing differs from account to account. */
export const helpScout = defineService({
  id: "help-scout",
  name: "Help Scout",
  category: "helpdesk",
  docs: "https://docs.helpscout.com/",
  source: "Public zones for both CNAMEs; the SPF name stands in public vendor tables",
  lastVerified: "2026-11-24",
  // Whether MAIL FROM is the client's domain, so that the include does something, no source says.
  alignment: { spf: "unconfirmed", dkim: "yes" },
  traces: {
    spf: ["include:helpscoutemail.com"],
    selectors: ["strong1", "strong2"],
    dkimTargets: ["strong1._domainkey.helpscout.net", "strong2._domainkey.helpscout.net"],
    domains: ["helpscoutemail.com"],
  },
  options: z.strictObject({ ...commonOptions }),
  contribute() {
    return {
      spf: ["include:helpscoutemail.com"],
      dkim: cnameSelectors({
        strong1: "strong1._domainkey.helpscout.net",
        strong2: "strong2._domainkey.helpscout.net",
      }),
    };
  },
});
