/** Exclaimer: puts signatures under mail of Microsoft 365 or Google, sent with the client's own domain in MAIL FROM. */
import { z } from "zod";
import { commonOptions } from "./common-options.ts";
import { defineService } from "./define-service.ts";

/**
 * Mail goes back to the mailbox host, which signs after the text was changed: DKIM stays there, and that host has to be
 * declared beside it.
 */
export const exclaimer = defineService({
  id: "exclaimer",
  name: "Exclaimer (signature relay)",
  category: "gateway",
  docs: "https://support.exclaimer.com/hc/en-gb/articles/4404775962641",
  source: "Exclaimer help article 4404775962641 on the SPF record; a public zone for a region's name",
  lastVerified: "2026-11-24",
  alignment: { spf: "yes", dkim: "no" },
  traces: { spf: ["include:spf.*.exclaimer.net"] },
  options: z.strictObject({
    ...commonOptions,
    /** The region code of the subscription, from the Exclaimer portal ▸ Settings: `uk1`. */
    region: z.string().regex(/^[a-z]{2,3}\d{0,2}$/, "expected the region code, such as uk1"),
  }),
  contribute({ region }) {
    return { spf: [`include:spf.${region}.exclaimer.net`] };
  },
});
