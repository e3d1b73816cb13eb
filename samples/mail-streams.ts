/** The story that the sample feedback tells: who sends in the names of the example domains, and how much on which day. */
import type { DnsLock } from "../src/dns/dns-lock.ts";
import type { DkimAuthResult, OverrideReason, SpfAuthResult } from "../src/feedback/feedback.ts";
import type { PolicyRecord } from "../src/dmarc/policy-record.ts";
import type { DeclaredSource } from "../src/plan/declared-sources.ts";
import type { DomainPlan, FleetPlan } from "../src/plan/domain-plan.ts";
import { seededRandom, type SeededRandom } from "./seeded-random.ts";
import { sourceAddresses } from "./source-addresses.ts";

/** What a receiver sees of a message. */
export interface Mail {
  readonly sourceIp: string;
  readonly headerFrom: string;
  readonly envelopeFrom: string;
  readonly dkim: readonly DkimAuthResult[];
  readonly spf: SpfAuthResult;
  readonly alignedDkim: boolean;
  readonly alignedSpf: boolean;
  /** Why receivers that know of it let the message pass. */
  readonly override?: OverrideReason;
}

export interface Day {
  /** From the first day of the window. */
  readonly index: number;
  readonly ofWindow: number;
  /** 0 is Sunday. */
  readonly weekday: number;
}

export interface MailStream {
  readonly domain: string;
  readonly policy: PolicyRecord;
  readonly messages: (day: Day, random: SeededRandom) => number;
  readonly mail: (random: SeededRandom) => Mail;
}

export const BAKERY = "harbour-bakery.example";
export const CLINIC = "hillside-clinic.example";
export const MSP = "msp.example";
export const MISSPELT = "harbourbakery.example";
/** Left the MSP; its policy record still asks for reports there. */
export const UNDECLARED = "old-client.example";

/** Throws where the specs are no longer those that the story is about. */
export function mailStreams(fleet: FleetPlan, lock: DnsLock): readonly MailStream[] {
  const [bakery, clinic, msp, misspelt] = [BAKERY, CLINIC, MSP, MISSPELT].map(name => partsOf(fleet, name, lock));
  if (bakery === undefined || clinic === undefined || msp === undefined || misspelt === undefined) return [];
  const isWeekend = ({ weekday }: Day): boolean => weekday === 0 || weekday === 6;
  const office =
    (low: number, high: number) =>
    (day: Day, random: SeededRandom): number =>
      isWeekend(day) ? random.between(0, low >> 2) : random.between(low, high);
  const shop =
    (low: number, high: number) =>
    ({ weekday }: Day, random: SeededRandom): number =>
      weekday === 0 ? 0 : random.between(low, high) * (weekday === 6 ? 2 : 1);
  /** On the days at these fractions of the window. */
  const on =
    (fractions: readonly number[], low: number, high: number) =>
    ({ index, ofWindow }: Day, random: SeededRandom): number =>
      fractions.some(part => Math.floor(part * ofWindow) === index) ? random.between(low, high) : 0;

  return [
    bakery.sends("google-workspace", office(25, 40)),
    bakery.sends("sendgrid", shop(10, 18)),
    // It knows no DKIM.
    bakery.sends("spf ip4:192.0.2.10", shop(3, 6), { signs: false }),
    // The catalogue that somebody in the shop sends through a newsletter service, which nobody declared.
    bakery.stream(
      ({ weekday }, random) => (weekday === 4 ? random.between(220, 260) : 0),
      random => ({
        sourceIp: `198.51.100.${random.between(160, 163)}`,
        headerFrom: BAKERY,
        envelopeFrom: "mail12.suw11.mcsv.net",
        dkim: [{ domain: "mcsv.net", selector: "k2", result: "pass" }],
        spf: { domain: "mail12.suw11.mcsv.net", scope: "mfrom", result: "pass" },
        alignedDkim: false,
        alignedSpf: false,
      }),
    ),
    bakery.forwards("google-workspace", office(2, 5), "198.51.100.70", { type: "forwarded" }),
    // A list that adds its footer, so that the author's signature breaks.
    bakery.stream(on([0.1, 0.3, 0.45, 0.6, 0.85], 8, 14), () => ({
      sourceIp: "192.0.2.50",
      headerFrom: BAKERY,
      envelopeFrom: "lists.village-traders.example",
      dkim: [
        { domain: BAKERY, selector: "google", result: "fail", humanResult: "body hash did not verify" },
        { domain: "lists.village-traders.example", selector: "2026", result: "pass" },
      ],
      spf: { domain: "lists.village-traders.example", scope: "mfrom", result: "pass" },
      alignedDkim: false,
      alignedSpf: false,
      override: { type: "mailing_list", comment: "List-Id: <talk.lists.village-traders.example>" },
    })),
    bakery.spoofed(on([0.3, 0.7], 160, 200)),

    clinic.sends("microsoft-365", office(30, 50)),
    clinic.sends("amazon-ses", shop(12, 20)),
    // A second system went live without its keys and its return path.
    clinic.stream(on([0.4], 14, 18), random => ({
      sourceIp: random.pick(clinic.addresses("amazon-ses")),
      headerFrom: CLINIC,
      envelopeFrom: "eu-west-1.amazonses.com",
      dkim: [{ domain: "amazonses.com", selector: "shh3fegwg5fppqsuzphvschd53n6ihuv", result: "pass" }],
      spf: { domain: "eu-west-1.amazonses.com", scope: "mfrom", result: "pass" },
      alignedDkim: false,
      alignedSpf: false,
    })),
    clinic.spoofed((day, random) => (day.index % 4 === 1 ? random.between(3, 12) : 0)),

    msp.sends("fastmail", office(8, 14)),
    msp.sends("own-server ticket-system", office(10, 20)),
    msp.forwards("own-server ticket-system", office(1, 2), "198.51.100.70", { type: "trusted_forwarder" }),
    msp.spoofed(on([0.2, 0.5, 0.9], 10, 30)),

    misspelt.spoofed((day, random) => (day.index % 3 === 0 ? random.between(4, 25) : 0)),

    {
      domain: UNDECLARED,
      policy: { p: "none" },
      messages: office(4, 9),
      mail: () => ({
        sourceIp: "192.0.2.60",
        headerFrom: UNDECLARED,
        envelopeFrom: UNDECLARED,
        dkim: [{ domain: UNDECLARED, selector: "mail", result: "pass" }],
        spf: { domain: UNDECLARED, scope: "mfrom", result: "pass" },
        alignedDkim: true,
        alignedSpf: true,
      }),
    },
  ];
}

