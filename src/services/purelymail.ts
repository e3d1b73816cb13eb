/** Purelymail: mailboxes that send with the client's own domain in MAIL FROM; keys are held by Purelymail. */
import { z } from "zod";
import { commonOptions } from "./common-options.ts";
import { cnameSelectors } from "./contribution-parts.ts";
import { defineService } from "./define-service.ts";
import { verificationText, verificationToken } from "./domain-verification.ts";

/**
 * Leave out the CNAME at `_dmarc` that its page lists: the policy stands there as TXT, and a name with a CNAME can hold
 * nothing else (RFC 1034 §3.6.2).
 */
export const purelymail = defineService({
  id: "purelymail",
  name: "Purelymail",
  category: "mailbox",
  docs: "https://purelymail.com/docs/domainDocs",
  source: "public zones and DNS set-ups that follow Purelymail's page on custom domains",
  lastVerified: "2026-11-24",
  alignment: { spf: "yes", dkim: "yes" },
  traces: {
    spf: ["include:_spf.purelymail.com"],
    selectors: ["purelymail1", "purelymail2", "purelymail3"],
    dkimTargets: ["key*.dkimroot.purelymail.com"],
    targets: ["dmarcroot.purelymail.com"],
    mx: ["mailserver.purelymail.com"],
    txt: ["purelymail_ownership_proof=*"],
  },
  options: z.strictObject({
    ...commonOptions,
    /** What stands behind `purelymail_ownership_proof=`, from Domains ▸ Add new domain; the same for all of an account. */
    verification: verificationToken.optional(),
  }),
  contribute({ verification }) {
    return {
      spf: ["include:_spf.purelymail.com"],
      dkim: cnameSelectors({
        purelymail1: "key1.dkimroot.purelymail.com",
        purelymail2: "key2.dkimroot.purelymail.com",
        purelymail3: "key3.dkimroot.purelymail.com",
      }),
      names: verificationText("purelymail", "purelymail_ownership_proof=", verification),
    };
  },
});
