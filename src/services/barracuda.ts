/** Barracuda Email Gateway Defense: sends on with the client's own domain in MAIL FROM. */
import { z } from "zod";
import { commonOptions } from "./common-options.ts";
import { defineService } from "./define-service.ts";

/** It adds no signature of its own: DKIM stays with the mailbox host, which has to be declared beside it. */
export const barracuda = defineService({
  id: "barracuda",
  name: "Barracuda Email Gateway Defense",
  category: "gateway",
  docs: "https://campus.barracuda.com/doc/96022990/",
  source: "Public zones for the include of each region and for the form of the MX hosts",
  lastVerified: "2026-11-24",
  alignment: { spf: "yes", dkim: "no" },
  traces: {
    spf: ["include:spf.ess.barracudanetworks.com", "include:spf.ess.*.barracudanetworks.com"],
    mx: [
      "d*a.ess.barracudanetworks.com",
      "d*b.ess.barracudanetworks.com",
      "d*a.ess.*.barracudanetworks.com",
      "d*b.ess.*.barracudanetworks.com",
    ],
  },
  options: z.strictObject({
    ...commonOptions,
    /** Where the account lives: the letters behind `ess.` in its MX hosts; `us` where there are none. */
    region: z.enum(["us", "au", "ca", "de", "in", "uk"]),
  }),
  contribute({ region }) {
    return { spf: [`include:spf.ess.${region === "us" ? "" : `${region}.`}barracudanetworks.com`] };
  },
});
