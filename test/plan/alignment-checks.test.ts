/** Policies and what they rest on: which service signs, from which name, under which policy (RFC 9989 §5.1.6, §7.4). */
import { describe, expect, test } from "@jest/globals";
import { amazonSes, cloudflare, ownServer, parked, sendgrid } from "#mailwright";
import type { DomainSpec } from "#mailwright";
import { clientSpec, ED25519_KEY, expectWhole, office, planned, planOf } from "../support/specs.ts";

const plain = (subdomain?: string) =>
  ownServer({ name: "plain", ip4: ["192.0.2.11"], ...(subdomain === undefined ? {} : { subdomain }) });
const signing = (subdomain: string) =>
  ownServer({ name: "signing", ip4: ["192.0.2.12"], subdomain, dkim: { s: ED25519_KEY } });
const revoked = ownServer({ name: "revoked", ip4: ["192.0.2.13"], dkim: { old: { revoked: true } } });
const testing = ownServer({ name: "testing", ip4: ["192.0.2.14"], dkim: { t: { key: ED25519_KEY, testing: true } } });
const delegated = sendgrid({ user: "u1", server: "wl1", returnPath: "em1" });
const ses = (options: object = {}) => amazonSes({ region: "eu-west-1", ...options });
const tokens = ["a", "b", "c"].map(letter => letter.repeat(32));

interface Case {
  readonly name: string;
  readonly services: DomainSpec["services"];
  readonly dmarc: Partial<DomainSpec["dmarc"]>;
  readonly dkim?: DomainSpec["dkim"];
  /** `name: message`, one a finding of the rule. */
  readonly says: readonly string[];
}

function rule(id: string, cases: readonly Case[]): void {
  describe(`the rule ${id}`, () => {
    test.each(cases)("$name", ({ services, dmarc, dkim, says }) => {
      const reportTo = ["dmarc@client.example"];
      const fleet = planOf(clientSpec({ services, dkim, dmarc: { policy: "none", reportTo, ...dmarc } }));
      const { findings } = planned(fleet);
      expectWhole(findings);
      const found = findings.filter(one => one.id === id);
      expect(found.map(one => `${one.name}: ${one.message}`)).toEqual(says);
      expect(found.every(one => one.severity === "error")).toBe(true);
    });
  });
}

const noDkim = (name: string, policy: string) =>
  `_dmarc.client.example: The DMARC policy for mail from ${name} is ${policy}, but no service declared there signs with DKIM.`;

rule("dmarc-no-dkim", [
  {
    name: "p judges mail from the domain itself",
    services: [plain()],
    dmarc: { policy: "quarantine" },
    says: [noDkim("client.example", "quarantine")],
  },
  {
    name: "sp is not the domain's own",
    services: [plain()],
    dmarc: { policy: "quarantine", subdomainPolicy: "none" },
    says: [noDkim("client.example", "quarantine")],
  },
  { name: "nor does a strict sp concern it", services: [plain()], dmarc: { subdomainPolicy: "reject" }, says: [] },
  {
    name: "sp judges mail from below",
    services: [office, plain("news")],
    dmarc: { subdomainPolicy: "reject" },
    says: [noDkim("news.client.example", "reject")],
  },
  {
    name: "an sp of none lets mail from below be",
    services: [office, plain("news")],
    dmarc: { policy: "reject", subdomainPolicy: "none" },
    says: [],
  },
  {
    name: "without sp, p judges mail from below",
    services: [office, plain("news")],
    dmarc: { policy: "quarantine" },
    says: [noDkim("news.client.example", "quarantine")],
  },
  {
    name: "np is for names that do not exist, and a sending name does",
    services: [plain(), plain("news")],
    dmarc: { nonexistentPolicy: "reject" },
    says: [],
  },
  {
    name: "np does not stand in for sp either",
    services: [office, plain("news")],
    dmarc: { policy: "quarantine", nonexistentPolicy: "none" },
    says: [noDkim("news.client.example", "quarantine")],
  },
  {
    name: "each sending name by itself",
    services: [plain(), plain("a"), signing("b"), plain("c")],
    dmarc: { policy: "reject" },
    says: ["a.client.example", "c.client.example", "client.example"].map(name => noDkim(name, "reject")),
  },
  {
    name: "a key at another name signs nothing here",
    services: [plain(), signing("b")],
    dmarc: { policy: "quarantine" },
    says: [noDkim("client.example", "quarantine")],
  },
  { name: "one service that signs is enough", services: [plain(), office], dmarc: { policy: "quarantine" }, says: [] },
  {
    name: "a key that no service owns signs nothing",
    services: [plain()],
    dkim: { orphan: ED25519_KEY },
    dmarc: { policy: "quarantine" },
    says: [noDkim("client.example", "quarantine")],
  },
  {
    name: "a revoked key signs nothing",
    services: [revoked],
    dmarc: { policy: "quarantine" },
    says: [noDkim("client.example", "quarantine")],
  },
  { name: "a key with options signs", services: [testing], dmarc: { policy: "quarantine" }, says: [] },
  { name: "a delegated key signs", services: [delegated], dmarc: { policy: "reject" }, says: [] },
  { name: "none asks for nothing", services: [plain()], dmarc: {}, says: [] },
]);

