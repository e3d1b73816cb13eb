/** What a change of plan does to the mail of a month, case by case and for any mail at all. */
import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { mailchimp, ownServer, parked, zonefile, type DomainSpec } from "#mailwright";
import type { DomainImpact } from "../../src/decide/impact.ts";
import type { ReplayRow } from "../../src/feedback/evidence.ts";
import { planned, planOf, ED25519_KEY, OTHER_ED25519_KEY, office } from "../support/specs.ts";
import { lockOf, vendorLock } from "../support/lock.ts";
import {
  anyRest,
  anyRow,
  done,
  evidenceOf,
  impact,
  inForce,
  mail,
  moves,
  OFFICE,
  policySpec,
  published,
  rest,
  spoof,
  SPOOF,
} from "../support/replay.ts";

const none = published();
const quarantine = published(policySpec("quarantine"));
const reject = published(policySpec("reject"));
const server = (changes: object): Partial<DomainSpec> => ({
  services: [ownServer({ name: "office", ip4: ["192.0.2.10"], dkim: { office: ED25519_KEY }, ...changes })],
});

describe("the policy", () => {
  test.each([
    ["none to quarantine stops what fails", none, quarantine, [`${SPOOF}: none -> quarantine 10`]],
    ["none to reject", none, reject, [`${SPOOF}: none -> reject 10`]],
    ["quarantine to reject", quarantine, reject, [`${SPOOF}: quarantine -> reject 10`]],
    ["reject to none lets it through again", reject, none, [`${SPOOF}: reject -> none 10`]],
    ["the same policy moves nothing", quarantine, quarantine, []],
  ])("%s", (_what, before, after, expected) => {
    expect(moves(impact({ rows: [mail(), spoof()], before, after }))).toEqual(expected);
  });

  test("sums, spoofing and service are told", () => {
    const { messages, before, after, spoofing, moved, comparedWith } = impact({
      rows: [mail({ messages: 90 }), mail({ alignedSpf: false, alignedDkim: false, spf: [], dkim: [] }), spoof()],
      before: none,
      after: quarantine,
    });
    expect(comparedWith).toBe("plan");
    expect([messages, before, after]).toEqual([
      110,
      { none: 110, quarantine: 0, reject: 0 },
      { none: 90, quarantine: 20, reject: 0 },
    ]);
    expect(spoofing.messages).toBe(10);
    expect(spoofing.after).toEqual({ none: 0, quarantine: 10, reject: 0 });
    expect(moved).toContainEqual({ source: OFFICE, service: "own-server", from: "none", to: "quarantine", count: 10 });
  });

  test("without a plan before, what receivers did is what it is compared with", () => {
    const rows = [spoof(), spoof({ policy: 1, dispositions: [done("quarantine", 10)] })];
    const { comparedWith, before, after } = impact({ rows, before: undefined, after: quarantine });
    expect(comparedWith).toBe("reported");
    expect(before).toEqual({ none: 10, quarantine: 10, reject: 0 });
    expect(after).toEqual({ none: 0, quarantine: 20, reject: 0 });
  });

  test("names below the domain have sp, those that do not exist np", () => {
    const below = (headerFrom: string): ReplayRow => spoof({ headerFrom, source: `unauthenticated - ${headerFrom}` });
    const after = published({
      ...policySpec("quarantine", { subdomainPolicy: "none", nonexistentPolicy: "reject" }),
      txt: [],
    });
    const rows = [spoof(), below("office._domainkey.client.example"), below("random.client.example")];
    expect(moves(impact({ rows, before: none, after }))).toEqual([
      `${SPOOF}: none -> quarantine 10`,
      "unauthenticated - random.client.example: none -> reject 10",
    ]);
  });

  test("whether a name exists is told by the plan, the lock, and the client's own mail; else it is counted as a limit", () => {
    const after = published(policySpec("none", { nonexistentPolicy: "reject" }), {
      names: { ...vendorLock.names, ...lockOf({ "www.client.example": { A: ["192.0.2.1"] } }).names },
    });
    const of = (rows: readonly ReplayRow[]): DomainImpact => impact({ rows, before: none, after });
    expect(of([spoof({ headerFrom: "www.client.example" })]).after.reject).toBe(0);
    const unknown = of([spoof({ headerFrom: "random.client.example" })]);
    expect([unknown.after.reject, unknown.limits.nameUnknown]).toEqual([10, 10]);
    // A host of the office's writes in its own name.
    const noData = { ...after, lock: lockOf({ "empty.client.example": {}, "no.client.example": "nxdomain" }) };
    const known = (headerFrom: string): number =>
      impact({ rows: [spoof({ headerFrom })], before: none, after: noData }).after.reject;
    expect([known("empty.client.example"), known("no.client.example")]).toEqual([0, 10]);
    const used = of([spoof({ headerFrom: "web1.client.example", source: OFFICE })]);
    expect([used.after.reject, used.limits.nameUnknown]).toEqual([0, 10]);
  });

  test("t=y is one level lower for RFC 9989 and nothing for RFC 7489, and that is told", () => {
    const after = published(policySpec("quarantine", { testing: true }));
    const { after: now, limits } = impact({ rows: [spoof()], before: none, after });
    expect(now.quarantine).toBe(0);
    expect(limits.rfc7489).toEqual({ none: 0, quarantine: 10, reject: 0 });
    expect(impact({ rows: [spoof()], before: none, after: quarantine }).limits.rfc7489).toBeUndefined();
  });
});

