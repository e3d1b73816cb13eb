/** Each rule of the gate just below, at and above its threshold. */
import { describe, expect, test } from "@jest/globals";
import { ownServer, sendgrid, type DomainSpec } from "#mailwright";
import type { Evidence, ReplayRow } from "../../src/feedback/evidence.ts";
import {
  ago,
  brief,
  evidenceWith,
  gateOf,
  planFor,
  policy,
  reporters,
  rule,
  service,
  unknown,
  WINDOW,
  type Asked,
} from "../support/gate-cases.ts";
import { ED25519_KEY, TODAY } from "../support/specs.ts";

type Row = readonly [ok: boolean | "unknown", asked: Asked, detail?: string];

const evidence = (changes: Partial<Evidence>): Asked => ({ evidence: evidenceWith(changes) });
const office = service("own-server office", 600);
const shop = (messages: number, changes = {}): Asked =>
  evidence({ services: [office, service("sendgrid", messages, changes)] });
const sources = (...unknowns: Evidence["unknown"]): Asked => evidence({ unknown: unknowns });
const newsToo = [
  ownServer({ name: "office", ip4: ["192.0.2.10"], dkim: { office: ED25519_KEY } }),
  ownServer({ name: "news", subdomain: "news", ip4: ["192.0.2.20"], dkim: { news: ED25519_KEY } }),
];
const withCadence = (cadence: "daily" | "weekly" | "quarterly" | undefined, silent: number): Asked => ({
  plan: planFor(
    {},
    {
      services: [
        ownServer({ name: "office", ip4: ["192.0.2.10"], dkim: { office: ED25519_KEY } }),
        sendgrid({ user: "u1234567", server: "wl123", returnPath: "em1234", ...(cadence && { cadence }) }),
      ],
    },
  ),
  ...shop(30, { everLast: ago(silent) }),
});
/** Mail of the office, all of it signed by one selector. */
const byKey = (
  selector: string,
  messages: number,
  changes: Partial<Evidence["services"][number]> = {},
  everLast: string = WINDOW.last,
  domain = "client.example",
): Asked =>
  evidence({
    services: [service("own-server office", messages, { alignedSpf: 0, ...changes }), service("sendgrid", 300)],
    selectors: [
      {
        domain,
        selector,
        source: "declared own-server office",
        messages,
        passed: messages,
        everFirst: ago(99),
        everLast,
      },
    ],
  });
/** The office's mail: 600 messages, of them those of the rows by SPF alone. */
const bySpfAlone = (
  ...rows: readonly (readonly [messages: number, ip: string, changes?: Partial<ReplayRow>])[]
): Asked => {
  const all = rows.map(([count, ip, changes]) => spfRow(count, ip, changes));
  const alone = all.reduce((sum, row) => sum + (row.alignedDkim ? 0 : row.messages), 0);
  return evidence({
    services: [service("own-server office", 600, { alignedDkim: 600 - alone }), service("sendgrid", 300)],
    rows: all,
  });
};
const spfRow = (count: number, ip: string, changes: Partial<ReplayRow> = {}): ReplayRow => ({
  source: "declared own-server office",
  ip,
  headerFrom: "client.example",
  envelopeFrom: "client.example",
  alignedSpf: true,
  alignedDkim: false,
  spf: [{ domain: "client.example", scope: "mfrom", result: "pass" }],
  dkim: [],
  messages: count,
  dispositions: [{ disposition: "none", overrides: [], messages: count }],
  ...changes,
});
const failingToo = (failed: number, { evidence: seen = evidenceWith() }: Asked): Asked => {
  const [first = office, ...more] = seen.services;
  return evidence({ ...seen, services: [{ ...first, messages: first.messages + failed }, ...more] });
};
const withSelector = (
  selector: string,
  { evidence: seen = evidenceWith() }: Asked,
  changes: Partial<Evidence["selectors"][number]> = {},
): Asked => evidence({ ...seen, selectors: [{ ...selectorSeen(selector), ...changes }] });
/** As `bySpfAlone`; of most rows only a sum is left. */
const bySpfMostly = (summed: number, told = 150): Asked => {
  const { evidence: seen = evidenceWith() } = bySpfAlone([300, "192.0.2.10"]);
  const rest = {
    source: "declared own-server office",
    alignedSpf: true,
    alignedDkim: false,
    disposition: "none",
  } as const;
  return evidence({
    ...seen,
    rows: seen.rows.map(one => ({ ...one, messages: told })),
    rest: [
      { ...rest, messages: summed },
      { ...rest, source: "declared sendgrid", messages: 300 },
      { ...rest, alignedDkim: true, messages: 300 },
      { ...rest, alignedSpf: false, messages: 300 },
    ],
  });
};
const signedBy = (selector: string): Partial<ReplayRow> => ({
  alignedDkim: true,
  dkim: [{ domain: "client.example", selector, result: "pass" }],
});
const selectorSeen = (selector: string): Evidence["selectors"][number] => ({
  domain: "client.example",
  selector,
  source: "declared own-server office",
  messages: 600,
  passed: 600,
});
const acknowledged = (source: string): Partial<DomainSpec> => ({
  acknowledged: [{ source, reason: "a supplier's", since: "2026-11-01" }],
});
const small = [service("own-server office", 40)];
const large = [service("own-server office", 50_000), service("sendgrid", 500)];
const reject = { policy: "reject" } as const;
const atQuarantine = { policies: [policy("quarantine")] };
const MAILCHIMP = "unknown-authenticated unaligned mailchimp";
const OLD_KEY = "unknown-authenticated aligned k1._domainkey.client.example";

