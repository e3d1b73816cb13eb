/** MailerSend: return path and selectors are CNAMEs to mailersend.net, where SPF and keys stand. */
import { z } from "zod";
import type { LocalFinding } from "../finding.ts";
import { commonOptions, dkimKeys, hostBelow, relativeName } from "./common-options.ts";
import { cnameSelectors, dkimMissing, includeNotNeeded, keySelectors, notRelative } from "./contribution-parts.ts";
import { defineService } from "./define-service.ts";
import type { SendingDomain } from "./service.ts";

const assumed = { mlsend2: "mlsend2._domainkey.mailersend.net" };

export const mailersend = defineService({
  id: "mailersend",
  name: "MailerSend",
  category: "transactional",
  docs: "https://www.mailersend.com/help/how-to-verify-and-authenticate-a-sending-domain",
  source: "Domain Connect templates mailersend.com.mailersend-email and mailersend-email-new; values from public zones",
  lastVerified: "2026-08-20",
  alignment: { spf: "yes", dkim: "yes" },
  traces: {
    spf: ["include:_spf.mailersend.net"],
    selectors: ["mlsend", "mlsend2"],
    dkimTargets: ["*._domainkey.mailersend.net"],
    targets: ["mailersend.net"],
    mx: ["inbound.mailersend.net"],
    domains: ["mailersend.net"],
  },
  options: z.strictObject({
    ...commonOptions,
    /** Selector → target, from the domain's DNS records. Without it `mlsend2` is taken, which newer domains lack. */
    dkim: z.record(z.string(), hostBelow(["mailersend.net"], "mlsend2._domainkey.mailersend.net")).optional(),
    /** Older domains: selector `mlsend` → key, in place of the CNAME or beside it until the move is done. */
    oldKey: dkimKeys.optional(),
    /** The name of the return path, if another than `mta` was chosen. */
    returnPath: relativeName.optional(),
    /** Adds nothing, though MailerSend's console lists the include: a Finding says why. */
    apexInclude: z.boolean().optional(),
  }),
  contribute({ dkim: targets, oldKey, returnPath = "mta", apexInclude }, at) {
    const guessed = targets === undefined && oldKey === undefined;
    const dkim = [...cnameSelectors(targets ?? (guessed ? assumed : {})), ...keySelectors(oldKey)];
    return {
      dkim,
      returnPaths: [{ name: returnPath, cname: "mailersend.net" }],
      findings: [
        ...dkimMissing(dkim, at, { name: "MailerSend", where: "for the domain at MailerSend" }),
        ...(guessed ? [assumedSelector(at)] : []),
        ...(oldKey === undefined ? [] : [keyToMove(at)]),
        ...notRelative("returnPath", returnPath, at),
        ...includeNotNeeded(apexInclude, at, {
          name: "MailerSend",
          include: "_spf.mailersend.net",
          envelope: `${returnPath}.${at.domain}`,
        }),
      ],
    };
  },
});

const assumedSelector = (at: SendingDomain): LocalFinding => ({
  id: "service-mailersend-dkim-assumed",
  severity: "info",
  name: at.domain,
  message:
    "The selector mlsend2 is assumed; MailerSend gives newer domains others and asks older ones to move to them.",
  cite: "MailerSend: how to verify and authenticate a sending domain",
  fix: "Copy the selectors and targets from the domain's DNS records into `dkim`.",
});

const keyToMove = (at: SendingDomain): LocalFinding => ({
  id: "service-mailersend-old-key",
  severity: "info",
  name: at.domain,
  message: "The key is published as TXT, a form that MailerSend asks older domains to move away from.",
  cite: "MailerSend: how to verify and authenticate a sending domain",
  fix: "Give the CNAME targets of the domain's DNS records in `dkim`, and remove `oldKey` once they are verified.",
});
