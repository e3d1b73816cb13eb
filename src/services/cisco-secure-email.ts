/** Cisco Secure Email Cloud Gateway (iphmx.com): sends on with the client's own domain in MAIL FROM. */
import { z } from "zod";
import { commonOptions, dkimKeys } from "./common-options.ts";
import { clientKeys } from "./contribution-parts.ts";
import { defineService } from "./define-service.ts";

/**
 * One look-up, whatever the number of gateways: a name is asked for that holds the address of the sender. For a sender that
 * is none of Cisco's it does not exist, which counts as a void look-up (RFC 7208 §4.6.4).
 */
export const ciscoSecureEmail = defineService({
  id: "cisco-secure-email",
  name: "Cisco Secure Email (iphmx)",
  category: "gateway",
  docs: "https://www.cisco.com/c/en/us/support/docs/security/email-security-appliance/213938-understanding-the-ces-spf-record.html",
  source: "Cisco document 213938 on the SPF record of hosted gateways; results of such checks in public mail archives",
  lastVerified: "2026-11-24",
  alignment: { spf: "yes", dkim: "option" },
  traces: { spf: ["exists:%{i}.spf.*.iphmx.com"], mx: ["**.iphmx.com"] },
  options: z.strictObject({
    ...commonOptions,
    /** The allocation name of the cluster, from Cisco's activation letter and the host names: `hc1234-56`. */
    allocation: z
      .string()
      .regex(/^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/, "expected the allocation name, such as hc1234-56"),
    /** Selector → key, from Mail Policies ▸ Signing Profiles. */
    dkim: dkimKeys.optional(),
  }),
  contribute({ allocation, dkim }, at) {
    return {
      spf: [`exists:%{i}.spf.${allocation}.iphmx.com`],
      ...clientKeys(dkim, at, { name: "Cisco Secure Email", where: "in a signing profile of the gateway" }),
    };
  },
});
