/** Mailboxes that come with a registrar or a web host. */
import { bluehostEmail } from "../../../src/services/bluehost-email.ts";
import { flockMail } from "../../../src/services/flock-mail.ts";
import { gandi } from "../../../src/services/gandi.ts";
import { godaddyEmail } from "../../../src/services/godaddy-email.ts";
import { hostingerEmail } from "../../../src/services/hostinger-email.ts";
import { infomaniak } from "../../../src/services/infomaniak.ts";
import { ionos } from "../../../src/services/ionos.ts";
import { namecheapPrivateEmail } from "../../../src/services/namecheap-private-email.ts";
import { ovh } from "../../../src/services/ovh.ts";
import { rackspaceEmail } from "../../../src/services/rackspace-email.ts";
import { titan } from "../../../src/services/titan.ts";
import type { Refusal, ServiceCase } from "../service-case.ts";

const key = "MIIBIjANBgkq";
const noDkim = "warning service-dkim-missing";

const ionosDkim = [
  { selector: "s1-ionos", cname: "s1.dkim.ionos.com" },
  { selector: "s2-ionos", cname: "s2.dkim.ionos.com" },
  { selector: "s42582890", cname: "s42582890.dkim.ionos.com" },
];

const hostingerDkim = [
  { selector: "hostingermail-a", cname: "hostingermail-a.dkim.mail.hostinger.com" },
  { selector: "hostingermail-b", cname: "hostingermail-b.dkim.mail.hostinger.com" },
  { selector: "hostingermail-c", cname: "hostingermail-c.dkim.mail.hostinger.com" },
];

