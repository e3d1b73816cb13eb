/**
 * Microsoft 365 (Exchange Online): mailboxes that send with the client's own domain in MAIL FROM; DKIM by CNAME only.
 */
import { z } from "zod";
import { canonicalName } from "../dns/owner-name.ts";
import type { LocalFinding } from "../finding.ts";
import { commonOptions, hostName } from "./common-options.ts";
import { cnameSelectors, dashed, dkimMissing, targetMismatch } from "./contribution-parts.ts";
import { defineService } from "./define-service.ts";
import { verificationText } from "./domain-verification.ts";
import type { SendingDomain } from "./service.ts";

const clouds = {
  worldwide: { include: "spf.protection.outlook.com", tenants: "onmicrosoft.com" },
  "gcc-high": { include: "spf.protection.office365.us", tenants: "onmicrosoft.us" },
  china: { include: "spf.protection.partner.outlook.cn", tenants: "partner.onmschina.cn" },
} as const;

const vendor = { id: "microsoft-365", cite: "Microsoft 365: configure DKIM", place: "the Defender portal" };

const dkimTarget = hostName("selector1-client-example._domainkey.clientexample.n-v1.dkim.mail.microsoft");

export const microsoft365 = defineService({
  id: "microsoft-365",
  name: "Microsoft 365 / Exchange Online",
  category: "mailbox",
  docs: "https://learn.microsoft.com/defender-office-365/email-authentication-dkim-configure",
  source:
    "Microsoft's Defender documentation on SPF and DKIM; Domain Connect template microsoft.com.o365; public zones",
  lastVerified: "2026-08-20",
  alignment: { spf: "yes", dkim: "option" },
  traces: {
    spf: Object.values(clouds).map(({ include }) => `include:${include}`),
    selectors: ["selector1", "selector2"],
    dkimTargets: [
      "selector*._domainkey.*.onmicrosoft.com",
      "selector*._domainkey.*.onmicrosoft.us",
      "selector*._domainkey.*.partner.onmschina.cn",
      "**.dkim.mail.microsoft",
    ],
    mx: ["*.mail.protection.outlook.com", "**.mx.microsoft"],
    // A domain without DKIM of its own is signed by the tenant's first domain, which then stands in d=.
    domains: ["onmicrosoft.com", "onmicrosoft.us", "partner.onmschina.cn"],
    txt: ["ms=ms*"],
  },
  options: z.strictObject({
    ...commonOptions,
    /**
     * The tenant's first domain, `clientexample.onmicrosoft.com`. Without `dkim`, the targets of domains added before May
     * 2025 are derived from it.
     */
    tenant: z
      .string()
      .regex(
        /^[a-z0-9][a-z0-9-]*\.(onmicrosoft\.com|onmicrosoft\.us|partner\.onmschina\.cn)$/i,
        "expected the tenant's first domain, such as clientexample.onmicrosoft.com",
      )
      .optional(),
    /**
     * The two CNAME targets, from the Defender portal ▸ Email authentication settings ▸ DKIM. Needed for domains added
     * since May 2025, whose targets end in `-v1.dkim.mail.microsoft` and cannot be derived.
     */
    dkim: z.strictObject({ selector1: dkimTarget, selector2: dkimTarget }).optional(),
    /** `gcc-high` is GCC High and DoD, `china` is 21Vianet; everyone else, GCC included, is `worldwide`, the default. */
    cloud: z.enum(["worldwide", "gcc-high", "china"]).optional(),
    /** The string that proves the domain to the tenant, `MS=ms12345678`. */
    verification: z
      .string()
      .regex(/^MS=ms\d+$/i, "expected MS=ms and digits")
      .optional(),
  }),
  contribute(options, at) {
    const { include, tenants } = clouds[options.cloud ?? "worldwide"];
    const tenant = options.tenant === undefined ? undefined : canonicalName(options.tenant);
    const dkim = cnameSelectors(options.dkim ?? (tenant === undefined ? {} : oldTargets(tenant, at)));
    return {
      spf: [`include:${include}`],
      dkim,
      names: verificationText("microsoft-365", "", options.verification),
      findings: [
        ...dkimMissing(dkim, at, { name: "Microsoft 365", where: "in the Defender portal" }),
        ...(options.dkim === undefined && tenant !== undefined ? [derivedTargets(at)] : []),
        ...Object.entries(options.dkim ?? {}).flatMap(([selector, target]) => otherDomain(selector, target, at)),
        ...(tenant === undefined || tenant.endsWith(`.${tenants}`) ? [] : [otherCloud(tenants, at)]),
      ],
    };
  },
});

const oldTargets = (tenant: string, at: SendingDomain): Readonly<Record<string, string>> => ({
  selector1: `selector1-${dashed(at.domain)}._domainkey.${tenant}`,
  selector2: `selector2-${dashed(at.domain)}._domainkey.${tenant}`,
});

const derivedTargets = (at: SendingDomain): LocalFinding => ({
  id: "service-microsoft-365-dkim-derived",
  severity: "info",
  name: at.domain,
  message: "The DKIM targets are derived from the tenant in the form used before May 2025; newer domains have others.",
  cite: "Microsoft 365: configure DKIM",
  fix: "Copy both CNAME values from the Defender portal into `dkim: { selector1, selector2 }`.",
});

/** The target's first label names selector and domain. */
function otherDomain(selector: string, target: string, at: SendingDomain): readonly LocalFinding[] {
  const record = { name: `${selector}._domainkey`, target, start: `${selector}-${dashed(at.domain)}` };
  return targetMismatch(record, at, vendor);
}

const otherCloud = (tenants: string, at: SendingDomain): LocalFinding => ({
  id: "service-microsoft-365-cloud-mismatch",
  severity: "warning",
  name: at.domain,
  message: `Tenants of the chosen cloud end in ${tenants}, but this one does not: the include may be the wrong one.`,
  cite: "Microsoft 365: set up SPF",
  fix: 'Set `cloud` to the tenant\'s own: "worldwide", "gcc-high" or "china".',
});
