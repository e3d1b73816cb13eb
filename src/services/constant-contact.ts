/** Constant Contact: self-authentication by DKIM; MAIL FROM is under ccsend.com, so DMARC rests on DKIM alone. */
import { z } from "zod";
import { commonOptions, dkimKeys, hostName } from "./common-options.ts";
import { cnameSelectors, dkimMissing, includeNotNeeded, keySelectors } from "./contribution-parts.ts";
import { defineService } from "./define-service.ts";

const usual = { ctct1: "100._domainkey.dkim1.ccsend.com", ctct2: "200._domainkey.dkim2.ccsend.com" };

/** Constant Contact wants a DMARC policy record as well; every domain planned here has one. */
export const constantContact = defineService({
  id: "constant-contact",
  name: "Constant Contact",
  category: "marketing",
  docs: "https://knowledgebase.constantcontact.com/email-digital-marketing/articles/KnowledgeBase/5932-self-publishing-for-authentication",
  source: "Domain Connect template constantcontact.com.email; the targets as seen in public zones",
  lastVerified: "2026-08-20",
  alignment: { spf: "no", dkim: "yes" },
  traces: {
    spf: ["include:spf.constantcontact.com"],
    selectors: ["ctct1", "ctct2"],
    dkimTargets: ["*._domainkey.dkim1.ccsend.com", "*._domainkey.dkim2.ccsend.com"],
    domains: ["ccsend.com"],
  },
  options: z.strictObject({
    ...commonOptions,
    /**
     * Selector → CNAME target, from Account settings ▸ Advanced settings ▸ Self-authentication, when they are others than
     * `ctct1` and `ctct2` with `100._domainkey.dkim1.ccsend.com` and `200._domainkey.dkim2.ccsend.com`.
     */
    dkimTargets: z.record(z.string(), hostName("100._domainkey.dkim1.ccsend.com")).optional(),
    /**
     * Selector → key, for self-authentication by TXT: the only way when another account has the domain authenticated
     * already. No CNAME is published then, unless `dkimTargets` asks for it.
     */
    dkim: dkimKeys.optional(),
    /** Adds nothing: a Finding says why. */
    apexInclude: z.boolean().optional(),
  }),
  contribute({ dkimTargets, dkim: keys, apexInclude }, at) {
    const dkim = [...cnameSelectors(dkimTargets ?? (keys === undefined ? usual : {})), ...keySelectors(keys)];
    return {
      dkim,
      findings: [
        ...dkimMissing(dkim, at, { name: "Constant Contact", where: "under Self-authentication" }),
        ...includeNotNeeded(apexInclude, at, {
          name: "Constant Contact",
          include: "spf.constantcontact.com",
          envelope: "a name under ccsend.com",
        }),
      ],
    };
  },
});
