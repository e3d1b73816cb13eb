/** Each kind of record that a spec can lead to, and what both hosts are given for it, side by side. */
import { expect, test } from "@jest/globals";
import {
  amazonSes,
  cloudflare,
  defineDomain,
  fastmail,
  googleWorkspace,
  ownServer,
  parked,
  route53,
  sendgrid,
} from "#mailwright";
import { desiredResources } from "../../src/hosts/desired-resource.ts";
import type { HostChoice } from "../../src/spec/domain-spec.ts";
import { lockOf } from "../support/lock.ts";
import { ED25519_KEY, planWith, RSA_2048_KEY } from "../support/specs.ts";

/** More networks than an SPF record has room for. */
const networks = Array.from({ length: 40 }, (_, index) => `ip4:192.0.2.${index * 2}`);
const lock = lockOf({ "vendor.example": { TXT: [`v=spf1 ${networks.join(" ")} -all`] } });
/** Which network is in which piece follows from the network alone. */
const firstPiece = [6, 10, 22, 24, 26, 32, 38, 42, 44, 50, 54, 58, 60, 62, 64, 68, 76];
const piece = `v=spf1 ${firstPiece.map(last => `ip4:192.0.2.${last}`).join(" ")} -all`;
const key = `v=DKIM1; k=rsa; p=${RSA_2048_KEY}`;

function fleet(host: HostChoice) {
  const reportTo = ["dmarc@reports.example"];
  return planWith(
    lock,
    defineDomain({
      domain: "client.example",
      host,
      services: [
        googleWorkspace({ dkim: { google: RSA_2048_KEY } }),
        sendgrid({ user: "u1", server: "wl1", returnPath: "em1" }),
        amazonSes({ region: "eu-west-1", dkim: { ses: ED25519_KEY }, mailFrom: "bounce" }),
      ],
      dkim: { old: { revoked: true } },
      dmarc: { policy: "reject", reportTo },
      txt: ["google-site-verification=abc", { label: "quoted", text: 'say "a\\b"' }],
    }),
    defineDomain({
      domain: "large.example",
      host,
      services: [ownServer({ name: "office", terms: ["include:vendor.example"], flatten: true })],
      dmarc: { policy: "none", reportTo },
    }),
    parked({ domain: "parked.example", host, reportTo }),
    defineDomain({ domain: "reports.example", host, services: [fastmail()], dmarc: { policy: "none", reportTo } }),
  );
}

type Inputs = Readonly<Record<string, unknown>>;

/** Inputs by logical name, of the whole fleet. One zone id stands for all: it is left out here. */
function inputsAt(host: HostChoice): Readonly<Record<string, Inputs>> {
  const made = fleet(host).domains.flatMap(plan =>
    desiredResources(plan, { host: "declared", zoneDirectory: "zones" }),
  );
  return Object.fromEntries(
    made.map(({ logicalName, inputs }) => {
      const { zoneId, ...rest } = inputs as unknown as { readonly zoneId: string } & Inputs;
      expect(zoneId).toBe(host.zoneId);
      return [logicalName, rest];
    }),
  );
}

const at = {
  cloudflare: inputsAt(cloudflare({ zoneId: "1".repeat(32) })),
  route53: inputsAt(route53({ zoneId: "Z0ALL" })),
};

interface Kind {
  readonly name: string;
  readonly type: "TXT" | "CNAME" | "MX";
  readonly role: string;
  /** What Cloudflare is given besides name, type and ttl. */
  readonly cloudflare: Inputs;
  /** The values Route 53 is given. */
  readonly route53: readonly string[];
}