type Messages = MailStream["messages"];

/** The kinds of mail of one domain. */
function partsOf(fleet: FleetPlan, domain: string, lock: DnsLock) {
  const plan = fleet.domains.find(one => one.domain === domain);
  if (plan?.policy === undefined)
    throw new Error(`The sample feedback is about the example domains, and no spec declares ${domain} any more.`);
  const { policy } = plan;
  const stream = (messages: Messages, mail: MailStream["mail"]): MailStream => ({ domain, policy, messages, mail });
  const addresses = (id: string): readonly string[] =>
    sourceAddresses(plan, sourceOf(plan, id), { lock, count: 9, random: seededRandom(`${domain} ${id}`) });

  return {
    stream,
    addresses,
    sends(id: string, messages: Messages, { signs = true } = {}): MailStream {
      const from = addresses(id);
      const mail = ownMail(domain, sourceOf(plan, id));
      return stream(messages, random => ({
        ...mail,
        ...(signs ? {} : { dkim: [], alignedDkim: false }),
        sourceIp: random.pick(from),
      }));
    },
    /** The signature survives, the address is another. */
    forwards(id: string, messages: Messages, sourceIp: string, override: OverrideReason): MailStream {
      const mail = ownMail(domain, sourceOf(plan, id));
      const failed = { ...mail.spf, result: policy.p === "none" ? "softfail" : "fail" } as const;
      return stream(messages, () => ({ ...mail, sourceIp, spf: failed, alignedSpf: false, override }));
    },
    /** From many addresses, a bot on each. */
    spoofed(messages: Messages): MailStream {
      return stream(messages, random => ({
        sourceIp: strangerAddress(random),
        headerFrom: domain,
        envelopeFrom: random.below(3) === 0 ? "bulk.elsewhere.test" : domain,
        dkim: random.below(5) === 0 ? [{ domain, selector: "default", result: "fail" }] : [],
        spf: { domain, scope: "mfrom", result: policy.p === "none" ? "softfail" : "fail" },
        alignedDkim: false,
        alignedSpf: false,
      }));
    },
  };
}

function sourceOf({ declared, domain }: DomainPlan, id: string): DeclaredSource {
  const source = declared.find(one => one.id === id);
  if (source === undefined)
    throw new Error(
      `The sample feedback is about the example domains, and the spec of ${domain} has no ${id} any more.`,
    );
  return source;
}

/** Signed with the source's first selector, with its return path or the domain itself in MAIL FROM. */
function ownMail(domain: string, { selectors, returnPaths }: DeclaredSource): Omit<Mail, "sourceIp"> {
  const [selector] = selectors[0]?.split("._domainkey.") ?? [];
  const envelopeFrom = returnPaths[0] ?? domain;
  return {
    headerFrom: domain,
    envelopeFrom,
    dkim: selector === undefined ? [] : [{ domain, selector, result: "pass" }],
    spf: { domain: envelopeFrom, scope: "mfrom", result: "pass" },
    alignedDkim: selector !== undefined,
    alignedSpf: true,
  };
}

/** Of the documentation networks, where nobody in the lock sends from. */
function strangerAddress(random: SeededRandom): string {
  switch (random.below(3)) {
    case 0:
      return `203.0.113.${random.between(201, 254)}`;
    case 1:
      return `203.0.113.${random.between(96, 127)}`;
    default:
      return `2001:db8:e${random.below(16).toString(16)}00::${random.between(1, 255).toString(16)}`;
  }
}