describe("SPF", () => {
  test("an address taken out: SPF is lost, and what is signed still passes", () => {
    const rows = [
      mail({ messages: 3_880 }),
      mail({ messages: 20, alignedDkim: false, dkim: [], dispositions: [done("none", 20)] }),
    ];
    const after = published({ ...server({ ip4: ["192.0.2.99"] }), ...policySpec("quarantine") });
    const result = impact({ rows, before: quarantine, after });
    expect(result.mechanisms).toEqual([
      {
        source: OFFICE,
        service: "own-server",
        mechanism: "spf",
        change: "lost",
        cause: "record",
        messages: 3_900,
        passing: 3_880,
      },
    ]);
    expect(moves(result)).toEqual([`${OFFICE}: none -> quarantine 20`]);
  });

  test("an include taken out, and put in again", () => {
    const news = mail({
      source: "declared mailchimp",
      ip: "203.0.113.9",
      alignedDkim: false,
      dkim: [],
    });
    const withTerm = published({ ...policySpec("reject"), spf: { terms: ["include:servers.mcsv.net"] } });
    const lost = impact({ rows: [news], before: withTerm, after: reject });
    expect(moves(lost)).toEqual(["declared mailchimp: none -> reject 10"]);
    const failed = { ...news, alignedSpf: false, spf: [{ ...news.spf[0]!, result: "softfail" as const }] };
    const gained = impact({ rows: [failed], before: reject, after: withTerm });
    expect(moves(gained)).toEqual(["declared mailchimp: reject -> none 10"]);
    expect(gained.mechanisms).toMatchObject([{ change: "gained", cause: "record", messages: 10, passing: 0 }]);
  });

  test("where the plans agree, the reporter is believed: the lock may be old, the DNS may have been down", () => {
    const rows = [
      mail({ ip: "198.51.100.200", alignedDkim: false, dkim: [] }),
      mail({
        alignedSpf: false,
        alignedDkim: false,
        dkim: [],
        spf: [{ domain: "client.example", scope: "mfrom", result: "temperror" }],
      }),
    ];
    // A changed record that changes nothing for either.
    const after = published({ ...policySpec("reject"), spf: { terms: ["ip4:192.0.2.77"] } });
    const { moved, mechanisms } = impact({ rows, before: reject, after });
    expect([moved, mechanisms]).toEqual([[], []]);
  });

  test("without a plan before, the plan's own word counts, but an outage is no change", () => {
    const rows = [mail({ ip: "198.51.100.200", alignedDkim: false, dkim: [] })];
    expect(moves(impact({ rows, before: undefined, after: quarantine }))).toEqual([`${OFFICE}: none -> quarantine 10`]);
    const outage = { domain: "client.example", scope: "mfrom", result: "temperror" } as const;
    const down = [mail({ alignedSpf: false, alignedDkim: false, dkim: [], spf: [outage] })];
    expect(moves(impact({ rows: down, before: undefined, after: quarantine }))).toEqual([
      `${OFFICE}: none -> quarantine 10`,
    ]);
  });

  test("what the lock does not know stays as reported, and is counted", () => {
    const after = published({ ...policySpec("reject"), spf: { terms: ["include:_spf.elsewhere.test"] } });
    const { moved, limits } = impact({ rows: [spoof()], before: reject, after });
    expect([moved, limits.spfUnknown]).toEqual([[], 10]);
    // Where the plan does not change, nothing is unknown.
    expect(impact({ rows: [spoof()], before: after, after: { ...after, lock: lockOf({}) } }).limits.spfUnknown).toBe(0);
  });

  test("a lock that learned less changes the result like a record does", () => {
    const spec = { ...policySpec("reject"), spf: { terms: ["include:servers.mcsv.net"] } };
    const narrow = lockOf({ "servers.mcsv.net": { TXT: ["v=spf1 ip4:203.0.113.1 -all"] } });
    const rows = [mail({ ip: "203.0.113.9", alignedDkim: false, dkim: [] })];
    expect(moves(impact({ rows, before: published(spec), after: published(spec, narrow) }))).toEqual([
      `${OFFICE}: none -> reject 10`,
    ]);
  });

  test("a return path whose CNAME goes has no record any more", () => {
    const path = { domain: "bounce.client.example", scope: "mfrom", result: "pass" } as const;
    const rows = [mail({ ip: "198.51.100.9", spf: [path], alignedDkim: false, dkim: [] })];
    const cname = { name: "bounce.client.example", type: "CNAME", ttl: 300 } as const;
    const record = { rdata: "u1.vendor.example", role: "return-path", services: [] };
    const before = { ...reject, rrsets: [...reject.rrsets, { ...cname, records: [record] }] };
    expect(moves(impact({ rows, before, after: reject }))).toEqual([`${OFFICE}: none -> reject 10`]);
    // Where it stays, nobody knows what the vendor has there, and nothing changed.
    const kept = impact({ rows, before, after: { ...before, lock: lockOf({}) } });
    expect([kept.moved, kept.limits.spfUnknown]).toEqual([[], 0]);
  });

  test("of a bounce, a name without a scope is that in HELO", () => {
    const rows = [
      spoof({ envelopeFrom: "", policy: 2, spf: [{ domain: "client.example", result: "pass" }] }),
      spoof({ envelopeFrom: "client.example", policy: 2, spf: [{ domain: "client.example", result: "pass" }] }),
    ].map(row => ({ ...row, dispositions: [done("reject", 10)] }));
    expect(rows.map(row => impact({ rows: [row], before: reject, after: reject }).agreement.agreed)).toEqual([10, 0]);
  });

  test("HELO names align nothing", () => {
    const helo = { domain: "client.example", scope: "helo", result: "softfail" } as const;
    const rows = [spoof({ spf: [helo], ip: "192.0.2.77" })];
    const after = published({ ...policySpec("reject"), spf: { terms: ["ip4:192.0.2.77"] } });
    expect(impact({ rows, before: reject, after }).moved).toEqual([]);
  });
});

