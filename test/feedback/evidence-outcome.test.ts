import { describe, expect, test } from "@jest/globals";
import { dkimOutcome, isOwnName, spfOutcome } from "../../src/feedback/evidence-outcome.ts";
import type { SourceRow } from "../../src/feedback/source-row.ts";

const DOMAIN = "client.example";

describe("why DKIM did not align", () => {
  const cases: readonly [string, SourceRow["dkim"], string][] = [
    ["nothing was signed", [], "unsigned"],
    ["a reporter that lists none", [{ domain: DOMAIN, result: "none" }], "unsigned"],
    ["the vendor signed as itself", [{ domain: "vendor.example", selector: "k", result: "pass" }], "unaligned"],
    ["the vendor's own signature broke", [{ domain: "vendor.example", selector: "k", result: "fail" }], "unaligned"],
    ["the key is missing, revoked or no key", [{ domain: DOMAIN, selector: "k", result: "permerror" }], "permerror"],
    ["the mail was changed", [{ domain: DOMAIN, selector: "k", result: "fail" }], "broken"],
    ["the receiver does not take the key", [{ domain: DOMAIN, selector: "k", result: "policy" }], "broken"],
    ["the DNS did not answer", [{ domain: DOMAIN, selector: "k", result: "temperror" }], "temperror"],
    ["strict alignment refuses a subdomain", [{ domain: `m.${DOMAIN}`, selector: "k", result: "pass" }], "unaligned"],
    [
      "the key is what can be mended",
      [
        { domain: DOMAIN, selector: "a", result: "fail" },
        { domain: DOMAIN, selector: "b", result: "permerror" },
        { domain: "vendor.example", selector: "k", result: "pass" },
      ],
      "permerror",
    ],
  ];
  test.each(cases)("%s", (_, dkim, expected) => {
    expect(dkimOutcome({ alignedDkim: false, dkim }, DOMAIN)).toBe(expected);
    expect(dkimOutcome({ alignedDkim: true, dkim }, DOMAIN)).toBe("aligned");
  });
});

describe("why SPF did not align", () => {
  const cases: readonly [string, SourceRow["spf"], string][] = [
    ["nothing was reported", [], "unknown"],
    ["the return path is the vendor's", [{ domain: "vendor.example", scope: "mfrom", result: "pass" }], "unaligned"],
    ["and even that failed", [{ domain: "vendor.example", scope: "mfrom", result: "fail" }], "unaligned"],
    ["the address is not in the record", [{ domain: DOMAIN, scope: "mfrom", result: "softfail" }], "not-authorised"],
    ["the return path has no record", [{ domain: `b.${DOMAIN}`, result: "none" }], "no-record"],
    ["the record is broken", [{ domain: DOMAIN, result: "permerror" }], "permerror"],
    ["the DNS did not answer", [{ domain: DOMAIN, result: "temperror" }], "temperror"],
    ["strict alignment refuses a subdomain", [{ domain: `b.${DOMAIN}`, result: "pass" }], "unaligned"],
    [
      "HELO explains nothing beside MAIL FROM",
      [
        { domain: `mail.${DOMAIN}`, scope: "helo", result: "none" },
        { domain: "vendor.example", scope: "mfrom", result: "pass" },
      ],
      "unaligned",
    ],
    ["and is all there is of the null sender", [{ domain: DOMAIN, scope: "helo", result: "fail" }], "not-authorised"],
  ];
  test.each(cases)("%s", (_, spf, expected) => {
    expect(spfOutcome({ alignedSpf: false, spf }, DOMAIN)).toBe(expected);
    expect(spfOutcome({ alignedSpf: true, spf }, DOMAIN)).toBe("aligned");
  });
});

test.each([
  [DOMAIN, true],
  [`a.b.${DOMAIN}`, true],
  ["notclient.example", false],
  ["example", false],
  ["", false],
])("%s can align with client.example: %s", (name, expected) => expect(isOwnName(name, DOMAIN)).toBe(expected));

test("above the policy domain too, where its organization may be", () => {
  expect(isOwnName("client.example", "shop.client.example")).toBe(true);
});
