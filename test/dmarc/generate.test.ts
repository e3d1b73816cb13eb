import { describe, expect, test } from "@jest/globals";
import { generateDmarc } from "../../src/dmarc/generate.ts";
import type { DmarcInput } from "../../src/dmarc/generate.ts";

const base: DmarcInput = { domain: "client.example", policy: "none", reportTo: ["d@r.example"] };

describe("generateDmarc writes", () => {
  test.each<[string, Partial<DmarcInput>, string]>([
    ["§4.7 policy and reports", {}, "v=DMARC1; p=none; rua=mailto:d@r.example"],
    [
      "§4.7 everything",
      {
        policy: "quarantine",
        subdomainPolicy: "reject",
        nonexistentPolicy: "reject",
        reportTo: ["a@r.example", "b@r.example"],
        failureReportTo: ["f@r.example"],
        dkimAlignment: "strict",
        spfAlignment: "relaxed",
        failureOptions: ["1", "d", "s"],
        testing: false,
        publicSuffix: "n",
      },
      "v=DMARC1; p=quarantine; sp=reject; np=reject; adkim=s; aspf=r; fo=1:d:s; rua=mailto:a@r.example,mailto:b@r.example; ruf=mailto:f@r.example; t=n; psd=n",
    ],
    ["§4.7 t=y", { policy: "quarantine", testing: true }, "v=DMARC1; p=quarantine; rua=mailto:d@r.example; t=y"],
    ["an address with mailto:", { reportTo: ["MAILTO:d@r.example"] }, "v=DMARC1; p=none; rua=mailto:d@r.example"],
    [
      "RFC 6068 §2 a mailto: that is percent-encoded",
      { reportTo: ["mailto:a%21b@r.example"] },
      "v=DMARC1; p=none; rua=mailto:a%21b@r.example",
    ],
    [
      "§4.8 a local part with ! encoded",
      { reportTo: ["a!b@r.example"] },
      "v=DMARC1; p=none; rua=mailto:a%21b@r.example",
    ],
    [
      "RFC 6068 §2 a local part with % ? / & = # encoded",
      { reportTo: ["a%b?c/d&e=f#g@r.example"] },
      "v=DMARC1; p=none; rua=mailto:a%25b%3Fc%2Fd%26e%3Df%23g@r.example",
    ],
    [
      "RFC 5321 §2.4 a local part keeps its case, a host does not",
      { reportTo: ["DMARC@R.Example."] },
      "v=DMARC1; p=none; rua=mailto:DMARC@r.example",
    ],
    [
      "RFC 5891 §5 an IDN host in A-labels",
      { reportTo: ["d@bücher.example"] },
      "v=DMARC1; p=none; rua=mailto:d@xn--bcher-kva.example",
    ],
    [
      "the same address once",
      { reportTo: ["d@r.example", " mailto:d@R.example", "D@r.example"] },
      "v=DMARC1; p=none; rua=mailto:d@r.example,mailto:D@r.example",
    ],
    [
      "the same failure option once, and none for an empty list",
      { failureReportTo: ["f@r.example"], failureOptions: ["d", "d"] },
      "v=DMARC1; p=none; fo=d; rua=mailto:d@r.example; ruf=mailto:f@r.example",
    ],
    ["no fo for an empty list", { failureOptions: [] }, "v=DMARC1; p=none; rua=mailto:d@r.example"],
    [
      "RFC 5321 §4.5.3.1.1 a local part of 64 octets",
      { reportTo: [`${"a".repeat(64)}@r.example`] },
      `v=DMARC1; p=none; rua=mailto:${"a".repeat(64)}@r.example`,
    ],
  ])("%s", (_, input, text) => {
    expect(generateDmarc({ ...base, ...input })).toMatchObject({ text, findings: [] });
  });
});