describe("DKIM", () => {
  const signed = mail({ alignedSpf: false, spf: [] });
  const withKeys = (dkim: object): ReturnType<typeof published> =>
    published({ ...server({ dkim }), ...policySpec("reject") });

  test.each([
    ["replaced", { office: OTHER_ED25519_KEY }],
    ["revoked", { office: { revoked: true } }],
    ["removed", { other: ED25519_KEY }],
  ])("a key that is %s takes the pass away", (_what, keys) => {
    const { moved, mechanisms } = impact({ rows: [signed], before: reject, after: withKeys(keys) });
    expect(moved).toMatchObject([{ source: OFFICE, from: "none", to: "reject", count: 10 }]);
    expect(mechanisms).toMatchObject([{ mechanism: "dkim", change: "lost", cause: "key", messages: 10, passing: 0 }]);
  });

  test("the same key written in another way, with other flags, is the same key", () => {
    const after = withKeys({ office: { key: ED25519_KEY, strict: true } });
    expect(impact({ rows: [signed], before: reject, after })).toMatchObject({ moved: [], mechanisms: [] });
  });

  test("a key that is new cannot be known to verify anything: as reported, and counted", () => {
    const failing = spoof({
      source: OFFICE,
      dkim: [{ domain: "client.example", selector: "next", result: "permerror" }],
    });
    const after = withKeys({ office: ED25519_KEY, next: OTHER_ED25519_KEY });
    const { moved, limits } = impact({ rows: [failing, signed], before: reject, after });
    expect([moved, limits.keyUnknown]).toEqual([[], 10]);
  });

  test("without a selector, only what all keys of the signer say is said", () => {
    const bare = mail({ ...signed, dkim: [{ domain: "client.example", result: "pass" }] });
    const before = withKeys({ office: ED25519_KEY, spare: OTHER_ED25519_KEY });
    const one = impact({ rows: [bare], before, after: withKeys({ spare: OTHER_ED25519_KEY }) });
    expect([one.moved, one.limits.keyUnknown]).toEqual([[], 10]);
    const both = impact({ rows: [bare], before, after: withKeys({ third: ED25519_KEY }) });
    expect(moves(both)).toEqual([`${OFFICE}: none -> reject 10`]);
  });

  test("a signature that the reporter saw align and does not list is one without a selector", () => {
    const unlisted = mail({ ...signed, dkim: [] });
    const before = withKeys({ office: ED25519_KEY, spare: OTHER_ED25519_KEY });
    const one = impact({ rows: [unlisted], before, after: withKeys({ spare: OTHER_ED25519_KEY }) });
    expect([one.moved, one.limits.keyUnknown]).toEqual([[], 10]);
    expect(moves(impact({ rows: [unlisted], before, after: withKeys({ third: ED25519_KEY }) }))).toEqual([
      `${OFFICE}: none -> reject 10`,
    ]);
    const kept = impact({
      rows: [unlisted],
      before,
      after: withKeys({ office: ED25519_KEY, spare: OTHER_ED25519_KEY }),
    });
    expect([kept.moved, kept.limits.keyUnknown]).toEqual([[], 0]);
  });

  test("a CNAME that points elsewhere: as reported, and counted", () => {
    const at = (rdata: string): ReturnType<typeof published> => ({
      ...reject,
      rrsets: [
        ...reject.rrsets,
        {
          name: "s1._domainkey.client.example",
          type: "CNAME",
          ttl: 300,
          records: [{ rdata, role: "dkim", services: [] }],
        },
      ],
    });
    const rows = [mail({ ...signed, dkim: [{ domain: "client.example", selector: "s1", result: "pass" }] })];
    const { moved, limits } = impact({ rows, before: at("s1.a.example"), after: at("s1.b.example") });
    expect([moved, limits.keyUnknown]).toEqual([[], 10]);
    expect(impact({ rows, before: at("s1.a.example"), after: at("s1.a.example") }).limits.keyUnknown).toBe(0);
  });

  test("a CNAME that is gone takes the pass away", () => {
    const record = { rdata: "s1.a.example", role: "dkim", services: [] };
    const set = { name: "s1._domainkey.client.example", type: "CNAME", ttl: 300, records: [record] } as const;
    const rows = [mail({ ...signed, dkim: [{ domain: "client.example", selector: "s1", result: "pass" }] })];
    const result = impact({ rows, before: { ...reject, rrsets: [...reject.rrsets, set] }, after: reject });
    expect(moves(result)).toEqual([`${OFFICE}: none -> reject 10`]);
  });

  test("other domains' signatures do not change", () => {
    const rows = [mail({ ...signed, dkim: [{ domain: "parent.test", selector: "office", result: "pass" }] })];
    expect(impact({ rows, before: reject, after: withKeys({ other: ED25519_KEY }) }).moved).toEqual([]);
  });
});

