/** Proofpoint Enterprise (Protection Server, Email Protection): sends on with the client's own domain in MAIL FROM. */
import { z } from "zod";
import type { LocalFinding } from "../finding.ts";
import { commonOptions, dkimKeys } from "./common-options.ts";
import { dkimMissing, keySelectors } from "./contribution-parts.ts";
import { defineService } from "./define-service.ts";
import type { SendingDomain } from "./service.ts";

const hostedSpf = "include:%{ir}.%{v}.%{d}.spf.has.pphosted.com";

/** The name `_spf.pphosted.com`, which lists on the web show, does not exist. */
export const proofpointEnterprise = defineService({
  id: "proofpoint-enterprise",
  name: "Proofpoint Enterprise",
  category: "gateway",
  docs: "https://help.proofpoint.com/",
  source: "Public zones for both forms of the include; the form of the MX hosts is common knowledge",
  lastVerified: "2026-11-24",
  alignment: { spf: "yes", dkim: "yes" },
  traces: {
    spf: ["include:spf-*.pphosted.com", hostedSpf],
    mx: ["mxa-*.gslb.pphosted.com", "mxb-*.gslb.pphosted.com"],
  },
  options: z
    .strictObject({
      ...commonOptions,
      /** The eight hexadecimal digits of the cluster, as in `mxa-00909a01.gslb.pphosted.com`. */
      cluster: z
        .string()
        .regex(/^[0-9a-f]{8}$/, "expected the eight hexadecimal digits of the cluster, such as 00909a01")
        .optional(),
      /** Hosted SPF: one include with macros, in place of the cluster's, behind which Proofpoint keeps all senders. */
      hostedSpf: z.boolean().optional(),
      /** Selector → key, from Email Protection ▸ Email Authentication ▸ DKIM Signing. */
      dkim: dkimKeys,
    })
    .refine(
      given => given.cluster !== undefined || given.hostedSpf === true,
      "expected cluster, or hostedSpf: true where Proofpoint hosts the SPF record",
    ),
  contribute({ cluster, hostedSpf: hosted, dkim: keys }, at) {
    const dkim = keySelectors(keys);
    return {
      spf: [hosted === true ? hostedSpf : `include:spf-${cluster}.pphosted.com`],
      dkim,
      findings: [
        ...dkimMissing(dkim, at, { name: "Proofpoint", where: "in the Protection Server's console" }),
        ...(hosted === true ? [allSendersThere(at)] : []),
      ],
    };
  },
});

const allSendersThere = (at: SendingDomain): LocalFinding => ({
  id: "service-proofpoint-enterprise-hosted-spf",
  severity: "info",
  name: at.domain,
  message:
    "Hosted SPF answers for all senders known to Proofpoint, through macros that depend on each message: its addresses " +
    "can be neither listed here nor flattened.",
  cite: "RFC 7208 §7",
  fix: "Keep the senders at Proofpoint in step with this spec; their own includes may then go.",
});
