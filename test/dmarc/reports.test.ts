import { describe, expect, test } from "@jest/globals";
import type { PolicyRecord } from "../../src/dmarc/policy-record.ts";
import { AUTHORISATION_TEXT, authorisationName, needsAuthorisation } from "../../src/dmarc/report-authorisation.ts";
import { reportHosts } from "../../src/dmarc/report-hosts.ts";

describe("reportHosts", () => {
  test.each<[string, PolicyRecord, readonly string[]]>([
    ["no reports", { p: "none" }, []],
    [
      "rua and ruf, sorted, each once",
      {
        p: "none",
        rua: ["mailto:a@z.example", "mailto:b@b.example"],
        ruf: ["mailto:c@a.example", "mailto:d@b.example"],
      },
      ["a.example", "b.example", "z.example"],
    ],
    [
      "canonical hosts",
      { p: "none", rua: ["MAILTO:a@R.Example.", "mailto:a@bücher.example"] },
      ["r.example", "xn--bcher-kva.example"],
    ],
    ["URIs that are not mailto", { p: "none", rua: ["https://user@r.example/"] }, []],
    ["RFC 6068 §2 header fields", { p: "none", rua: ["mailto:a@r.example?cc=b@other.example"] }, ["r.example"]],
    ["a local part with ?", { p: "none", rua: ["mailto:a?b@r.example"] }, ["r.example"]],
    ["what has no host", { p: "none", rua: ["mailto:a", "mailto:a@", "mailto:a@r example"] }, []],
  ])("%s", (_, record, hosts) => {
    expect(reportHosts(record)).toEqual(hosts);
  });
});

describe("report authorisation (RFC 9990 §4)", () => {
  test("the name and the text of the consent", () => {
    expect(authorisationName("client.example", "reports.msp.example")).toBe(
      "client.example._report._dmarc.reports.msp.example",
    );
    expect(AUTHORISATION_TEXT).toBe("v=DMARC1");
  });

  test.each([
    ["client.example", "client.example", false, "the same name"],
    ["client.example", "mail.client.example", false, "reports below the domain"],
    ["news.client.example", "client.example", false, "reports above the domain"],
    ["client.example", "msp.example", true, "another domain"],
    ["client.example", "myclient.example", true, "a name that only ends alike"],
    ["a.client.example", "b.client.example", true, "siblings: a record too many does no harm"],
  ])("reports about %s to %s: %p, %s", (policyDomain, reportHost, expected) => {
    expect(needsAuthorisation(policyDomain, reportHost)).toBe(expected);
  });
});
