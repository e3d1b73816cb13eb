/** Front, for channels that Front itself sends by SMTP. Gmail and Microsoft 365 channels send through those. */
import { z } from "zod";
import { commonOptions, dkimKeys, hostName, relativeName } from "./common-options.ts";
import { cnameSelectors, dkimMissing, keySelectors, notRelative } from "./contribution-parts.ts";
import { defineService } from "./define-service.ts";

/**
 * Front shows the records of each domain and prescribes no name of its own. Its return path aligns SPF in relaxed mode
 * only: leave `dmarc.spfAlignment` relaxed.
 */
export const front = defineService({
  id: "front",
  name: "Front (SMTP channels)",
  category: "helpdesk",
  docs: "https://help.front.com/en/articles/2484",
  source: "Front help article 2484 on SPF, DKIM and DMARC (alignment); records are shown for each domain",
  lastVerified: "2026-11-24",
  alignment: { spf: "option", dkim: "option" },
  // No name that Front chooses is known.
  traces: {},
  options: z.strictObject({
    ...commonOptions,
    /** Selector → CNAME target, from Settings ▸ Channels ▸ the channel ▸ domain. */
    dkimTargets: z.record(z.string(), hostName("s1.domainkey.u1234567.wl123.vendor.example")).optional(),
    /** Selector → key, where Front shows a TXT record instead. */
    dkim: dkimKeys.optional(),
    /** The return path, where Front shows one: its name below the domain and its CNAME target. */
    returnPath: z.strictObject({ name: relativeName, target: hostName("u1234567.wl123.vendor.example") }).optional(),
  }),
  contribute({ dkimTargets, dkim: keys, returnPath }, at) {
    const dkim = [...cnameSelectors(dkimTargets ?? {}), ...keySelectors(keys)];
    return {
      dkim,
      returnPaths: returnPath === undefined ? [] : [{ name: returnPath.name, cname: returnPath.target }],
      findings: [
        ...dkimMissing(dkim, at, { name: "Front", where: "for the domain in Front" }),
        ...notRelative("returnPath.name", returnPath?.name, at),
      ],
    };
  },
});