const kinds: Readonly<Record<string, Kind>> = {
  "an SPF record, at Route 53 with all other strings of the name": {
    name: "client.example",
    type: "TXT",
    role: "spf",
    cloudflare: {
      content: '"v=spf1 include:_spf.google.com ~all"',
      comment: "mailwright spf: google-workspace",
    },
    route53: ["v=spf1 include:_spf.google.com ~all", "google-site-verification=abc", 'say \\"a\\\\b\\"'],
  },
  "a verification string, with the others of its name at Route 53": {
    name: "client.example",
    type: "TXT",
    role: "txt-google-site-verification",
    cloudflare: {
      content: '"google-site-verification=abc"',
      comment: "mailwright txt-google-site-verification",
    },
    route53: ["v=spf1 include:_spf.google.com ~all", "google-site-verification=abc", 'say \\"a\\\\b\\"'],
  },
  "a string with quotes and a backslash": {
    name: "client.example",
    type: "TXT",
    role: "txt-quoted",
    cloudflare: { content: '"say \\"a\\\\b\\""', comment: "mailwright txt-quoted" },
    route53: ["v=spf1 include:_spf.google.com ~all", "google-site-verification=abc", 'say \\"a\\\\b\\"'],
  },
  "a piece of an SPF record that had no room": {
    name: "_spf1.large.example",
    type: "TXT",
    role: "spf-overflow",
    cloudflare: {
      content: `"${piece.slice(0, 255)}" "${piece.slice(255)}"`,
      comment: "mailwright spf-overflow: own-server",
    },
    route53: [`${piece.slice(0, 255)}" "${piece.slice(255)}`],
  },
  "a key longer than one character string": {
    name: "google._domainkey.client.example",
    type: "TXT",
    role: "dkim",
    cloudflare: {
      content: `"${key.slice(0, 255)}" "${key.slice(255)}"`,
      comment: "mailwright dkim: google-workspace",
    },
    route53: [`${key.slice(0, 255)}" "${key.slice(255)}`],
  },
  "a short key": {
    name: "ses._domainkey.client.example",
    type: "TXT",
    role: "dkim",
    cloudflare: { content: `"v=DKIM1; k=ed25519; p=${ED25519_KEY}"`, comment: "mailwright dkim: amazon-ses" },
    route53: [`v=DKIM1; k=ed25519; p=${ED25519_KEY}`],
  },
  "a key that was taken back": {
    name: "old._domainkey.client.example",
    type: "TXT",
    role: "dkim",
    cloudflare: { content: '"v=DKIM1; p="', comment: "mailwright dkim" },
    route53: ["v=DKIM1; p="],
  },
  "a key for every selector": {
    name: "*._domainkey.parked.example",
    type: "TXT",
    role: "dkim",
    cloudflare: { content: '"v=DKIM1; p="', comment: "mailwright dkim" },
    route53: ["v=DKIM1; p="],
  },
  "a delegated key, not proxied": {
    name: "s1._domainkey.client.example",
    type: "CNAME",
    role: "dkim",
    cloudflare: { content: "s1.domainkey.u1.wl1.sendgrid.net", comment: "mailwright dkim: sendgrid" },
    route53: ["s1.domainkey.u1.wl1.sendgrid.net"],
  },
  "a delegated return path": {
    name: "em1.client.example",
    type: "CNAME",
    role: "return-path",
    cloudflare: { content: "u1.wl1.sendgrid.net", comment: "mailwright return-path: sendgrid" },
    route53: ["u1.wl1.sendgrid.net"],
  },
  "the MX of a return path": {
    name: "bounce.client.example",
    type: "MX",
    role: "mx-a",
    cloudflare: {
      content: "feedback-smtp.eu-west-1.amazonses.com",
      priority: 10,
      comment: "mailwright mx-a: amazon-ses",
    },
    route53: ["10 feedback-smtp.eu-west-1.amazonses.com"],
  },
  "the SPF record of a return path": {
    name: "bounce.client.example",
    type: "TXT",
    role: "spf",
    cloudflare: { content: '"v=spf1 include:amazonses.com ~all"', comment: "mailwright spf: amazon-ses" },
    route53: ["v=spf1 include:amazonses.com ~all"],
  },
  "a null MX": {
    name: "parked.example",
    type: "MX",
    role: "null",
    cloudflare: { content: ".", priority: 0, comment: "mailwright null" },
    route53: ["0 ."],
  },
  "a DMARC policy": {
    name: "_dmarc.client.example",
    type: "TXT",
    role: "dmarc",
    cloudflare: {
      content: '"v=DMARC1; p=reject; rua=mailto:dmarc@reports.example"',
      comment: "mailwright dmarc",
    },
    route53: ["v=DMARC1; p=reject; rua=mailto:dmarc@reports.example"],
  },
  "leave to send reports to another domain": {
    name: "client.example._report._dmarc.reports.example",
    type: "TXT",
    role: "report-authorisation",
    cloudflare: { content: '"v=DMARC1"', comment: "mailwright report-authorisation" },
    route53: ["v=DMARC1"],
  },
};

test.each(Object.entries(kinds))("%s", (_kind, { name, type, role, ...expected }) => {
  const common = { name, type, ttl: 3600 };
  const logicalName = type === "CNAME" ? `${name}/CNAME` : `${name}/${type}/${role}`;
  expect(at.cloudflare[logicalName]).toStrictEqual({ ...common, ...expected.cloudflare });
  expect(at.route53[`${name}/${type}`]).toStrictEqual({ ...common, records: expected.route53 });
});

test("no kind of record is left out", () => {
  const kindOf = (logicalName: string): string => {
    const [name = "", type = "", role = ""] = logicalName.split("/");
    return [type, type === "CNAME" ? (name.includes("._domainkey.") ? "dkim" : "return-path") : role].join(" ");
  };
  const known = new Set(Object.values(kinds).map(({ type, role }) => `${type} ${role}`));
  expect(new Set(Object.keys(at.cloudflare).map(kindOf))).toEqual(known);
  expect(fleet(cloudflare({ zoneId: "1".repeat(32) })).findings.filter(one => one.severity === "error")).toEqual([]);
});
