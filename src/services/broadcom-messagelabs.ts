/** Broadcom (Symantec) Email Security.cloud, once MessageLabs: sends on with the client's own domain in MAIL FROM. */
import { z } from "zod";
import { commonOptions, dkimKeys } from "./common-options.ts";
import { keySelectors } from "./contribution-parts.ts";
import { defineService } from "./define-service.ts";

export const broadcomMessagelabs = defineService({
  id: "broadcom-messagelabs",
  name: "Broadcom/Symantec Email Security.cloud",
  category: "gateway",
  docs: "https://knowledge.broadcom.com/external/article/161394/implement-spf-records-for-email-security.html",
  source: "Broadcom knowledge article 161394 on SPF records for Email Security.cloud",
  lastVerified: "2026-11-24",
  // Whether it signs for the client, or leaves that to the mailbox host, no source says.
  alignment: { spf: "yes", dkim: "unconfirmed" },
  traces: { spf: ["include:spf.messagelabs.com"] },
  options: z.strictObject({
    ...commonOptions,
    /** Selector → key, where the console shows one; else DKIM stays with the mailbox host. */
    dkim: dkimKeys.optional(),
  }),
  contribute({ dkim }) {
    return { spf: ["include:spf.messagelabs.com"], dkim: keySelectors(dkim) };
  },
});
