/** What Mailgun's two forms share: whatever does not hang on who holds the DKIM keys. */
import { z } from "zod";
import { hostBelow, relativeName } from "./common-options.ts";
import { dkimMissing, includeNotNeeded, notRelative, trackingName } from "./contribution-parts.ts";
import { exchanges, mxLeftOut } from "./return-path-parts.ts";
import type { Contribution, DkimSelector, SendingDomain, Traces } from "./service.ts";

export const mailgunTraces = {
  spf: ["include:mailgun.org"],
  dkimTargets: ["pdk*._domainkey.*.dkim*.mailgun.com"],
  targets: ["mailgun.org", "eu.mailgun.org"],
  mx: ["mxa.mailgun.org", "mxb.mailgun.org", "mxa.eu.mailgun.org", "mxb.eu.mailgun.org"],
  domains: ["mailgun.org"],
} satisfies Traces;

export const mailgunOptions = {
  /** Where the domain lives; `us` is the default. */
  region: z.enum(["us", "eu"]).optional(),
  /** Publishes Mailgun's MX at the sending domain, for inbound routes. With `subdomain` alone: a Finding says why. */
  inbound: z.boolean().optional(),
  /** The name for open and click tracking, `email`. */
  tracking: relativeName.optional(),
  /** With `subdomain`, adds nothing at the policy domain: a Finding says why. */
  apexInclude: z.boolean().optional(),
};

/** What stands behind `pdk1._domainkey.` in the CNAME target, such as `9d876.dkim1.mailgun.com`. */
export const securityHost = hostBelow(["mailgun.com", "mailgun.org"], "9d876.dkim1.mailgun.com");

/** The two selectors of Automatic Sender Security, whose keys Mailgun changes by itself. */
export function securitySelectors(host: string): readonly DkimSelector[] {
  return ["pdk1", "pdk2"].map(selector => ({ selector, cname: `${selector}._domainkey.${host}` }));
}

type MailgunUse = { readonly subdomain?: string | undefined } & {
  readonly [Option in keyof typeof mailgunOptions]?: z.output<(typeof mailgunOptions)[Option]>;
};

export function mailgunContribution(
  { region, inbound, tracking, apexInclude, subdomain }: MailgunUse,
  dkim: readonly DkimSelector[],
  at: SendingDomain,
): Contribution {
  const host = region === "eu" ? "eu.mailgun.org" : "mailgun.org";
  const mx = exchanges([
    [10, `mxa.${host}`],
    [10, `mxb.${host}`],
  ]);
  return {
    // The include is mailgun.org in both regions.
    spf: ["include:mailgun.org"],
    dkim,
    returnPaths: inbound === true && subdomain !== undefined ? [{ name: "", spf: [], mx }] : [],
    names: trackingName(tracking, host),
    findings: [
      ...dkimMissing(dkim, at, { name: "Mailgun", where: "for the domain at Mailgun" }),
      ...notRelative("tracking", tracking, at),
      ...(inbound === true ? mxLeftOut(subdomain, at, { id: "mailgun", name: "Mailgun" }) : []),
      ...includeNotNeeded(apexInclude === true && subdomain !== undefined, at, {
        name: "Mailgun",
        include: "mailgun.org",
        envelope: at.domain,
      }),
    ],
  };
}
