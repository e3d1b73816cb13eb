/** Services that forward mail, and send in the client's name. */
import { cloudflareEmail } from "../../../src/services/cloudflare-email.ts";
import { forwardEmail } from "../../../src/services/forward-email.ts";
import { improvmx } from "../../../src/services/improvmx.ts";
import { simplelogin } from "../../../src/services/simplelogin.ts";
import type { Refusal, ServiceCase } from "../service-case.ts";

const key = "MIIBIjANBgkq";
const noInclude = "info spf-include-not-needed";
const noDkim = "warning service-dkim-missing";

const simpleloginDkim = [
  { selector: "dkim", cname: "dkim._domainkey.simplelogin.co" },
  { selector: "dkim02", cname: "dkim02._domainkey.simplelogin.co" },
  { selector: "dkim03", cname: "dkim03._domainkey.simplelogin.co" },
];

export const forwardingCases: readonly ServiceCase[] = [
  {
    name: "cloudflare-email with Email Sending",
    use: cloudflareEmail({
      dkim: { "cf2024-1": key },
      sending: { mx: ["route1.mx.cloudflare.net", "route2.mx.cloudflare.net", "route3.mx.cloudflare.net"] },
    }),
    expected: {
      spf: ["include:_spf.mx.cloudflare.net"],
      dkim: [{ selector: "cf2024-1", key }],
      returnPaths: [
        {
          name: "cf-bounce",
          spf: ["include:_spf.mx.cloudflare.net"],
          mx: [
            { role: "mx-a", preference: 10, exchange: "route1.mx.cloudflare.net" },
            { role: "mx-b", preference: 20, exchange: "route2.mx.cloudflare.net" },
            { role: "mx-c", preference: 30, exchange: "route3.mx.cloudflare.net" },
          ],
        },
      ],
    },
  },
  {
    name: "cloudflare-email with Email Sending whose MX is not known",
    use: cloudflareEmail({ dkim: { "cf2024-1": key }, sending: { mx: [] } }),
    expected: {
      spf: ["include:_spf.mx.cloudflare.net"],
      dkim: [{ selector: "cf2024-1", key }],
      returnPaths: [{ name: "cf-bounce", spf: ["include:_spf.mx.cloudflare.net"], mx: [] }],
    },
  },
  {
    name: "cloudflare-email, routing alone, before its key is known",
    use: cloudflareEmail({ dkim: {} }),
    expected: { spf: ["include:_spf.mx.cloudflare.net"], says: [noDkim] },
  },
  {
    name: "forward-email",
    use: forwardEmail({ dkim: { "fe-0a1b2c3d4e": key }, verification: "abc123DEF", apexInclude: false }),
    expected: {
      dkim: [{ selector: "fe-0a1b2c3d4e", key }],
      returnPaths: [{ name: "fe-bounces", cname: "forwardemail.net" }],
      names: [
        {
          name: "",
          type: "TXT",
          text: "forward-email-site-verification=abc123DEF",
          role: "verification-forward-email",
        },
      ],
    },
  },
  {
    name: "forward-email without DKIM, with the include asked for",
    use: forwardEmail({ dkim: {}, apexInclude: true }),
    expected: { returnPaths: [{ name: "fe-bounces", cname: "forwardemail.net" }], says: [noDkim, noInclude] },
  },
  {
    name: "improvmx",
    use: improvmx(),
    expected: {
      spf: ["include:spf.improvmx.com"],
      dkim: [
        { selector: "dkimprovmx1", cname: "dkimprovmx1.improvmx.com" },
        { selector: "dkimprovmx2", cname: "dkimprovmx2.improvmx.com" },
      ],
    },
  },
  {
    name: "simplelogin",
    use: simplelogin({ verification: "abcdefghijklmnop-_0" }),
    expected: {
      spf: ["include:simplelogin.co"],
      dkim: simpleloginDkim,
      names: [{ name: "", type: "TXT", text: "sl-verification=abcdefghijklmnop-_0", role: "verification-simplelogin" }],
    },
  },
  {
    name: "simplelogin, the domain proven before",
    use: simplelogin(),
    expected: { spf: ["include:simplelogin.co"], dkim: simpleloginDkim },
  },
];

export const forwardingRefusals: readonly Refusal[] = [
  {
    name: "an MX of another vendor",
    use: cloudflareEmail({ dkim: {}, sending: { mx: ["mx1.forwardemail.net"] } }),
    message: "sending.mx.0: expected a host name such as route1",
  },
  {
    name: "the whole string of verification",
    use: forwardEmail({ dkim: {}, verification: "forward-email-site-verification=x" }),
    message: "verification: expected the token alone",
  },
  {
    name: "the whole string of verification",
    use: simplelogin({ verification: "sl-verification=x" }),
    message: "verification: expected the token alone",
  },
];