describe("generateDmarc refuses the address", () => {
  test.each([
    ["nothing", "", /no @/],
    ["no @", "dmarc.r.example", /no @/],
    ["a URL", "https://r.example/in", /no @/],
    ["two addresses", "a@r.example,b@r.example", /more than one @/],
    ["no local part", "@r.example", /before the @/],
    ["RFC 5321 §4.1.2 a dot at the edge", ".a@r.example", /before the @/],
    ["RFC 5321 §4.1.2 two dots", "a..b@r.example", /before the @/],
    ["RFC 5321 §4.1.2 a space", "a b@r.example", /before the @/],
    ["a quoted local part", '"a b"@r.example', /before the @/],
    ["a local part outside US-ASCII", "prüfung@r.example", /before the @/],
    ["RFC 5321 §4.5.3.1.1 a local part of 65 octets", `${"a".repeat(65)}@r.example`, /longer than 64/],
    ["no host", "a@", /behind the @/],
    ["a single label", "a@localhost", /behind the @/],
    ["an address literal", "a@[192.0.2.1]", /behind the @/],
    ["an IPv4 address", "a@192.0.2.1", /behind the @/],
    ["a host with an underscore", "a@_dmarc.r.example", /behind the @/],
    ["a wildcard", "a@*.r.example", /behind the @/],
    ["a host with an empty label", "a@r..example", /behind the @/],
    ["a space behind the @", "a@ r.example", /behind the @/],
    ["a size limit", "a@r.example!10m", /behind the @/],
    ["RFC 6068 §2 header fields", "mailto:a@r.example?subject=x", /behind the @/],
    ["RFC 3986 §2.1 broken percent-encoding", "mailto:a%zz@r.example", /percent-encoded/],
  ])("%s", (_, address, message) => {
    const expected = {
      id: "dmarc-report-address",
      severity: "error",
      name: "_dmarc.client.example",
      message: expect.stringMatching(message),
      cite: "RFC 9989 §4.7",
      fix: expect.any(String),
    };
    expect(generateDmarc({ ...base, reportTo: [address] })).toEqual({ findings: [expected] });
    expect(generateDmarc({ ...base, failureReportTo: ["f@r.example", address] })).toEqual({ findings: [expected] });
  });
});

describe("generateDmarc finds", () => {
  test.each<[string, Partial<DmarcInput>, readonly string[]]>([
    ["§4.7 nobody to report to", { reportTo: [] }, ["dmarc-no-reports warning"]],
    [
      "§4.7 fo 0 with 1",
      { failureReportTo: ["f@r.example"], failureOptions: ["0", "d", "1"] },
      ["dmarc-fo-exclusive error"],
    ],
    ["§4.7 fo without ruf", { failureOptions: ["1"] }, ["dmarc-fo-without-ruf warning"]],
    ["§4.7 fo with an empty ruf", { failureOptions: ["1"], failureReportTo: [] }, ["dmarc-fo-without-ruf warning"]],
    ["§A.6 t=y with p=reject", { policy: "reject", testing: true }, ["dmarc-testing-reject error"]],
    ["§A.6 t=y with sp=reject", { subdomainPolicy: "reject", testing: true }, ["dmarc-testing-reject error"]],
    ["§A.6 t=y with np=reject", { nonexistentPolicy: "reject", testing: true }, ["dmarc-testing-reject error"]],
    ["§4.7 sp looser than p", { policy: "quarantine", subdomainPolicy: "none" }, ["dmarc-subdomain-looser warning"]],
    [
      "§4.7 np looser than p",
      { policy: "reject", nonexistentPolicy: "quarantine" },
      ["dmarc-subdomain-looser warning"],
    ],
    [
      "§4.7 both looser",
      { policy: "reject", subdomainPolicy: "none", nonexistentPolicy: "none" },
      ["dmarc-subdomain-looser warning", "dmarc-subdomain-looser warning"],
    ],
    ["nothing when sp and np are p", { policy: "reject", subdomainPolicy: "reject", nonexistentPolicy: "reject" }, []],
    ["nothing when sp is stricter", { policy: "none", subdomainPolicy: "reject" }, []],
    ["nothing about reject with t=n", { policy: "reject", testing: false }, []],
    ["nothing about fo 0 alone", { failureReportTo: ["f@r.example"], failureOptions: ["0"] }, []],
  ])("%s, and gives the record", (_, input, expected) => {
    const { findings, text, record } = generateDmarc({ ...base, ...input });
    expect(findings.map(finding => `${finding.id} ${finding.severity}`)).toEqual(expected);
    for (const finding of findings) {
      expect(finding).toMatchObject({ name: "_dmarc.client.example", cite: expect.stringMatching(/^RFC 9989 §/) });
      expect(finding.fix).toMatch(/\.$/);
    }
    expect(text).toMatch(/^v=DMARC1; p=/);
    expect(record?.p).toBe(input.policy ?? "none");
  });
});
