import { describe, expect, test } from "@jest/globals";
import { forwardEmail, googleWorkspace, mailchimp, mimecast, ownServer } from "#mailwright";
import type { DomainSpec } from "#mailwright";
import { lookupsSaved } from "../../../src/decide/patches/unused.ts";
import type { Sightings } from "../../../src/feedback/evidence-sightings.ts";
import { planLookUp } from "../../../src/plan/plan-look-up.ts";
import { catalogue } from "../../../src/services/catalogue.ts";
import { treeCost } from "../../../src/spf/tree-cost.ts";
import { firstCase } from "../../services/all-cases.ts";
import { vendorLock } from "../../support/lock.ts";
import { reporter } from "../../support/made-up-feedback.ts";
import { patchesOf, type CountedRow, type Watched } from "../../support/patches.ts";
import { clientSpec, office, planned, planWith, RSA_2048_KEY } from "../../support/specs.ts";

const google = googleWorkspace({ dkim: { google: RSA_2048_KEY } });
const spec = clientSpec({
  services: [office, google],
  spf: { terms: [{ term: "ip4:192.0.2.77", owner: "till printer" }] },
});
const OFFICE: CountedRow = { ip: "192.0.2.10", dkim: ["client.example/office pass"], spf: ["client.example pass"] };
const PRINTER: CountedRow = { ip: "192.0.2.77", spf: ["client.example pass"] };

/** A year was searched, and nothing was seen before the window but what is given. */
function searched(sources: Readonly<Record<string, string>> = {}, since = "2025-06-30"): Sightings {
  const windows = (given: Readonly<Record<string, string>>) =>
    new Map(Object.entries(given).map(([key, last]) => [key, { first: since, last }]));
  return { since, sources: windows(sources), selectors: new Map() };
}

function dropped(of: DomainSpec, rows: readonly CountedRow[], watched: Watched = {}) {
  return patchesOf(of, rows, { earlier: searched(), ...watched }).filter(({ kind }) => kind === "drop");
}