const rows: Readonly<Record<string, readonly Row[]>> = {
  "one-step": [
    [true, {}, "It is one step: p from none to quarantine, sp from none to quarantine, np from none to quarantine."],
    [
      false,
      { plan: planFor(reject) },
      "It is more than one step: p from none to reject, sp from none to reject, np from none to reject.",
    ],
    [true, { plan: planFor(reject), ...evidence(atQuarantine) }],
    [
      false,
      { plan: planFor({ subdomainPolicy: "reject" }) },
      "It is more than one step: sp from none to reject, np from none to reject.",
    ],
    [
      true,
      {
        plan: planFor({ ...reject, subdomainPolicy: "none" }),
        ...evidence({ policies: [policy("quarantine", { sp: "none", np: "none" })] }),
      },
    ],
  ],
  "services-pass": [
    [true, shop(300, { passed: 293 }), "2 services with mail pass often enough; the worst has 97.6 %."],
    [
      false,
      shop(300, { passed: 292 }),
      "sendgrid (web shop): 8 of 300 failed (at most 7 may): its DKIM key is missing or unusable and it bounces to another domain.",
    ],
    [true, shop(20, { passed: 19 })],
    [false, shop(19, { passed: 18 })],
    [true, shop(0, { everLast: ago(200) })],
    [
      true,
      {
        ...shop(300, { passed: 270 }),
        plan: planFor({}, { rollout: { minimum: { passRate: 0.9, reason: "old mailers" } } }),
      },
    ],
    [
      false,
      {
        ...shop(300, { passed: 269 }),
        plan: planFor({}, { rollout: { minimum: { passRate: 0.9, reason: "old mailers" } } }),
      },
    ],
  ],
  "unknown-senders": [
    [true, sources(), "No sender is unknown."],
    [true, sources(unknown(MAILCHIMP, 4)), "No sender is unknown (besides 1 of too little mail to count)."],
    [
      false,
      sources(unknown(MAILCHIMP, 5)),
      "1 sender is neither declared nor acknowledged: mailchimp (vendor.example): 5 messages, 0 passed.",
    ],
    [
      false,
      sources(unknown(OLD_KEY, 1)),
      "1 sender is neither declared nor acknowledged: k1._domainkey.client.example (vendor.example): 1 message, 1 passed.",
    ],
    [
      true,
      { ...sources(unknown(MAILCHIMP, 500)), plan: planFor({}, acknowledged("mailchimp")) },
      "No sender is unknown (besides 1 acknowledged).",
    ],
    [true, { ...sources(unknown(MAILCHIMP, 500)), plan: planFor({}, acknowledged(MAILCHIMP)) }],
    [false, { ...sources(unknown(MAILCHIMP, 500)), plan: planFor({}, acknowledged("mandrill")) }],
    // Declared since: that it was never seen as such is another rule's.
    [
      true,
      evidence({
        services: [office],
        unknown: [unknown("unknown-authenticated unaligned sendgrid", 500, { services: ["sendgrid"] })],
      }),
    ],
    // Declared before, so that this is an old key or another account at that vendor.
    [
      false,
      sources(
        unknown("unknown-authenticated aligned s9._domainkey.client.example", 500, {
          services: ["sendgrid"],
          selector: "s9",
          domain: "client.example",
        }),
      ),
    ],
    [
      true,
      sources(
        unknown("unknown-authenticated aligned office._domainkey.client.example", 9, {
          domain: "client.example",
          selector: "office",
        }),
      ),
    ],
    [
      true,
      sources(unknown("unknown-authenticated aligned em1234.client.example", 9, { domain: "em1234.client.example" })),
    ],
    // Dropped from the spec, and it still sends.
    [
      false,
      evidence({ services: [office, service("sendgrid", 300), service("brevo", 5)] }),
      "1 sender is neither declared nor acknowledged: brevo (declared when the evidence was made): 5 messages, 5 passed.",
    ],
    [true, evidence({ services: [office, service("sendgrid", 300), service("brevo", 0)] })],
    [
      true,
      {
        ...evidence({ services: [office, service("sendgrid", 300), service("brevo", 5)] }),
        plan: planFor({}, acknowledged("brevo")),
      },
    ],
    // Summed away: none of them has more than the last that is listed.
    [
      true,
      evidence({
        unknown: [unknown(MAILCHIMP, 4)],
        moreUnknown: { sources: 9, messages: 9, passed: 0, alignedSpf: 0, alignedDkim: 0 },
      }),
    ],
    [
      false,
      evidence({
        unknown: [unknown(MAILCHIMP, 4)],
        moreUnknown: { sources: 9, messages: 9, passed: 1, alignedSpf: 0, alignedDkim: 1 },
      }),
    ],
    // The fewer messages a domain has, the sooner one counts.
    [false, { ...evidence({ services: small, unknown: [unknown(MAILCHIMP, 1)] }) }],
    [true, evidence({ services: large, unknown: [unknown(MAILCHIMP, 19)] })],
    [false, evidence({ services: large, unknown: [unknown(MAILCHIMP, 20)] })],
  ],
  "services-seen": [
    [true, {}, "2 of 2 declared senders were seen as lately as they send."],
    [true, withCadence(undefined, 45)],
    [
      false,
      withCadence(undefined, 46),
      `1 of 2 declared senders were seen; sendgrid last on ${ago(46)}, 46 days before the window ended (monthly: at most 45).`,
    ],
    [true, withCadence("daily", 4)],
    [false, withCadence("daily", 5)],
    [true, withCadence("weekly", 14)],
    [false, withCadence("weekly", 15)],
    [true, withCadence("quarterly", 130)],
    [false, withCadence("quarterly", 131)],
    ["unknown", shop(0), "1 of 2 declared senders were seen; never sendgrid."],
    [
      "unknown",
      evidence({ services: [office] }),
      "1 of 2 declared senders were seen; never sendgrid (declared after the evidence was made).",
    ],
    [true, { ...shop(0), plan: planFor({}, acknowledged("sendgrid")) }],
    ["unknown", { plan: planFor({}, { spf: { terms: ["ip4:192.0.2.77"] } }) }],
    // A key alone, and a redirect, stand for no sender that must show.
    [true, { plan: planFor({}, { dkim: { old: ED25519_KEY }, spf: { redirect: "_spf.owner.example" } }) }],
  ],
  "dkim-aligned": [
    [true, shop(300, { alignedDkim: 0 }), "Aligned DKIM is asked for before reject only."],
    ...[
      [true, 270],
      [false, 269],
    ].map(([ok, alignedDkim]): Row => [
      ok as boolean,
      {
        plan: planFor(reject),
        ...evidence({
          ...atQuarantine,
          services: [office, service("sendgrid", 300, { alignedDkim: alignedDkim as number })],
        }),
      },
      ok
        ? "DKIM is aligned for at least 90 % of the mail of each of 2 services."
        : "DKIM is aligned for too little mail of sendgrid 269 of 300 messages; 90 % is needed before reject.",
    ]),
    [
      false,
      {
        plan: planFor(reject),
        ...evidence({
          ...atQuarantine,
          services: [service("own-server office", 600, { alignedDkim: 0 }), service("sendgrid", 300)],
        }),
      },
    ],
    [
      true,
      {
        plan: planFor(reject, { rollout: { minimum: { dkimRate: 0.5, reason: "the till cannot sign" } } }),
        ...evidence({
          ...atQuarantine,
          services: [service("own-server office", 600, { alignedDkim: 300 }), service("sendgrid", 300)],
        }),
      },
    ],
  ],
  "keys-kept": [
    [true, {}, "No key goes that mail needs."],
    [true, byKey("office", 600)],
    // Names of selectors know no case, and a CNAME leads to the vendor's key.
    [true, byKey("OFFICE", 600)],
    [true, byKey("s1", 600)],
    // The plan holds the keys of names below, too, that a service sends from.
    [false, { ...byKey("old", 600, {}, WINDOW.last, "news.client.example"), plan: planFor({}, { services: newsToo }) }],
    [
      false,
      byKey("old", 600),
      "The spec has no key any more for mail of own-server office (600 of 600 messages passed by old._domainkey.client.example alone).",
    ],
    // A revoked key is none.
    [false, { ...byKey("old", 600), plan: planFor({}, { dkim: { old: { revoked: true, since: "2026-11-25" } } }) }],
    [true, { ...byKey("old", 600), plan: planFor({}, { dkim: { old: ED25519_KEY } }) }],
    // SPF carries it, or it is in use no more, or the key is not this plan's.
    [true, byKey("old", 600, { alignedSpf: 600 })],
    [true, byKey("old", 600, {}, ago(14))],
    [false, byKey("old", 600, {}, ago(13))],
    [true, byKey("old", 600, {}, WINDOW.last, "news.client.example")],
    // As many as may fail.
    [true, byKey("old", 600, { alignedSpf: 590 })],
    [false, byKey("old", 600, { alignedSpf: 589 })],
  ],
  "addresses-kept": [
    [true, {}, "No service rests on SPF alone."],
    [true, bySpfAlone([600, "192.0.2.10"]), "SPF lets every address pass that mail needs it for."],
    [
      false,
      bySpfAlone([300, "192.0.2.10"], [40, "192.0.2.11"], [20, "192.0.2.14"], [20, "192.0.2.13"], [60, "192.0.2.12"]),
      "SPF lets mail of own-server office (140 of 600 messages, from 192.0.2.12, 192.0.2.11, 192.0.2.13 and 1 more) pass no more, and no signature carries it.",
    ],
    // As many as may fail.
    [true, bySpfAlone([300, "192.0.2.10"], [10, "192.0.2.11"])],
    [false, bySpfAlone([300, "192.0.2.10"], [11, "192.0.2.11"])],
    // With what fails already, and what goes with a key.
    [false, failingToo(10, bySpfAlone([1, "192.0.2.11"]))],
    [true, failingToo(9, bySpfAlone([1, "192.0.2.11"])), "No service rests on SPF alone."],
    [true, failingToo(100, bySpfAlone()), "No service rests on SPF alone."],
    [true, bySpfAlone([6, "192.0.2.11"], [9, "192.0.2.12", { alignedSpf: false }])],
    ...([6, 0] as const).map((lost): Row => {
      const byOld = { ...signedBy("old"), alignedSpf: false };
      return [lost === 0, withSelector("old", bySpfAlone([lost, "192.0.2.11"], [300, "192.0.2.10", byOld]))];
    }),
    // Nor is another service's mail this one's.
    [true, bySpfAlone([300, "192.0.2.10"], [300, "192.0.2.11", { source: "declared sendgrid" }])],
    // Nobody can tell what decides.
    [
      true,
      {
        ...bySpfAlone([300, "192.0.2.11"]),
        plan: planFor({}, { spf: { terms: ["exists:%{i}.spf.vendor.example"] } }),
      },
    ],
    // Nothing is lost that failed, that somebody else's record passes, or that HELO passed beside it.
    [true, bySpfAlone([300, "192.0.2.11", { alignedSpf: false }])],
    [
      true,
      bySpfAlone([300, "192.0.2.11", { spf: [{ domain: "em1.client.example", scope: "mfrom", result: "pass" }] }]),
    ],
    [
      false,
      bySpfAlone([
        300,
        "192.0.2.11",
        {
          spf: [
            { domain: "mx.vendor.example", scope: "helo", result: "pass" },
            { domain: "client.example", scope: "mfrom", result: "pass" },
          ],
        },
      ]),
    ],
    // No result is told: it was the name in MAIL FROM or, where that is not told either, the name in From.
    [false, bySpfAlone([300, "192.0.2.11", { spf: [] }])],
    [false, bySpfAlone([300, "192.0.2.11", { spf: [], envelopeFrom: undefined }])],
    [true, bySpfAlone([300, "192.0.2.11", { spf: [], envelopeFrom: "em1.client.example" }])],
    // A signature carries it, unless its key goes as well.
    [true, bySpfAlone([300, "192.0.2.10"], [300, "192.0.2.11", signedBy("office")])],
    [true, bySpfAlone([300, "192.0.2.10"], [300, "192.0.2.11", { alignedDkim: true }])],
    ...(["office", "old"] as const).map((selector): Row => [
      selector === "office",
      withSelector(selector, bySpfAlone([600, "192.0.2.11", signedBy(selector)])),
    ]),
    // A key that is not the plan's, or that nobody names, may well stay.
    ...[{ domain: "em1.client.example", selector: "old" }, { domain: "client.example" }].map((one): Row => {
      const dkim = [{ ...one, result: "pass" as const }];
      return [true, withSelector("old", bySpfAlone([600, "192.0.2.11", { alignedDkim: true, dkim }]))];
    }),
    [
      true,
      withSelector("old", bySpfAlone([600, "192.0.2.11", signedBy("office")]), { passed: 0 }),
      "No service rests on SPF alone.",
    ],
    [
      true,
      withSelector("old", bySpfAlone([600, "192.0.2.11", signedBy("office")]), { domain: "em1.client.example" }),
      "No service rests on SPF alone.",
    ],
    // A vendor's own signature beside it aligns nothing, and a name in HELO that is told without its scope neither.
    ...(["office", "old"] as const).map((selector): Row => {
      const dkim = [
        ...(signedBy(selector).dkim ?? []),
        { domain: "vendor.example", selector: "s1", result: "pass" as const },
      ];
      return [
        selector === "office",
        withSelector(selector, bySpfAlone([600, "192.0.2.11", { alignedDkim: true, dkim }])),
      ];
    }),
    [
      false,
      bySpfAlone([
        300,
        "192.0.2.11",
        {
          spf: [
            { domain: "client.example", result: "pass" },
            { domain: "mx.vendor.example", result: "pass" },
          ],
        },
      ]),
    ],
    [false, bySpfAlone([300, "192.0.2.11", { spf: [{ domain: "mx.vendor.example", result: "pass" }] }])],
    [true, bySpfAlone([300, "192.0.2.10", { spf: [{ domain: "mx.vendor.example", result: "pass" }] }])],
    // A bounce has no MAIL FROM, and what passed was the name in HELO, which is the server's own.
    [
      true,
      bySpfAlone([
        300,
        "192.0.2.11",
        { envelopeFrom: "", spf: [{ domain: "mx.client.example", scope: "helo", result: "pass" }] },
      ]),
    ],
    // What was summed away hides addresses: that matters where it is more than what is told.
    [true, bySpfMostly(150)],
    [true, evidence({ ...bySpfMostly(150).evidence, totals: { ...evidenceWith().totals, messages: 1_200 } })],
    [
      "unknown",
      bySpfMostly(151),
      "The addresses of most mail of own-server office that SPF alone lets pass have no place in the evidence.",
    ],
    // As many as may fail.
    [true, bySpfMostly(10, 9)],
    ["unknown", bySpfMostly(11, 9)],
    ["unknown", failingToo(6, bySpfMostly(5, 4))],
    // A rule that looked at half of the rows would say yes too soon.
    [
      "unknown",
      evidence({
        services: [service("own-server office", 600, { alignedDkim: 0 }), service("sendgrid", 300)],
        totals: { ...evidenceWith().totals, messages: 900 },
      }),
    ],
  ],
  "alignment-seen": [
    [true, {}, "Alignment is not made stricter with it."],
    [
      false,
      { plan: planFor({ spfAlignment: "strict", dkimAlignment: "strict" }) },
      "Alignment of SPF and DKIM becomes strict with the same step, and no report shows which mail that stops.",
    ],
    [
      false,
      { plan: planFor({ spfAlignment: "strict" }), ...evidence({ policies: [policy("none", { adkim: "s" })] }) },
      "Alignment of SPF becomes strict with the same step, and no report shows which mail that stops.",
    ],
    [true, { plan: planFor({ spfAlignment: "strict" }), ...evidence({ policies: [policy("none", { aspf: "s" })] }) }],
    [true, evidence({ policies: [policy("none", { aspf: "s", adkim: "s" })] })],
    // It still goes round.
    [
      false,
      {
        plan: planFor({ dkimAlignment: "strict" }),
        ...evidence({ policies: [policy("none"), policy("none", { adkim: "s", first: ago(1) })] }),
      },
    ],
  ],
  "evidence-fresh": [
    [
      true,
      evidence({ reported: { first: "2026-01-01", last: ago(6) } }),
      `The last day with reports is ${ago(6)}, 7 days ago; at most 7 are allowed.`,
    ],
    [false, evidence({ reported: { first: "2026-01-01", last: ago(7) } })],
    [true, { today: "2026-12-07" }],
    [false, { today: "2026-12-08" }, "The last day with reports is 2026-11-30, 8 days ago; at most 7 are allowed."],
    [true, { ...evidence({ services: small }), today: "2026-12-14" }],
    [false, { ...evidence({ services: small }), today: "2026-12-15" }],
  ],
  "days-covered": [
    [true, evidence({ daysWithReports: 14 }), "14 of 30 days have reports; 14 are needed."],
    [false, evidence({ daysWithReports: 13 }), "13 of 30 days have reports; 14 are needed."],
    [true, evidence({ services: small, daysWithReports: 8 })],
    [false, evidence({ services: small, daysWithReports: 7 })],
    [true, evidence({ services: large, daysWithReports: 21 })],
    [false, evidence({ services: large, daysWithReports: 20 })],
    [true, evidence({ window: { first: ago(129), last: WINDOW.last } })],
    [
      false,
      evidence({ window: { first: ago(130), last: WINDOW.last } }),
      "The evidence is of 131 days, so that what failed lately hardly shows; at most 130 are judged.",
    ],
    [
      true,
      {
        ...evidence({ daysWithReports: 5 }),
        plan: planFor({}, { rollout: { minimum: { days: 5, reason: "known for years" } } }),
      },
    ],
  ],
  reporters: [
    [true, {}, "3 reporters told of mail; 3 are needed."],
    [false, evidence({ reporters: reporters(2) }), "2 reporters told of mail; 3 are needed."],
    [false, evidence({ reporters: reporters(3).map((one, index) => (index === 0 ? { ...one, messages: 0 } : one)) })],
    [true, evidence({ reporters: reporters(2), moreReporters: { reporters: 1, reports: 1, messages: 1 } })],
    [true, evidence({ services: small, reporters: reporters(2) })],
    [false, evidence({ services: small, reporters: reporters(1) }), "1 reporter told of mail; 2 are needed."],
    [false, evidence({ services: large })],
  ],
  messages: [
    [
      true,
      {
        ...evidence({
          services: [service("own-server office", 100, { daysSeen: 7 }), service("sendgrid", 100, { daysSeen: 7 })],
        }),
      },
      "200 messages of declared services; 200 are needed.",
    ],
    [
      false,
      {
        ...evidence({
          services: [service("own-server office", 100, { daysSeen: 7 }), service("sendgrid", 99, { daysSeen: 7 })],
        }),
      },
      "199 messages of declared services; 200 are needed.",
    ],
    [true, evidence({ services: [service("own-server office", 20)] })],
    [false, evidence({ services: [service("own-server office", 19)] })],
    [false, evidence({ services: [service("own-server office", 1999, { daysSeen: 1 })] })],
    [true, evidence({ services: [service("own-server office", 2000, { daysSeen: 1 })] })],
  ],
  "stage-days": [
    [true, {}, `p=none was seen for at least 30 days, since ${WINDOW.first}; 14 are needed.`],
    [
      true,
      {
        plan: planFor(reject),
        ...evidence({ policies: [policy("none", { last: ago(14) }), policy("quarantine", { first: ago(13) })] }),
      },
    ],
    [
      false,
      {
        plan: planFor(reject),
        ...evidence({ policies: [policy("none", { last: ago(13) }), policy("quarantine", { first: ago(12) })] }),
      },
      `p=quarantine was seen for 13 days, since ${ago(12)}; 14 are needed.`,
    ],
    [true, evidence({ services: small, policies: [policy("none", { first: ago(20) })] })],
    [false, evidence({ services: small, policies: [policy("none", { first: ago(19) })] })],
  ],
  freeze: [
    [
      true,
      { fleet: { freeze: [{ from: "2026-12-02", until: "2027-01-06", reason: "holidays" }] } },
      "No freeze window is open.",
    ],
    [
      false,
      { fleet: { freeze: [{ from: TODAY, until: "2027-01-06", reason: "holidays." }] } },
      `No policy rises from ${TODAY} to 2027-01-06: holidays.`,
    ],
    [false, { fleet: { freeze: [{ from: "2026-11-01", until: TODAY, reason: "holidays" }] } }],
    [true, { fleet: { freeze: [{ from: "2026-11-01", until: "2026-11-30", reason: "holidays" }] } }],
  ],
};

