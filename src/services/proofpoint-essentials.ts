/** Proofpoint Essentials: a gateway that sends on with the client's own domain in MAIL FROM. */
import { z } from "zod";
import { commonOptions, dkimKeys } from "./common-options.ts";
import { clientKeys } from "./contribution-parts.ts";
import { defineService } from "./define-service.ts";

/** An `a` mechanism in place of an include: one look-up all the same (RFC 7208 §4.6.4). */
export const proofpointEssentials = defineService({
  id: "proofpoint-essentials",
  name: "Proofpoint Essentials",
  category: "gateway",
  docs: "https://support.proofpointessentials.com/",
  source: "Proofpoint Essentials knowledge base article 127 on spoofing (terms of US and EU); public zones for the MX",
  lastVerified: "2026-11-24",
  alignment: { spf: "yes", dkim: "yes" },
  traces: {
    spf: ["a:dispatch-us.ppe-hosted.com", "a:dispatch-eu.ppe-hosted.com"],
    mx: ["mx1-*.ppe-hosted.com", "mx2-*.ppe-hosted.com"],
  },
  options: z.strictObject({
    ...commonOptions,
    /** The platform: the letters in its MX hosts, `us` in `mx1-us1.ppe-hosted.com`. */
    region: z.enum(["us", "eu"]),
    /** Selector → key, from Administration ▸ Account Management ▸ Domains ▸ DKIM. */
    dkim: dkimKeys,
  }),
  contribute({ region, dkim }, at) {
    return {
      spf: [`a:dispatch-${region}.ppe-hosted.com`],
      ...clientKeys(dkim, at, { name: "Proofpoint Essentials", where: "for the domain in its console" }),
    };
  },
});
