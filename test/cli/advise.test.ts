/** `mailwright advise` as people run it. */
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { dayAt } from "../../src/feedback/evidence-days.ts";
import { formatEvidence } from "../../src/feedback/format-evidence.ts";
import { makeEvidence } from "../../src/feedback/make-evidence.ts";
import { feedback, row } from "../support/made-up-feedback.ts";
import { document, lockedFolder, specText, type Folder } from "../support/cli.ts";

const today = new Date().toISOString().slice(0, 10);
const window = { first: dayAt(today, -29), last: today };

function evidenceOf(domain: string): string {
  const rows = [
    row({
      headerFrom: domain,
      messages: 939,
      alignedDkim: false,
      alignedSpf: false,
      dkim: [{ domain: "mcsv.net", selector: "k2", result: "pass" }],
      spf: [{ domain: "mail12.mcsv.net", scope: "mfrom", result: "pass" }],
    }),
  ];
  const attribute = () =>
    ({
      kind: "unknown-authenticated",
      by: "undeclared-vendor",
      aligned: false,
      domain: "mcsv.net",
      services: ["mailchimp"],
    }) as const;
  return formatEvidence(makeEvidence(feedback({ domain, window, rows }), { declared: [], attribute }));
}

let on: Folder;
beforeEach(() => {
  on = lockedFolder({ "shop.example.ts": specText("shop.example"), "bakery.example.ts": specText("bakery.example") });
  on.write("evidence/shop.example.json", evidenceOf("shop.example"));
});
afterEach(() => on.remove());

describe("advise", () => {
  test("prints the line to paste, where it goes and what has to be imported", () => {
    const { code, stdout, stderr } = on.run("advise");
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout).toContain("shop.example  domains/shop.example.ts");
    expect(stdout).toContain("  add   mailchimp  undeclared-service\n        939 messages ");
    expect(stdout).toContain(
      "        add to services (import mailchimp):\n            mailchimp(),\n        or add to acknowledged:\n",
    );
    expect(stdout).toMatch(/\n\n1 change in 1 domain\.\nNo evidence of bakery\.example: nothing is said of it\.\n$/);
  });

  test("of a domain that is named alone, and of none that is unknown", () => {
    expect(on.run("advise", "bakery.example").stdout).toBe(
      "The evidence asks for no change.\nNo evidence of bakery.example: nothing is said of it.\n",
    );
    expect(on.run("advise", "nobody.example")).toMatchObject({ code: 2, stdout: "" });
  });

  test("as one JSON document", () => {
    const { domains, without } = document(on.run("advise", "--json")) as {
      readonly domains: readonly { readonly domain: string; readonly patches: readonly object[] }[];
      readonly without: readonly string[];
    };
    expect(without).toEqual(["bakery.example"]);
    expect(domains.map(({ domain, patches }) => `${domain} ${patches.length}`)).toEqual([
      "bakery.example 0",
      "shop.example 1",
    ]);
    expect(domains[1]?.patches[0]).toMatchObject({
      kind: "add",
      cause: "undeclared-service",
      source: "mailchimp",
      messages: 939,
      edits: [{ does: "add", path: "services", text: "mailchimp()", imports: ["mailchimp"] }, { path: "acknowledged" }],
      blindly: false,
    });
  });

  test("tells of evidence that cannot be read, and goes on", () => {
    on.write("evidence/bakery.example.json", "<<<<<<< HEAD");
    const { code, stdout, stderr } = on.run("advise");
    expect(code).toBe(0);
    expect(stderr).toMatch(/^warning: evidence\/bakery\.example\.json .*; nothing is said of its domain\.\n$/);
    expect(stdout).toContain("1 change in 1 domain.");
  });
});
