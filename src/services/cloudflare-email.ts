/** Cloudflare Email Service: Email Routing forwards mail of the domain, Email Sending bounces to `cf-bounce`. */
import { z } from "zod";
import { commonOptions, dkimKeys, hostBelow } from "./common-options.ts";
import { clientKeys } from "./contribution-parts.ts";
import { defineService } from "./define-service.ts";
import { exchanges } from "./return-path-parts.ts";

const include = "include:_spf.mx.cloudflare.net";

/**
 * Where the zone is at Cloudflare and Email Routing is turned on, Cloudflare makes these records itself and locks them:
 * turn that off, or leave the service out of the spec.
 */
export const cloudflareEmail = defineService({
  id: "cloudflare-email",
  name: "Cloudflare Email Routing / Email Sending",
  category: "forwarding",
  docs: "https://developers.cloudflare.com/email-service/configuration/domains/",
  source:
    "Cloudflare Email Service documentation (SPF of both products); public zones for selector, MX and bounce name",
  lastVerified: "2026-11-24",
  // Whether forwarded mail carries the client's domain in MAIL FROM, the sources do not say.
  alignment: { spf: "unconfirmed", dkim: "yes" },
  traces: {
    spf: [include],
    selectors: ["cf2024-1"],
    mx: ["route1.mx.cloudflare.net", "route2.mx.cloudflare.net", "route3.mx.cloudflare.net"],
  },
  options: z.strictObject({
    ...commonOptions,
    /** Selector → key, from Email ▸ Settings ▸ DNS records; the selector is `cf2024-1` and many zones share its key. */
    dkim: dkimKeys,
    /**
     * Email Sending is used as well: publishes the SPF of its bounce name `cf-bounce` and the MX hosts that the dashboard
     * shows for it, first one first. Cloudflare assigns them, up to three.
     */
    sending: z
      .strictObject({ mx: z.array(hostBelow(["mx.cloudflare.net"], "route1.mx.cloudflare.net")).max(3) })
      .optional(),
  }),
  contribute({ dkim, sending }, at) {
    const mx = (sending?.mx ?? []).map((host, index) => [10 * (index + 1), host] as const);
    return {
      spf: [include],
      ...clientKeys(dkim, at, { name: "Cloudflare Email", where: "in the Cloudflare dashboard" }),
      returnPaths: sending === undefined ? [] : [{ name: "cf-bounce", spf: [include], mx: exchanges(mx) }],
    };
  },
});