describe("an unused sender", () => {
  test("goes with its line, and says the look-ups that are saved", () => {
    const [patch, ...rest] = dropped(spec, [OFFICE, PRINTER]);
    expect(rest).toEqual([]);
    expect(patch).toMatchObject({ cause: "unused", source: "google-workspace", messages: 0, saves: 1, blindly: false });
    expect(patch?.edits).toEqual([
      { does: "remove", path: "services[1]", text: "googleWorkspace({ … })", imports: [] },
    ]);
    expect(patch?.why).toBe(
      "No message of google-workspace in 366 days of feedback since 2025-06-30; without it SPF takes 1 DNS look-up less.",
    );
  });

  test("a term of the spec's own, and its owner", () => {
    const patches = dropped(spec, [
      OFFICE,
      { ip: "203.0.113.9", dkim: ["client.example/google pass"], spf: ["client.example pass"] },
    ]);
    expect(patches).toHaveLength(1);
    expect(patches[0]?.edits).toEqual([
      { does: "remove", path: "spf.terms[0]", text: '"ip4:192.0.2.77"', imports: [] },
    ]);
    expect(patches[0]?.why).toBe(
      "No message of spf ip4:192.0.2.77 (till printer) in 366 days of feedback since 2025-06-30.",
    );
    expect(patches[0]?.steps[0]).toMatch(/^Ask till printer /);
  });

  test("says when it was last seen", () => {
    const [patch] = dropped(spec, [OFFICE, PRINTER], {
      earlier: searched({ "declared google-workspace": "2025-12-01" }),
    });
    expect(patch?.why).toMatch(/^No message of google-workspace since 2025-12-01, 211 days before the feedback ends; /);
  });

  test("where all is unused, the domain is parked", () => {
    const [patch, ...rest] = dropped(spec, []);
    expect(rest).toEqual([]);
    expect(patch?.edits).toEqual([
      {
        does: "change",
        path: "export default",
        text: 'parked({ domain: "client.example", host: … })',
        imports: ["parked"],
      },
    ]);
    expect([patch?.source, ...(patch?.further ?? [])].toSorted()).toEqual([
      "google-workspace",
      "own-server office",
      "spf ip4:192.0.2.77",
    ]);
  });

  const quiet: readonly (readonly [string, DomainSpec, readonly CountedRow[], Watched])[] = [
    [
      "180 days are not over",
      spec,
      [OFFICE, PRINTER],
      { earlier: searched({ "declared google-workspace": "2026-01-02" }) },
    ],
    ["less than 180 days were searched", spec, [OFFICE, PRINTER], { earlier: searched({}, "2026-01-05") }],
    ["nothing was searched before the window", spec, [OFFICE, PRINTER], { earlier: undefined as never }],
    [
      "only one reported all the time",
      spec,
      [OFFICE, PRINTER],
      { reporters: [reporter("one.example", { first: "2025-06-30", days: 300 }), reporter("new.example")] },
    ],
    [
      "reports are too rare to show it",
      spec,
      [OFFICE, PRINTER],
      {
        reporters: [
          reporter("one.example", { first: "2025-06-30", days: 20 }),
          reporter("two.example", { first: "2025-06-30", days: 30 }),
        ],
      },
    ],
    ["the evidence is old", spec, [OFFICE, PRINTER], { today: "2026-08-01" }],
    [
      "it signed mail that somebody else is known by",
      spec,
      [PRINTER, { ...OFFICE, dkim: ["client.example/office pass", "client.example/google pass"] }],
      {},
    ],
    [
      "its mail was forwarded, and the reporter left the selector out",
      clientSpec({ services: [ownServer({ name: "office", ip4: ["192.0.2.10"] }), google] }),
      [
        { ip: "192.0.2.10", spf: ["client.example pass"] },
        { dkim: ["client.example pass"], spf: ["client.example softfail"] },
      ],
      {},
    ],
    [
      "its mail was forwarded",
      spec,
      [OFFICE, PRINTER, { dkim: ["client.example/google pass"], spf: ["client.example softfail"] }],
      {},
    ],
    [
      "it is declared since lately",
      clientSpec({ services: [office, googleWorkspace({ dkim: { google: RSA_2048_KEY }, since: "2026-05-01" })] }),
      [OFFICE],
      {},
    ],
    [
      "it is acknowledged",
      { ...spec, acknowledged: [{ source: "google-workspace", reason: "once a year", since: "2026-01-01" }] },
      [OFFICE, PRINTER],
      {},
    ],
    [
      "it forwards mail to mailboxes and does not send",
      clientSpec({ services: [office, forwardEmail({ dkim: {} })] }),
      [OFFICE],
      {},
    ],
    [
      "it is a key or a redirect",
      clientSpec({ services: [office], dkim: { old: RSA_2048_KEY }, spf: { redirect: "_spf.msp.example" } }),
      [OFFICE],
      {},
    ],
  ];
  test.each(quiet)("nothing goes where %s", (_, of, rows, watched) => {
    expect(dropped(of, rows, watched)).toEqual([]);
  });

  test.each([
    ["2025-10-01", "quarterly", 0],
    ["2025-08-01", "quarterly", 1],
    ["2025-10-01", "weekly", 1],
  ] as const)("last seen %s, %s: %i", (last, cadence, count) => {
    const of = clientSpec({ services: [office, googleWorkspace({ dkim: { google: RSA_2048_KEY }, cadence })] });
    expect(dropped(of, [OFFICE], { earlier: searched({ "declared google-workspace": last }) })).toHaveLength(count);
  });
});

describe("look-ups saved", () => {
  const costOf = (of: DomainSpec): number => treeCost(planned(planWith(vendorLock, of)).spf[0]!.tree).lookups;

  test("are those that the plan without the service does not have, and no term of another goes with it", () => {
    let more = 0;
    for (const { id } of catalogue) {
      const { use } = firstCase(id);
      if (!JSON.stringify(use).includes("include") && id === "own-server") continue;
      const others = [office, google, mimecast({ region: "eu", dkim: {} })];
      const [whole, without] = [[...others, use], others].map(services => clientSpec({ services })) as [
        DomainSpec,
        DomainSpec,
      ];
      const fleet = planWith(vendorLock, whole);
      const plan = fleet.domains[0];
      if (plan === undefined) throw new Error(`${id} was not planned`);
      const saved = lookupsSaved(plan, "services[3]", planLookUp(plan.rrsets, vendorLock));
      expect([id, saved]).toEqual([id, costOf(whole) - costOf(without)]);
      if (saved > 0) more += 1;
    }
    expect(more).toBeGreaterThan(10);
  });

  test("none where another has the same include", () => {
    const whole = clientSpec({
      services: [office, google, ownServer({ name: "old", terms: ["include:_spf.google.com"] }), mailchimp()],
    });
    const plan = planned(planWith(vendorLock, whole));
    const lookUp = planLookUp(plan.rrsets, vendorLock);
    expect(lookupsSaved(plan, "services[1]", lookUp)).toBe(0);
    expect(lookupsSaved(plan, "services[3]", lookUp)).toBe(0);
  });
});
