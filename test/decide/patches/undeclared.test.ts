import { describe, expect, test } from "@jest/globals";
import { mailchimp, ownServer, parked } from "#mailwright";
import { lockOf, vendorLock } from "../../support/lock.ts";
import { evidenceOf, patchesOf, patchesOn, type CountedRow } from "../../support/patches.ts";
import { clientSpec, office, planned, planWith } from "../../support/specs.ts";

const spec = clientSpec();

function added(rows: readonly CountedRow[], of = spec) {
  return patchesOf(of, rows).filter(({ kind }) => kind === "add");
}

const MAILCHIMP = { dkim: ["mcsv.net/k2 pass"], spf: ["mail12.suw11.mcsv.net pass"] };

const lines: readonly {
  readonly name: string;
  readonly rows: readonly CountedRow[];
  readonly path?: string;
  readonly text: string;
  readonly blindly?: boolean;
}[] = [
  { name: "a vendor that signs as itself", rows: [MAILCHIMP], text: "mailchimp()" },
  {
    name: "a vendor's selector that is published and not declared",
    rows: [{ dkim: ["client.example/k1 pass"] }],
    text: "mailchimp({ legacySelector: true })",
    blindly: true,
  },
  {
    name: "a vendor that sends from a name below",
    rows: [{ ...MAILCHIMP, from: "news.client.example" }],
    text: 'mailchimp({ subdomain: "news" })',
  },
  {
    name: "a vendor that sends from both: relaxed alignment covers the name below",
    rows: [{ ...MAILCHIMP, from: "news.client.example", messages: 500 }, MAILCHIMP],
    text: "mailchimp()",
  },
  {
    name: "a signature at the name below",
    rows: [{ from: "news.client.example", dkim: ["news.client.example/k2 pass"], spf: ["mail12.suw11.mcsv.net pass"] }],
    text: 'mailchimp({ subdomain: "news" })',
    blindly: true,
  },
  {
    name: "a region that stands in the return path",
    rows: [{ dkim: ["amazonses.com/x pass"], spf: ["eu-west-1.amazonses.com pass"] }],
    text: 'amazonSes({ region: "eu-west-1", dkimTokens: ["…", "…", "…"] })',
  },
  {
    name: "a region that nothing tells",
    rows: [{ dkim: ["amazonses.com/x pass"], spf: ["amazonses.com pass"] }],
    text: 'amazonSes({ region: "…", dkimTokens: ["…", "…", "…"] })',
  },
  {
    name: "an account that only the vendor knows, with the return path that mail shows",
    rows: [{ dkim: ["client.example/s1 pass", "sendgrid.net/smtpapi pass"], spf: ["em99.client.example pass"] }],
    text: 'sendgrid({ user: "…", server: "…", returnPath: "em99" })',
  },
  {
    name: "a selector of nobody's",
    rows: [{ dkim: ["client.example/xyz pass"] }],
    path: "dkim",
    text: 'xyz: "…"',
  },
  {
    name: "a selector of nobody's at a name below, where a spec has no keys of its own",
    rows: [{ from: "shop.client.example", dkim: ["shop.client.example/xyz pass"] }],
    text: 'ownServer({ name: "…", subdomain: "shop", ip4: ["198.51.100.99"], dkim: { xyz: "…" } })',
  },
  {
    name: "a selector of nobody's that strict alignment does not take",
    rows: [{ from: "shop.client.example", dkim: ["client.example/xyz pass"], aligned: { dkim: false } }],
    path: "dkim",
    text: 'xyz: "…"',
  },
  {
    name: "a return path of nobody's",
    rows: [{ ip: "2001:db8::99", spf: ["bounce.client.example pass"] }],
    text: 'ownServer({ name: "…", subdomain: "bounce", ip6: ["2001:db8::99"] })',
  },
  {
    name: "an address that the published record lets pass",
    rows: [{ spf: ["client.example pass"] }],
    text: 'ownServer({ name: "…", ip4: ["198.51.100.99"] })',
  },
];

