/** Amazon SES: one region's sending identity, signed by Easy DKIM, with a MAIL FROM of the client's own if wanted. */
import { z } from "zod";
import type { DkimKeyInput } from "../dkim/key-record.ts";
import { commonOptions, dkimKeys, relativeName } from "./common-options.ts";
import { dkimMissing, includeNotNeeded, keySelectors, notRelative } from "./contribution-parts.ts";
import type { CommonOptions, DkimSelector, Service, ServiceUse } from "./service.ts";

export interface AmazonSesOptions extends CommonOptions {
  /** `eu-west-1`. Tokens and MAIL FROM belong to one region: declare the service once for each. */
  readonly region: string;
  /** The three Easy DKIM tokens, from the identity's Authentication tab. */
  readonly dkimTokens?: readonly string[] | undefined;
  /** Selector → key, where the identity brings its own DKIM key (BYODKIM, RSA 1024 to 2048 bits) instead of tokens. */
  readonly dkim?: Readonly<Record<string, DkimKeyInput>> | undefined;
  /**
   * The custom MAIL FROM name below the identity: `bounce`. Without it SPF passes for amazonses.com and never aligns.
   * The name must neither send nor receive other mail: it has exactly one MX, so give each region a name of its own.
   */
  readonly mailFrom?: string | undefined;
  /** Adds nothing: a Finding says why. */
  readonly apexInclude?: boolean | undefined;
}

/** Regions opened later sign under a zone of their own; all others under dkim.amazonses.com. */
const regionalDkim: ReadonlySet<string> = new Set(
  (
    "af-south-1 ap-northeast-3 ap-south-2 ap-southeast-3 ap-southeast-5 ca-west-1 " +
    "eu-central-2 eu-south-1 il-central-1 me-central-1 us-gov-east-1"
  ).split(" "),
);

export const amazonSesService: Service<AmazonSesOptions> = {
  id: "amazon-ses",
  name: "Amazon SES",
  docs: "https://docs.aws.amazon.com/ses/latest/dg/mail-from.html",
  source:
    "Amazon SES developer guide: custom MAIL FROM, regions, Easy DKIM; AWS General Reference for regional DKIM zones",
  lastVerified: "2026-08-20",
  alignment: { spf: "option", dkim: "yes" },
  options: z.strictObject({
    ...commonOptions,
    region: z.string().regex(/^[a-z]{2}(-[a-z]+)+-\d$/, "expected an AWS region such as eu-west-1"),
    dkimTokens: z
      .array(z.string().regex(/^[a-z0-9]{16,63}$/, "expected the token alone, lower-case letters and digits"))
      .length(3, "expected the three Easy DKIM tokens")
      .optional(),
    dkim: dkimKeys.optional(),
    mailFrom: relativeName.optional(),
    apexInclude: z.boolean().optional(),
  }),
  contribute({ region, dkimTokens, dkim: keys, mailFrom, apexInclude }, at) {
    const zone = regionalDkim.has(region) ? `dkim.${region}.amazonses.com` : "dkim.amazonses.com";
    const tokens = (dkimTokens ?? []).map((token): DkimSelector => ({ selector: token, cname: `${token}.${zone}` }));
    const dkim = [...tokens, ...keySelectors(keys)];
    const feedback = { role: "mx-a", preference: 10, exchange: `feedback-smtp.${region}.amazonses.com` };
    const envelope = mailFrom === undefined ? "a name under amazonses.com" : `${mailFrom}.${at.domain}`;
    return {
      dkim,
      returnPaths: mailFrom === undefined ? [] : [{ name: mailFrom, spf: ["include:amazonses.com"], mx: [feedback] }],
      findings: [
        ...dkimMissing(dkim, at, { name: "Amazon SES", where: "on the identity" }),
        ...notRelative("mailFrom", mailFrom, at),
        ...includeNotNeeded(apexInclude, at, { name: "Amazon SES", include: "amazonses.com", envelope }),
      ],
    };
  },
};

export const amazonSes = (options: AmazonSesOptions): ServiceUse => ({ service: "amazon-ses", options });