const spfOnly = (index: number, name = "client.example") =>
  `services[${index}]: Mail of own-server from ${name} would rest on SPF alone under p=reject.`;

rule("dmarc-reject-spf-only", [
  {
    name: "every service that does not sign, though another does",
    services: [plain(), office, revoked],
    dmarc: { policy: "reject" },
    says: [spfOnly(0), spfOnly(2)],
  },
  { name: "quarantine is not reject", services: [plain()], dmarc: { policy: "quarantine" }, says: [] },
  {
    name: "an sp of reject concerns names below alone",
    services: [plain(), plain("news")],
    dmarc: { policy: "quarantine", subdomainPolicy: "reject" },
    says: [spfOnly(1, "news.client.example")],
  },
  {
    name: "an sp of quarantine spares them",
    services: [plain("news"), office],
    dmarc: { policy: "reject", subdomainPolicy: "quarantine" },
    says: [],
  },
  {
    name: "np concerns nobody who sends",
    services: [plain(), plain("news")],
    dmarc: { policy: "quarantine", nonexistentPolicy: "reject" },
    says: [],
  },
  {
    name: "a key that no service owns signs nothing",
    services: [plain()],
    dkim: { orphan: ED25519_KEY },
    dmarc: { policy: "reject" },
    says: [spfOnly(0)],
  },
  { name: "a delegated key signs", services: [delegated, office], dmarc: { policy: "reject" }, says: [] },
]);

const unaligned = (index: number, policy: string, name = "client.example") =>
  `services[${index}]: Mail of amazon-ses from ${name} can align with neither DKIM nor SPF, and the policy is ${policy}.`;

rule("dmarc-service-unaligned", [
  {
    name: "neither tokens nor mailFrom under quarantine",
    services: [office, ses()],
    dmarc: { policy: "quarantine" },
    says: [unaligned(1, "quarantine")],
  },
  { name: "nor under reject", services: [ses(), office], dmarc: { policy: "reject" }, says: [unaligned(0, "reject")] },
  { name: "none stops nothing", services: [office, ses()], dmarc: {}, says: [] },
  {
    name: "a mailFrom of the domain's aligns by SPF",
    services: [office, ses({ mailFrom: "bounce" })],
    dmarc: { policy: "quarantine" },
    says: [],
  },
  {
    name: "tokens align by DKIM",
    services: [office, ses({ dkimTokens: tokens })],
    dmarc: { policy: "reject" },
    says: [],
  },
  {
    name: "a key of its own aligns by DKIM",
    services: [office, ses({ dkim: { byo: ED25519_KEY } })],
    dmarc: { policy: "reject" },
    says: [],
  },
  {
    name: "a revoked one does not",
    services: [office, ses({ dkim: { byo: { revoked: true } } })],
    dmarc: { policy: "quarantine" },
    says: [unaligned(1, "quarantine")],
  },
  { name: "addresses in the SPF record align", services: [office, plain()], dmarc: { policy: "quarantine" }, says: [] },
  {
    name: "below the domain sp decides",
    services: [office, ses({ subdomain: "news" })],
    dmarc: { subdomainPolicy: "quarantine" },
    says: [unaligned(1, "quarantine", "news.client.example")],
  },
  {
    name: "and spares it at none",
    services: [office, ses({ subdomain: "news" })],
    dmarc: { policy: "quarantine", subdomainPolicy: "none" },
    says: [],
  },
]);

test("a parked domain sends nothing, so its reject rests on nothing", () => {
  expect(planOf(parked({ domain: "client.example", host: cloudflare({ zoneId: "0".repeat(32) }) })).findings).toEqual(
    [],
  );
});
