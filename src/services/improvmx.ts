/** ImprovMX: forwards mail and sends by SMTP with the client's own domain in MAIL FROM; keys are held by ImprovMX. */
import { z } from "zod";
import { commonOptions } from "./common-options.ts";
import { cnameSelectors } from "./contribution-parts.ts";
import { defineService } from "./define-service.ts";

/** Nothing differs from account to account. */
export const improvmx = defineService({
  id: "improvmx",
  name: "ImprovMX",
  category: "forwarding",
  docs: "https://improvmx.com/guides/why-does-improvmx-need-spf",
  source: "Domain Connect template improvmx.com.email; ImprovMX guide on why it needs SPF (MAIL FROM)",
  lastVerified: "2026-08-20",
  alignment: { spf: "yes", dkim: "yes" },
  traces: {
    spf: ["include:spf.improvmx.com"],
    selectors: ["dkimprovmx1", "dkimprovmx2"],
    dkimTargets: ["dkimprovmx1.improvmx.com", "dkimprovmx2.improvmx.com"],
    mx: ["mx1.improvmx.com", "mx2.improvmx.com"],
    domains: ["improvmx.com"],
  },
  options: z.strictObject({ ...commonOptions }),
  contribute() {
    return {
      spf: ["include:spf.improvmx.com"],
      dkim: cnameSelectors({ dkimprovmx1: "dkimprovmx1.improvmx.com", dkimprovmx2: "dkimprovmx2.improvmx.com" }),
    };
  },
});