describe("alignment", () => {
  const strict = published(policySpec("reject", { dkimAlignment: "strict", spfAlignment: "strict" }));
  const below = mail({
    headerFrom: "client.example",
    spf: [{ domain: "bounce.client.example", scope: "mfrom", result: "pass" }],
    dkim: [{ domain: "news.client.example", selector: "s1", result: "pass" }],
  });

  test("made strict, names below the domain align no more", () => {
    const { moved, mechanisms } = impact({ rows: [below, mail()], before: reject, after: strict });
    expect(moved).toMatchObject([{ from: "none", to: "reject", count: 10 }]);
    expect(mechanisms).toMatchObject([
      { mechanism: "dkim", change: "lost", cause: "alignment", passing: 0 },
      { mechanism: "spf", change: "lost", cause: "alignment", passing: 0 },
    ]);
  });

  test("made relaxed, they do", () => {
    const failed = { ...below, alignedSpf: false, alignedDkim: false, policy: 0, dispositions: [done("reject", 10)] };
    const evidence = { policies: [inForce("reject", { adkim: "s", aspf: "s" })] };
    expect(moves(impact({ rows: [failed], evidence, before: strict, after: reject }))).toEqual([
      `${OFFICE}: reject -> none 10`,
    ]);
  });

  test.each(["rfc9989", "rfc7489"] as const)("also in the reading of %s", reading => {
    expect(impact({ rows: [below], before: reject, after: strict, context: { reading } }).after.reject).toBe(10);
    expect(impact({ rows: [below], before: reject, after: reject, context: { reading } }).after.reject).toBe(0);
  });

  test("what reporters saw align though the replay cannot tell why goes on to align", () => {
    const rows = [mail({ alignedSpf: false, spf: [], dkim: [] })];
    expect(impact({ rows, before: reject, after: strict }).moved).toEqual([]);
  });
});