describe("an undeclared sender", () => {
  test.each(lines)("$name", ({ rows, path = "services", text, blindly = false }) => {
    const patches = added(rows);
    expect(patches.map(({ edits: [edit] }) => edit)).toEqual([expect.objectContaining({ does: "add", path, text })]);
    expect(patches[0]?.blindly).toBe(blindly);
  });

  test("figures, dates and vendor in a sentence; the other choice is to acknowledge it", () => {
    const [patch] = added([{ ...MAILCHIMP, messages: 1204 }]);
    expect(patch).toMatchObject({ kind: "add", cause: "undeclared-service", source: "mailchimp", messages: 1204 });
    expect(patch?.why).toBe(
      "1,204 messages from 2026-06-01 to 2026-06-10 were authenticated as mail12.suw11.mcsv.net, mcsv.net alone and failed DMARC; Mailchimp is not in the spec.",
    );
    expect(patch?.edits[0]?.imports).toEqual(["mailchimp"]);
    expect(patch?.edits[1]).toEqual({
      does: "add",
      path: "acknowledged",
      text: '{ source: "mailchimp", reason: "…", since: "2026-07-01" }',
      imports: [],
    });
    expect(patch?.steps).toEqual([expect.stringContaining("have them authenticate client.example there: https://")]);
  });

  test("whose addresses they are is told by the lock, where it is one vendor's", () => {
    const lock = lockOf({ "_spf.google.com": { TXT: ["v=spf1 ip4:203.0.113.0/24 -all"] } });
    const [patch] = patchesOf(spec, [{ ip: "203.0.113.9", spf: ["client.example pass"] }], { lock });
    expect(patch?.edits[0]?.text).toBe('googleWorkspace({ dkim: { "…": "…" } })');
    // Its include costs look-ups, which may be too many.
    expect(patch?.blindly).toBe(false);
  });

  test("two selectors of one vendor are one line", () => {
    const patches = added([{ dkim: ["client.example/k2 pass"] }, { dkim: ["client.example/k3 pass"], messages: 7 }]);
    expect(patches).toHaveLength(1);
    expect(patches[0]).toMatchObject({
      source: "k2._domainkey.client.example",
      further: ["k3._domainkey.client.example"],
      messages: 107,
    });
  });

  test("a selector that several vendors use has a line for each", () => {
    const [patch] = added([{ dkim: ["client.example/s1 pass"] }]);
    expect(patch?.edits.length).toBeGreaterThan(1);
    expect(patch?.blindly).toBe(false);
  });

  test("a key of a declared service's that the spec does not have", () => {
    const declared = clientSpec({ services: [office, mailchimp()] });
    const [patch, ...rest] = added(
      [{ dkim: ["client.example/k2 pass", "client.example/k1 pass"], spf: ["mail12.suw11.mcsv.net pass"] }],
      declared,
    );
    expect(rest).toEqual([]);
    expect(patch).toMatchObject({
      kind: "add",
      cause: "undeclared-selector",
      source: "mailchimp",
      messages: 100,
      blindly: true,
    });
    expect(patch?.edits).toEqual([
      { does: "change", path: "services[1]", text: "mailchimp({ …, legacySelector: true })", imports: [] },
    ]);
  });

  test.each([
    [
      "acknowledged",
      [MAILCHIMP],
      clientSpec({ acknowledged: [{ source: "mailchimp", reason: "leaves in May", since: "2026-05-01" }] }),
    ],
    [
      "forwarded",
      [{ dkim: ["client.example/office pass"], spf: ["client.example softfail"], overrides: ["forwarded"] }],
      spec,
    ],
    ["spoofed", [{ spf: ["client.example fail"] }, { dkim: ["spoofer.example/x pass"] }], spec],
    ["its own", [{ ip: "192.0.2.10", spf: ["client.example pass"] }], spec],
  ] satisfies readonly (readonly [string, readonly CountedRow[], typeof spec])[])(
    "nothing is added for mail that is %s",
    (_, rows, of) => {
      expect(added(rows, of)).toEqual([]);
    },
  );

  test("a key above the domain can only be acknowledged here", () => {
    const shop = clientSpec({
      domain: "shop.client.example",
      services: [ownServer({ name: "shop", ip4: ["192.0.2.10"] })],
    });
    const [patch] = added([{ from: shop.domain, dkim: ["client.example/xyz pass"] }], shop);
    expect(patch?.edits.map(({ path, text }) => `${path}: ${text}`)).toEqual([
      'acknowledged: { source: "xyz._domainkey.client.example", reason: "…", since: "2026-07-01" }',
    ]);
  });

  test("names out of reports cannot leave the text they stand in", () => {
    const rows = [
      { dkim: ['client.example/a"b pass', "client.example/\u001b[31m pass", "client.example/`${x}` pass"] },
    ];
    for (const { edits, why, steps } of added(rows))
      for (const text of [...edits.map(edit => edit.text), why, ...steps])
        expect(text).not.toMatch(/[\x00-\x09\x0b-\x1f]/);
    const [patch] = added([{ dkim: ['client.example/a"b pass'] }]);
    expect(patch?.edits[0]?.text).toBe('\'a"b\': "…"');
  });

  test("a parked domain is advised nothing", () => {
    const plan = planned(planWith(vendorLock, parked({ domain: "client.example", host: spec.host })));
    const evidence = evidenceOf(plan, [MAILCHIMP]);
    expect(evidence.unknown).toHaveLength(1);
    expect(patchesOn(plan, evidence)).toEqual([]);
  });
});