/** The first case of each service is its fullest good use. */
export const mailboxHostingCases: readonly ServiceCase[] = [
  {
    name: "ovh with MX Plan",
    use: ovh({
      dkim: {
        "ovhmo-selector-1": "ovhmo-selector-1._domainkey.1234567.ab.dkim.mail.ovh.net",
        "ovhmo-selector-2": "ovhmo-selector-2._domainkey.1234568.ab.dkim.mail.ovh.net",
      },
    }),
    expected: {
      spf: ["include:mx.ovh.com"],
      dkim: [
        { selector: "ovhmo-selector-1", cname: "ovhmo-selector-1._domainkey.1234567.ab.dkim.mail.ovh.net" },
        { selector: "ovhmo-selector-2", cname: "ovhmo-selector-2._domainkey.1234568.ab.dkim.mail.ovh.net" },
      ],
    },
  },
  {
    name: "ovh with Exchange and one target under the wrong selector",
    use: ovh({
      dkim: {
        "ovhex123456-selector1": "OVHEX123456-selector1._domainkey.1675.ac.dkim.mail.ovh.net.",
        "ovhex123456-selector2": "ovhex123456-selector1._domainkey.1675.ac.dkim.mail.ovh.net",
      },
    }),
    expected: {
      spf: ["include:mx.ovh.com"],
      dkim: [
        { selector: "ovhex123456-selector1", cname: "OVHEX123456-selector1._domainkey.1675.ac.dkim.mail.ovh.net." },
        { selector: "ovhex123456-selector2", cname: "ovhex123456-selector1._domainkey.1675.ac.dkim.mail.ovh.net" },
      ],
      says: ["warning service-ovh-target-mismatch"],
    },
  },
  {
    name: "ovh before DKIM is turned on",
    use: ovh({ dkim: {} }),
    expected: { spf: ["include:mx.ovh.com"], says: [noDkim] },
  },
  {
    name: "ionos in the US",
    use: ionos({ region: "us" }),
    expected: { spf: ["include:_spf-us.ionos.com"], dkim: ionosDkim },
  },
  {
    name: "ionos in the EU, as said",
    use: ionos({ region: "eu" }),
    expected: { spf: ["include:_spf-eu.ionos.com"], dkim: ionosDkim },
  },
  {
    name: "ionos in the EU by default",
    use: ionos(),
    expected: { spf: ["include:_spf-eu.ionos.com"], dkim: ionosDkim },
  },
  {
    name: "gandi",
    use: gandi(),
    expected: {
      spf: ["include:_mailcust.gandi.net"],
      dkim: [
        { selector: "gm1", cname: "gm1.gandimail.net" },
        { selector: "gm2", cname: "gm2.gandimail.net" },
        { selector: "gm3", cname: "gm3.gandimail.net" },
      ],
    },
  },
  {
    name: "infomaniak",
    use: infomaniak({ dkim: { "20260214": key } }),
    expected: { spf: ["include:spf.infomaniak.ch"], dkim: [{ selector: "20260214", key }] },
  },
  {
    name: "infomaniak before DKIM is turned on",
    use: infomaniak({ dkim: {} }),
    expected: { spf: ["include:spf.infomaniak.ch"], says: [noDkim] },
  },
  {
    name: "rackspace-email",
    use: rackspaceEmail({ dkim: { "20260214-abc123": key } }),
    expected: { spf: ["include:emailsrvr.com"], dkim: [{ selector: "20260214-abc123", key }] },
  },
  {
    name: "rackspace-email before DKIM is turned on",
    use: rackspaceEmail({ dkim: {} }),
    expected: { spf: ["include:emailsrvr.com"], says: [noDkim] },
  },
  {
    name: "godaddy-email with verification",
    use: godaddyEmail({
      dkim: {
        secureserver1: "s1.dkim.client_example.123.onsecureserver.net",
        secureserver2: "s2.dkim.client_example.123.onsecureserver.net",
      },
      verification: "0123456789abcdef",
    }),
    expected: {
      spf: ["include:secureserver.net"],
      dkim: [
        { selector: "secureserver1", cname: "s1.dkim.client_example.123.onsecureserver.net" },
        { selector: "secureserver2", cname: "s2.dkim.client_example.123.onsecureserver.net" },
      ],
      names: [{ name: "", type: "TXT", text: "0123456789abcdef", role: "verification-godaddy-email" }],
    },
  },
  {
    name: "godaddy-email before DKIM is turned on",
    use: godaddyEmail({ dkim: {} }),
    expected: { spf: ["include:secureserver.net"], says: [noDkim] },
  },
  {
    name: "namecheap-private-email",
    use: namecheapPrivateEmail({ dkim: { default: key } }),
    expected: { spf: ["include:spf.privateemail.com"], dkim: [{ selector: "default", key }] },
  },
  {
    name: "namecheap-private-email before DKIM is turned on",
    use: namecheapPrivateEmail({ dkim: {} }),
    expected: { spf: ["include:spf.privateemail.com"], says: [noDkim] },
  },
  {
    name: "hostinger-email with Reach",
    use: hostingerEmail({ reach: true }),
    expected: {
      spf: ["include:_spf.mail.hostinger.com", "include:_spf.reach.hostinger.com"],
      dkim: [
        ...hostingerDkim,
        { selector: "reach-a", cname: "reach-a.dkim.reach.hostinger.com" },
        { selector: "reach-b", cname: "reach-b.dkim.reach.hostinger.com" },
      ],
    },
  },
  {
    name: "hostinger-email",
    use: hostingerEmail({ reach: false }),
    expected: { spf: ["include:_spf.mail.hostinger.com"], dkim: hostingerDkim },
  },
  {
    name: "titan",
    use: titan({ dkim: { titan1: key } }),
    expected: { spf: ["include:spf.titan.email"], dkim: [{ selector: "titan1", key }] },
  },
  {
    name: "titan before DKIM is turned on",
    use: titan({ dkim: {} }),
    expected: { spf: ["include:spf.titan.email"], says: [noDkim] },
  },
  {
    name: "flock-mail with a key from the seller",
    use: flockMail({ dkim: { titan1: key } }),
    expected: { spf: ["include:spf.flockmail.com"], dkim: [{ selector: "titan1", key }] },
  },
  {
    name: "flock-mail",
    use: flockMail(),
    expected: { spf: ["include:spf.flockmail.com"], says: [noDkim] },
  },
  {
    name: "bluehost-email",
    use: bluehostEmail({ dkim: { default: key } }),
    expected: { spf: ["a", "mx", "include:websitewelcome.com"], dkim: [{ selector: "default", key }] },
  },
  {
    name: "bluehost-email before DKIM is turned on",
    use: bluehostEmail({ dkim: {} }),
    expected: { spf: ["a", "mx", "include:websitewelcome.com"], says: [noDkim] },
  },
];

export const mailboxHostingRefusals: readonly Refusal[] = [
  {
    name: "another vendor's target",
    use: ovh({ dkim: { s1: "s1.dkim.ionos.com" } }),
    message: "dkim.s1: expected a host name such as ovhmo-selector-1",
  },
  {
    name: "a country as region",
    use: { service: "ionos", options: { region: "de" } },
    message: "region: Invalid option",
  },
  {
    name: "another vendor's target",
    use: godaddyEmail({ dkim: { s1: "s1.domainkey.u1.wl1.sendgrid.net" } }),
    message: "dkim.s1: expected a host name such as s1.dkim.client_example",
  },
  {
    name: "a name that only ends alike",
    use: godaddyEmail({ dkim: { s1: "s1.notsecureserver.net" } }),
    message: "dkim.s1: expected a host name",
  },
  {
    name: "a verification string with words in front",
    use: godaddyEmail({ dkim: {}, verification: "verification=0123" }),
    message: "verification: expected the token alone",
  },
];