describe("what receivers do of their own", () => {
  const forwarder = "forwarder own-server office";

  test("forwarded mail that receivers spared under p=none is spared under a stricter one", () => {
    const rows = [
      spoof({
        source: forwarder,
        dispositions: [done("none", 4, ["forwarded"]), done("none", 3, ["local_policy"]), done("none", 3)],
      }),
      spoof({ dispositions: [done("none", 10, ["sampled_out"])] }),
    ];
    expect(moves(impact({ rows, before: none, after: reject }))).toEqual([
      `${SPOOF}: none -> reject 10`,
      `${forwarder}: none -> reject 3`,
    ]);
  });

  test("what they spared under quarantine they spare under reject, with or without a word", () => {
    const cells = [done("none", 4, ["mailing_list"]), done("none", 2), done("quarantine", 4)];
    const rows = [spoof({ source: forwarder, policy: 1, dispositions: cells })];
    expect(moves(impact({ rows, before: quarantine, after: reject }))).toEqual([
      `${forwarder}: quarantine -> reject 4`,
    ]);
  });

  test("who puts into quarantine what is to be rejected goes on to", () => {
    const rows = [spoof({ policy: 2, dispositions: [done("quarantine", 6), done("reject", 4)] })];
    const { before, after } = impact({ rows, before: reject, after: quarantine });
    expect([before, after]).toEqual([
      { none: 0, quarantine: 6, reject: 4 },
      { none: 0, quarantine: 10, reject: 0 },
    ]);
  });

  test("a filter of their own stays whatever the policy", () => {
    const rows = [mail({ dispositions: [done("quarantine", 10, ["local_policy"])] })];
    expect(impact({ rows, before: none, after: reject })).toMatchObject({ moved: [], after: { quarantine: 10 } });
  });

  test("where the window has both, the share spared under the policy is taken for the days before it", () => {
    const rows = [
      spoof({ source: forwarder, policy: 1, messages: 100, dispositions: [done("none", 25), done("quarantine", 75)] }),
      spoof({ source: forwarder, messages: 200, dispositions: [done("none", 200)] }),
    ];
    expect(impact({ rows, before: undefined, after: quarantine }).after).toEqual({
      none: 75,
      quarantine: 225,
      reject: 0,
    });
    // Mail that passed shows nothing of it: once it fails, it is asked for like any other.
    const passed = [rows[0]!, mail({ source: forwarder, messages: 200, dispositions: [done("none", 200)] })];
    const broken = published({
      ...server({ ip4: ["192.0.2.99"], dkim: { o: OTHER_ED25519_KEY } }),
      ...policySpec("reject"),
    });
    expect(impact({ rows: passed, before: reject, after: broken }).after.reject).toBe(75 + 200);
    // Of fewer messages no habit is seen.
    const few = [{ ...rows[0]!, messages: 4, dispositions: [done("none", 1), done("quarantine", 3)] }, rows[1]!];
    expect(impact({ rows: few, before: undefined, after: quarantine }).after.quarantine).toBe(203);
  });
});