describe.each(Object.entries(rows))("%s", (id, cases) => {
  test.each(cases.map((row, index) => ({ row, index })))("$index: $row.0", ({ row: [ok, asked, detail] }) => {
    const result = rule(gateOf(asked), id);
    expect(result.ok).toBe(ok);
    if (detail !== undefined) expect(result.detail).toBe(detail);
    if (ok === true) expect(result.fix).toBeUndefined();
    else expect(result.fix).toMatch(/^[A-Z].*\.$/);
  });
});

test("mail from before the window tells that it passes by a signature alone", () => {
  const quarterly = (selectors: Evidence["selectors"]): string => {
    const { plan } = withCadence("quarterly", 100);
    return brief(
      gateOf({
        ...(plan && { plan }),
        evidence: evidenceWith({ services: [office, service("sendgrid", 0, { everLast: ago(100) })], selectors }),
      }),
    );
  };
  const signing = { domain: "client.example", selector: "s1", source: "declared sendgrid", messages: 0, passed: 0 };
  expect(quarterly([])).toBe("insufficient services-pass?");
  expect(quarterly([{ ...signing, everFirst: ago(200), everLast: ago(100) }])).toBe("allowed");
  expect(quarterly([{ ...signing, everFirst: ago(200), everLast: ago(131) }])).toBe("insufficient services-pass?");
});

test("text out of reports reaches no terminal as it is", () => {
  const result = gateOf(sources(unknown("unknown-authenticated unaligned \u001b[31mx", 50)));
  expect(rule(result, "unknown-senders").detail).toContain("?[31mx");
});
