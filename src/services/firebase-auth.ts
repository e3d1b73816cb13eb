/** Firebase Authentication: the mail of sign-up and password reset, from a domain of the client's own. */
import { z } from "zod";
import { commonOptions } from "./common-options.ts";
import { cnameSelectors } from "./contribution-parts.ts";
import { defineService } from "./define-service.ts";
import { verificationText } from "./domain-verification.ts";

/** Whose domain stands in MAIL FROM is not documented: count on DKIM until feedback shows SPF aligned. */
export const firebaseAuth = defineService({
  id: "firebase-auth",
  name: "Firebase Authentication",
  category: "transactional",
  docs: "https://firebase.google.com/docs/auth/email-custom-domain",
  source: "Firebase documentation on custom domains for authentication mail; values from public zones",
  lastVerified: "2026-11-24",
  alignment: { spf: "unconfirmed", dkim: "yes" },
  traces: {
    spf: ["include:_spf.firebasemail.com"],
    selectors: ["firebase1", "firebase2"],
    dkimTargets: ["mail-*.dkim*._domainkey.firebasemail.com"],
    domains: ["firebasemail.com"],
    txt: ["firebase=*"],
  },
  options: z.strictObject({
    ...commonOptions,
    /** The project's id: what follows `firebase=` in the TXT string (Authentication ▸ Templates ▸ customise domain). */
    verification: z
      .string()
      .regex(/^[a-z][a-z0-9-]+$/, "expected the project's id alone, without firebase=")
      .optional(),
    /**
     * The label that stands for the domain in the targets, after `mail-`, if the console shows another than the domain
     * with dashes for dots and two dashes for each dash.
     */
    label: z
      .string()
      .regex(/^[a-z0-9-]{1,58}$/, "expected one label, such as client-example")
      .optional(),
  }),
  contribute({ verification, label }, at) {
    const host = `mail-${label ?? at.domain.replaceAll("-", "--").replaceAll(".", "-")}`;
    return {
      spf: ["include:_spf.firebasemail.com"],
      dkim: cnameSelectors({
        firebase1: `${host}.dkim1._domainkey.firebasemail.com`,
        firebase2: `${host}.dkim2._domainkey.firebasemail.com`,
      }),
      names: verificationText("firebase-auth", "firebase=", verification),
    };
  },
});
