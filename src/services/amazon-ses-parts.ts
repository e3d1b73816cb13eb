/** What Amazon SES and the services built on it share: the MAIL FROM name and the zones of Easy DKIM. */
import { z } from "zod";
import type { DkimSelector, ReturnPath } from "./service.ts";

/** Regions opened later sign under a zone of their own; all others under dkim.amazonses.com. */
const regionalDkim: ReadonlySet<string> = new Set(
  (
    "af-south-1 ap-northeast-3 ap-south-2 ap-southeast-3 ap-southeast-5 ca-west-1 " +
    "eu-central-2 eu-south-1 il-central-1 me-central-1 us-gov-east-1"
  ).split(" "),
);

export const sesRegion = z.string().regex(/^[a-z]{2}(-[a-z]+)+-\d$/, "expected an AWS region such as eu-west-1");

/** The three tokens of one identity, as the console shows them in front of `._domainkey`. */
export const sesTokens = z
  .array(z.string().regex(/^[a-z0-9]{16,63}$/, "expected the token alone, lower-case letters and digits"))
  .length(3, "expected the three Easy DKIM tokens");

export function sesSelectors(tokens: readonly string[], region: string): readonly DkimSelector[] {
  const zone = regionalDkim.has(region) ? `dkim.${region}.amazonses.com` : "dkim.amazonses.com";
  return tokens.map(token => ({ selector: token, cname: `${token}.${zone}` }));
}

/** A MAIL FROM name has exactly one MX: SES fails the identity when it finds another beside its own. */
export function sesReturnPath(name: string, region: string): ReturnPath {
  const feedback = { role: "mx-a", preference: 10, exchange: `feedback-smtp.${region}.amazonses.com` };
  return { name, spf: ["include:amazonses.com"], mx: [feedback] };
}
