/** What Amazon SES and the services built on it share: the MAIL FROM name and the zones of Easy DKIM. */
import { z } from "zod";
import type { DkimSelector, ReturnPath } from "./service.ts";

/** Regions whose DKIM zone is known. A slip in a name would publish a bounce host that does not exist. */
const regions = [
  "af-south-1",
  "ap-northeast-1",
  "ap-northeast-2",
  "ap-northeast-3",
  "ap-south-1",
  "ap-south-2",
  "ap-southeast-1",
  "ap-southeast-2",
  "ap-southeast-3",
  "ap-southeast-5",
  "ca-central-1",
  "ca-west-1",
  "eu-central-1",
  "eu-central-2",
  "eu-north-1",
  "eu-south-1",
  "eu-west-1",
  "eu-west-2",
  "eu-west-3",
  "il-central-1",
  "me-central-1",
  "me-south-1",
  "sa-east-1",
  "us-east-1",
  "us-east-2",
  "us-gov-east-1",
  "us-gov-west-1",
  "us-west-1",
  "us-west-2",
] as const;

type SesRegion = (typeof regions)[number];

/** Regions opened later sign under a zone of their own; all others under dkim.amazonses.com. */
const regionalDkim: ReadonlySet<string> = new Set(
  (
    "af-south-1 ap-northeast-3 ap-south-2 ap-southeast-3 ap-southeast-5 ca-west-1 " +
    "eu-central-2 eu-south-1 il-central-1 me-central-1 us-gov-east-1"
  ).split(" "),
);

export const sesRegion = z.enum(regions, "expected an AWS region that has SES, such as eu-west-1");

/** The three tokens of one identity, as the console shows them in front of `._domainkey`. */
export const sesTokens = z
  .array(z.string().regex(/^[a-z0-9]{16,63}$/, "expected the token alone, lower-case letters and digits"))
  .length(3, "expected the three Easy DKIM tokens");

export function sesSelectors(tokens: readonly string[], region: SesRegion): readonly DkimSelector[] {
  const zone = regionalDkim.has(region) ? `dkim.${region}.amazonses.com` : "dkim.amazonses.com";
  return tokens.map(token => ({ selector: token, cname: `${token}.${zone}` }));
}

/** A MAIL FROM name has exactly one MX: SES fails the identity when it finds another beside its own. */
export function sesReturnPath(name: string, region: SesRegion): ReturnPath {
  const feedback = { role: "mx-a", preference: 10, exchange: `feedback-smtp.${region}.amazonses.com` };
  return { name, spf: ["include:amazonses.com"], mx: [feedback] };
}