describe("agreement with what receivers reported", () => {
  test("agreed, excepted with a reason, treated otherwise, and not to be judged", () => {
    const rows = [
      mail(),
      spoof(),
      spoof({ policy: 1, dispositions: [done("quarantine", 5), done("none", 3, ["forwarded"]), done("reject", 2)] }),
      spoof({ policy: undefined }),
    ];
    const { agreement } = impact({ rows, before: none, after: none, evidence: { rest: [rest("none", 4)] } });
    expect(agreement).toEqual({
      messages: 27,
      agreed: 25,
      rate: 25 / 27,
      overridden: [{ reasons: ["forwarded"], messages: 3 }],
      differing: [{ asked: "quarantine", done: "reject", messages: 2 }],
      unknown: 14,
    });
  });

  test("results that do not bear out what the reporter says is aligned are no agreement", () => {
    const stranger = { domain: "elsewhere.test", selector: "s1", result: "pass" } as const;
    const rows = [spoof({ policy: 2, alignedDkim: true, dkim: [stranger] })];
    expect(impact({ rows, before: none, after: none }).agreement).toMatchObject({
      agreed: 0,
      differing: [{ asked: "reject", done: "none", messages: 10 }],
    });
  });

  test("pct and t make receivers of either reading agree", () => {
    const policies = [inForce("reject", { pct: 50 }), inForce("quarantine", { testing: "y" })];
    const rows = [
      spoof({ dispositions: [done("reject", 5), done("quarantine", 5)] }),
      spoof({ policy: 1, dispositions: [done("none", 5), done("quarantine", 5)] }),
    ];
    expect(impact({ rows, evidence: { policies }, before: none, after: none }).agreement.rate).toBe(1);
  });

  test("no messages, no rate", () => {
    expect(impact({ before: none, after: none }).agreement.rate).toBeUndefined();
  });
});

describe("what was summed away", () => {
  test("the policy is replayed for it, and it is counted as a limit", () => {
    const { messages, after, moved, limits, spoofing } = impact({
      evidence: {
        policies: [inForce("none")],
        rest: [rest("none", 30), rest("none", 50, { source: "declared sendgrid", alignedDkim: true })],
        daysWithReports: 26,
      },
      before: none,
      after: quarantine,
    });
    expect([messages, after, limits.summed, spoofing.messages]).toEqual([
      80,
      { none: 50, quarantine: 30, reject: 0 },
      80,
      30,
    ]);
    expect(moved).toEqual([{ source: "unauthenticated", from: "none", to: "quarantine", count: 30 }]);
    const harsher = impact({
      evidence: {
        policies: [inForce("reject")],
        rest: [rest("none", 5, { alignedSpf: true }), rest("none", 3), rest("quarantine", 2, { alignedDkim: true })],
      },
      before: reject,
      after: none,
    });
    // What passed under p=reject was not spared, and a filter of the receiver's own stays.
    expect(harsher.before).toEqual({ none: 8, quarantine: 2, reject: 0 });
    expect(harsher.after).toEqual({ none: 8, quarantine: 2, reject: 0 });
    expect([limits.days, limits.daysWithReports]).toEqual([30, 26]);
  });
});

