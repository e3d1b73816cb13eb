/** Whatever reports say: patches come, are safe to print, and name what the evidence counts. */
import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { googleWorkspace, mailchimp, sendgrid } from "#mailwright";
import bakery from "../../../domains/harbour-bakery.example.ts";
import { attributor } from "../../../src/feedback/attribute.ts";
import { makeEvidence } from "../../../src/feedback/make-evidence.ts";
import { catalogue } from "../../../src/services/catalogue.ts";
import { vendorLock } from "../../support/lock.ts";
import { feedback, sourceRow as madeUpRow } from "../../support/made-up-feedback.ts";
import { dataOf, patchesOf, patchesOn } from "../../support/patches.ts";
import { clientSpec, office, planned, planWith, RSA_2048_KEY } from "../../support/specs.ts";

const spec = clientSpec({
  services: [
    office,
    googleWorkspace({ dkim: { google: RSA_2048_KEY } }),
    sendgrid({ user: "u1234567", server: "wl123", returnPath: "em1234" }),
    mailchimp({ subdomain: "news" }),
  ],
  spf: { terms: ["ip4:192.0.2.77"] },
  dmarc: { policy: "quarantine", reportTo: ["dmarc@client.example"], dkimAlignment: "strict", spfAlignment: "strict" },
});
const plan = planned(planWith(vendorLock, spec));
const attribute = attributor(plan, { catalogue, lock: vendorLock });

describe("patches", () => {
  test("of whatever reports say are whole, safe to print, and no more than the mail", () => {
    fc.assert(
      fc.property(fc.array(madeUpRow, { maxLength: 40 }), rows => {
        const evidence = makeEvidence(feedback({ rows }), { declared: plan.declared, attribute });
        for (const { source, why, edits, steps, messages } of patchesOn(plan, evidence)) {
          for (const text of [source, why, ...steps, ...edits.map(edit => edit.path)])
            expect(text).not.toMatch(/[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]/);
          expect(why).toMatch(/^[A-Z0-9].*\.$/);
          for (const step of steps) expect(step).toMatch(/^[A-Z].*\.$/);
          expect(messages).toBeLessThanOrEqual(evidence.totals.messages);
          for (const edit of edits) {
            expect(edit.text).not.toMatch(/[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]/);
            // A text that cannot be read as code throws.
            if (edit.does === "add" && !edit.text.includes("({ …")) dataOf(edit);
          }
        }
      }),
      { numRuns: 300 },
    );
  });

  test("do not hang on the order of rows", () => {
    fc.assert(
      fc.property(fc.array(madeUpRow, { maxLength: 20 }), rows => {
        const of = (some: typeof rows) =>
          patchesOn(plan, makeEvidence(feedback({ rows: some }), { declared: plan.declared, attribute }));
        expect(of(rows.toReversed())).toEqual(of(rows));
      }),
    );
  });

  test("come in the order in which they are wanted: what is missing, what fails, what can go", () => {
    const rows = [
      { dkim: ["mandrillapp.com/mte1 pass"], spf: ["mandrillapp.com pass"], messages: 10 },
      { dkim: ["zendesk.com/z pass"], spf: ["zendesk.com pass"], messages: 30 },
      { dkim: ["sendgrid.net/x pass"], spf: ["sendgrid.net pass"], messages: 500 },
      { ip: "192.0.2.10", dkim: ["client.example/office pass"], spf: ["client.example pass"], messages: 500 },
    ];
    const earlier = { since: "2025-06-30", sources: new Map(), selectors: new Map() };
    const got = patchesOf(spec, rows, { earlier }).map(({ kind, source }) => `${kind} ${source}`);
    expect(got.map(one => one.split(" ")[0])).toEqual(
      got.map(one => one.split(" ")[0]).toSorted((a, b) => "amd".indexOf(a?.[0] ?? "") - "amd".indexOf(b?.[0] ?? "")),
    );
    expect(got.slice(0, 3)).toEqual(["add zendesk", "add mandrill", "mend sendgrid"]);
    expect(got.slice(-1)).toEqual(["drop spf ip4:192.0.2.77"]);
  });

  test("of the example's bakery: the newsletter that nobody declared", () => {
    const domain = "harbour-bakery.example";
    const [patch] = patchesOf(bakery as never, [
      { from: domain, dkim: ["mcsv.net/k2 pass"], spf: ["mail12.suw11.mcsv.net pass"], messages: 939 },
    ]);
    expect(patch).toMatchObject({
      kind: "add",
      source: "mailchimp",
      messages: 939,
      edits: [{ path: "services", text: "mailchimp()" }, {}],
    });
    expect(patch?.steps[0]).toContain(`have them authenticate ${domain} there`);
  });
});
