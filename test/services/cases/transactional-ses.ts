/** Amazon SES and the services that send through it. */
import { amazonSes } from "../../../src/services/amazon-ses.ts";
import { loops } from "../../../src/services/loops.ts";
import { resend } from "../../../src/services/resend.ts";
import { trustifi } from "../../../src/services/trustifi.ts";
import type { Refusal, ServiceCase } from "../service-case.ts";

const key = "MIIBIjANBgkq";
const noInclude = "info spf-include-not-needed";
const noDkim = "warning service-dkim-missing";
const notRelative = "error service-name-not-relative";

const tokens = ["aaaaaaaaaaaaaaaaaaaa", "bbbbbbbbbbbbbbbbbbbb", "cccccccccccccccccccc"];
const sesDkim = (zone: string) => tokens.map(token => ({ selector: token, cname: `${token}.${zone}` }));
const bounce = (name: string, region: string) => ({
  name,
  spf: ["include:amazonses.com"],
  mx: [{ role: "mx-a", preference: 10, exchange: `feedback-smtp.${region}.amazonses.com` }],
});

const regionsWithZone = [
  "af-south-1",
  "ap-northeast-3",
  "ap-south-2",
  "ap-southeast-3",
  "ap-southeast-5",
  "ca-west-1",
  "eu-central-2",
  "eu-south-1",
  "il-central-1",
  "me-central-1",
  "us-gov-east-1",
] as const;

export const transactionalSesCases: readonly ServiceCase[] = [
  {
    name: "amazon-ses with tokens, a key of the client's and MAIL FROM",
    use: amazonSes({ region: "eu-west-1", dkimTokens: tokens, dkim: { own: key }, mailFrom: "bounce" }),
    expected: {
      dkim: [...sesDkim("dkim.amazonses.com"), { selector: "own", key }],
      returnPaths: [bounce("bounce", "eu-west-1")],
    },
  },
  {
    name: "amazon-ses without MAIL FROM",
    use: amazonSes({ region: "eu-west-1", dkimTokens: tokens }),
    expected: { dkim: sesDkim("dkim.amazonses.com") },
  },
  {
    name: "amazon-ses in a region with a DKIM zone of its own, with the include asked for",
    use: amazonSes({ region: "eu-central-2", dkimTokens: tokens, apexInclude: true }),
    expected: { dkim: sesDkim("dkim.eu-central-2.amazonses.com"), says: [noInclude] },
  },
  {
    name: "amazon-ses with a key of the client's alone, with the include asked for",
    use: amazonSes({ region: "us-gov-west-1", dkim: { own: key }, mailFrom: "bounce", apexInclude: true }),
    expected: {
      dkim: [{ selector: "own", key }],
      returnPaths: [bounce("bounce", "us-gov-west-1")],
      says: [noInclude],
    },
  },
  { name: "amazon-ses without DKIM", use: amazonSes({ region: "us-east-1" }), expected: { says: [noDkim] } },
  {
    name: "amazon-ses with MAIL FROM given in full",
    use: amazonSes({ region: "eu-west-1", dkimTokens: tokens, mailFrom: "bounce.client.example" }),
    expected: {
      dkim: sesDkim("dkim.amazonses.com"),
      returnPaths: [bounce("bounce.client.example", "eu-west-1")],
      says: [notRelative],
    },
  },
  ...regionsWithZone.map(region => ({
    name: `amazon-ses signs under a DKIM zone of its own in ${region}`,
    use: amazonSes({ region, dkimTokens: tokens }),
    expected: { dkim: sesDkim(`dkim.${region}.amazonses.com`) },
  })),
  {
    name: "resend with a return path of another name",
    use: resend({ region: "eu-west-1", dkim: { resend: key }, returnPath: "outbound" }),
    expected: { dkim: [{ selector: "resend", key }], returnPaths: [bounce("outbound", "eu-west-1")] },
  },
  {
    name: "resend before DKIM is set up",
    use: resend({ region: "us-east-1", dkim: {} }),
    expected: { returnPaths: [bounce("send", "us-east-1")], says: [noDkim] },
  },
  {
    name: "resend with the return path given in full",
    use: resend({ region: "sa-east-1", dkim: { resend: key }, returnPath: "send.client.example" }),
    expected: {
      dkim: [{ selector: "resend", key }],
      returnPaths: [bounce("send.client.example", "sa-east-1")],
      says: [notRelative],
    },
  },
  {
    name: "loops",
    use: loops({ dkimTokens: tokens }),
    expected: { dkim: sesDkim("dkim.amazonses.com"), returnPaths: [bounce("envelope", "us-east-1")] },
  },
  {
    name: "trustifi with its proof of ownership",
    use: trustifi({ dkimTokens: tokens, verification: "q1W2e3R4t5Y6u7I8o9P0a1S2d3F4g5H6j7K8l9Z0x1c=" }),
    expected: {
      dkim: sesDkim("dkim.amazonses.com"),
      returnPaths: [bounce("trustifi", "us-east-1")],
      names: [
        {
          name: "_amazonses",
          type: "TXT",
          text: "q1W2e3R4t5Y6u7I8o9P0a1S2d3F4g5H6j7K8l9Z0x1c=",
          role: "verification-trustifi",
        },
      ],
    },
  },
  {
    name: "trustifi, long verified",
    use: trustifi({ dkimTokens: tokens }),
    expected: { dkim: sesDkim("dkim.amazonses.com"), returnPaths: [bounce("trustifi", "us-east-1")] },
  },
];

export const transactionalSesRefusals: readonly Refusal[] = [
  {
    name: "an endpoint as region",
    use: { service: "amazon-ses", options: { region: "Ireland" } },
    message: "region: expected an AWS region",
  },
  {
    name: "a region with a slip in it",
    use: { service: "amazon-ses", options: { region: "eu-wset-1" } },
    message: "region: expected an AWS region",
  },
  {
    name: "two tokens",
    use: amazonSes({ region: "eu-west-1", dkimTokens: tokens.slice(0, 2) }),
    message: "dkimTokens: expected the three",
  },
  {
    name: "a token with its suffix",
    use: amazonSes({ region: "eu-west-1", dkimTokens: [...tokens.slice(0, 2), "ccccccccccccc._domainkey"] }),
    message: "dkimTokens.2: expected the token alone",
  },
  {
    name: "a region of SES in words",
    use: { service: "resend", options: { region: "North Virginia", dkim: { resend: key } } },
    message: "region: expected an AWS region",
  },
  { name: "one token", use: loops({ dkimTokens: tokens.slice(0, 1) }), message: "dkimTokens: expected the three" },
  {
    name: "a value in quotes",
    use: trustifi({ dkimTokens: tokens, verification: '"q1W2e3R4"' }),
    message: "verification: expected the value at _amazonses alone",
  },
];