test("a domain that is parked sends nothing any more", () => {
  const park = planned(planOf(parked({ domain: "client.example", host: zonefile() })));
  const { moved, mechanisms } = impact({
    rows: [mail()],
    before: none,
    after: { rrsets: park.rrsets, lock: vendorLock },
  });
  expect(moved).toMatchObject([{ source: OFFICE, from: "none", to: "reject", count: 10 }]);
  expect(mechanisms.map(({ mechanism, cause }) => [mechanism, cause])).toEqual([
    ["dkim", "key"],
    ["spf", "record"],
  ]);
});

describe("whatever the mail", () => {
  const plans = [
    none,
    quarantine,
    reject,
    published(policySpec("reject", { subdomainPolicy: "none", nonexistentPolicy: "quarantine" })),
    published(policySpec("quarantine", { dkimAlignment: "strict", spfAlignment: "strict" })),
    published({ services: [office, mailchimp()], ...policySpec("none") }),
    published({ ...server({ ip4: ["198.51.100.0/24"], dkim: { s1: ED25519_KEY } }), ...policySpec("reject") }),
  ];
  const plan = fc.constantFrom(...plans);
  const month = fc.record({ rows: fc.array(anyRow, { maxLength: 12 }), rest: fc.array(anyRest, { maxLength: 3 }) });
  const stopped = ({ after }: DomainImpact): number => after.quarantine + after.reject;

  test("a plan that does not change moves nothing", () => {
    fc.assert(
      fc.property(month, plan, ({ rows, rest: sums }, same) => {
        const { moved, mechanisms, before, after } = impact({
          rows,
          evidence: { rest: sums },
          before: same,
          after: same,
        });
        expect([moved, mechanisms]).toEqual([[], []]);
        expect(before).toEqual(after);
      }),
    );
  });

  test("no message is lost or made up", () => {
    fc.assert(
      fc.property(month, fc.option(plan, { nil: undefined }), plan, ({ rows, rest: sums }, before, after) => {
        const result = impact({ rows, evidence: { rest: sums }, before, after });
        const all = [...rows, ...sums].reduce((sum, { messages }) => sum + messages, 0);
        const sum = ({ none: a, quarantine: b, reject: c }: DomainImpact["before"]): number => a + b + c;
        expect([result.messages, sum(result.before), sum(result.after)]).toEqual([all, all, all]);
        expect(result.agreement.messages + result.agreement.unknown).toBeLessThanOrEqual(all);
      }),
    );
  });

  test("a looser policy never stops more", () => {
    const level = fc.constantFrom([none, quarantine], [quarantine, reject], [none, reject]);
    fc.assert(
      fc.property(month, level, ({ rows, rest: sums }, [looser, stricter]) => {
        const of = (after: typeof none): number =>
          stopped(impact({ rows, evidence: { rest: sums }, before: stricter, after }));
        expect(of(looser ?? none)).toBeLessThanOrEqual(of(stricter ?? none));
      }),
    );
  });

  test("the order of the rows is nothing", () => {
    fc.assert(
      fc.property(month, plan, plan, ({ rows, rest: sums }, before, after) => {
        const turned = impact({ rows: rows.toReversed(), evidence: { rest: sums.toReversed() }, before, after });
        expect(turned).toEqual(impact({ rows, evidence: { rest: sums }, before, after }));
      }),
    );
  });

  test("evidence of nobody's mail is an impact of nothing", () => {
    expect(evidenceOf([]).rows).toEqual([]);
    expect(impact({ before: undefined, after: reject })).toMatchObject({ messages: 0, moved: [], mechanisms: [] });
  });
});
