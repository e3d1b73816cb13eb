/** TLS reports (RFC 8460 §4.4): what reporters send, what they break, and what was made to do harm. */
import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { parseTlsReport } from "../../src/feedback/parse-tls.ts";

/** The example of RFC 8460 Appendix B, with names of our own. */
const example = {
  "organization-name": "Reporter & Co",
  "date-range": { "start-datetime": "2026-04-01T00:00:00Z", "end-datetime": "2026-04-01T23:59:59Z" },
  "contact-info": "sts-reporting@reporter.example",
  "report-id": "5065427c-23d3-47ca-b6e0-946ea0e8c4be",
  policies: [
    {
      policy: {
        "policy-type": "sts",
        "policy-string": ["version: STSv1", "mode: testing", "mx: *.mail.client.example", "max_age: 86400"],
        "policy-domain": "client.example",
        "mx-host": "*.mail.client.example",
      },
      summary: { "total-successful-session-count": 5326, "total-failure-session-count": 303 },
      "failure-details": [
        {
          "result-type": "certificate-expired",
          "sending-mta-ip": "2001:db8:abcd:0012::1",
          "receiving-mx-hostname": "mx1.mail.client.example",
          "failed-session-count": 100,
        },
        {
          "result-type": "validation-failure",
          "sending-mta-ip": "198.51.100.62",
          "receiving-ip": "203.0.113.58",
          "receiving-mx-hostname": "mx-backup.mail.client.example",
          "failed-session-count": 3,
          "failure-reason-code": "X509_V_ERR_PROXY_PATH_LENGTH_EXCEEDED",
          "additional-information": "https://reporter.example/report_info?id=5065427c",
        },
      ],
    },
  ],
};

const parse = (data: unknown): ReturnType<typeof parseTlsReport> => parseTlsReport(Buffer.from(JSON.stringify(data)));

/** The report of the example with other values at the top, in its policy entry, or in its first failure. */
function changed(top: object, entry: object = {}, failure: object = {}): unknown {
  const [policy] = example.policies;
  const [first, ...rest] = policy?.["failure-details"] ?? [];
  return {
    ...example,
    policies: [{ ...policy, "failure-details": [{ ...first, ...failure }, ...rest], ...entry }],
    ...top,
  };
}

test("the example of RFC 8460 is read whole", () => {
  expect(parse(example)).toEqual({
    report: {
      organizationName: "Reporter & Co",
      contactInfo: "sts-reporting@reporter.example",
      reportId: "5065427c-23d3-47ca-b6e0-946ea0e8c4be",
      dateRange: { begin: 1_775_001_600, end: 1_775_087_999 },
      policies: [
        {
          policyType: "sts",
          policyStrings: ["version: STSv1", "mode: testing", "mx: *.mail.client.example", "max_age: 86400"],
          policyDomain: "client.example",
          mxHosts: ["*.mail.client.example"],
          successful: 5326,
          failed: 303,
          failures: [
            {
              resultType: "certificate-expired",
              sendingMtaIp: "2001:db8:abcd:12::1",
              receivingMxHostname: "mx1.mail.client.example",
              failed: 100,
            },
            {
              resultType: "validation-failure",
              sendingMtaIp: "198.51.100.62",
              receivingMxHostname: "mx-backup.mail.client.example",
              receivingIp: "203.0.113.58",
              failed: 3,
              failureReasonCode: "X509_V_ERR_PROXY_PATH_LENGTH_EXCEEDED",
              additionalInformation: "https://reporter.example/report_info?id=5065427c",
            },
          ],
        },
      ],
    },
    repairs: [],
  });
});

describe("what reporters write instead", () => {
  const [entry] = example.policies;
  const cases: readonly (readonly [what: string, data: unknown, found: object, repairs: readonly string[]])[] = [
    ["keys nobody knows", changed({ extra: 1 }, { more: [] }, { other: {} }), {}, []],
    ["no failure-details", changed({}, { "failure-details": undefined }), { failures: [] }, []],
    ["failure-details of null", changed({}, { "failure-details": null }), { failures: [] }, []],
    [
      "mx-host as an array",
      changed({}, { policy: { ...entry?.policy, "mx-host": ["A.example.", "b.example"] } }),
      { mxHosts: ["a.example", "b.example"] },
      [],
    ],
    ["no mx-host", changed({}, { policy: { ...entry?.policy, "mx-host": undefined } }), { mxHosts: [] }, []],
    [
      "one policy-string, not in an array",
      changed({}, { policy: { ...entry?.policy, "policy-string": "version: STSv1" } }),
      { policyStrings: ["version: STSv1"] },
      [],
    ],
    [
      "counts as strings",
      changed({}, { summary: { "total-successful-session-count": "7", "total-failure-session-count": "0" } }),
      { successful: 7, failed: 0 },
      ["2 session count: a string"],
    ],
    [
      "counts that are none",
      changed({}, { summary: { "total-successful-session-count": -1, "total-failure-session-count": 1.5 } }),
      { successful: 0, failed: 0 },
      ["2 session count: not a number of sessions, 0 taken"],
    ],
    ["no summary", changed({}, { summary: null }), { successful: 0, failed: 0 }, ["1 summary: missing"]],
    [
      "an unknown policy type",
      changed({}, { policy: { ...entry?.policy, "policy-type": "DANE" } }),
      { policyType: "other" },
      ["1 policy-type: unknown word"],
    ],
    [
      "upper case",
      changed({}, { policy: { ...entry?.policy, "policy-type": "No-Policy-Found" } }),
      { policyType: "no-policy-found" },
      [],
    ],
    [
      "a policy that is none beside one",
      { ...example, policies: ["x", ...example.policies] },
      {},
      ["1 policy: cannot be read, left out"],
    ],
  ];
  test.each(cases)("%s", (_, data, found, repairs) => {
    expect(parse(data)).toMatchObject({ report: { policies: [found] }, repairs });
  });

  test("odd values of a failure", () => {
    const odd = { "sending-mta-ip": "::ffff:192.0.2.7", "receiving-ip": "", "receiving-mx-hostname": "MX.Example." };
    expect(parse(changed({}, {}, odd))).toMatchObject({
      report: {
        policies: [
          { failures: [{ sendingMtaIp: "192.0.2.7", receivingMxHostname: "mx.example", receivingIp: undefined }, {}] },
        ],
      },
      repairs: ["1 source_ip: IPv4-mapped address"],
    });
  });

  test("control characters go, brackets around the id too", () => {
    expect(
      parse(changed({ "organization-name": "\u001b[31mred\u0000", "report-id": "<1@reporter.example>" })),
    ).toMatchObject({
      report: { organizationName: "[31mred", reportId: "1@reporter.example" },
      repairs: ["1 text: control characters taken out"],
    });
  });

  test("a byte order mark, and octets that are no UTF-8", () => {
    const octets = Buffer.from(JSON.stringify(example));
    expect(parseTlsReport(Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), octets]))).toEqual(parse(example));
    const bad = Buffer.from(JSON.stringify(example).replace("Reporter &", "B\xfcro &"), "latin1");
    expect(parseTlsReport(bad)).toMatchObject({
      report: { organizationName: "B\ufffdro Co".replace(" Co", " & Co") },
      repairs: ["1 text: not UTF-8"],
    });
  });
});

describe("what is no TLS report says why", () => {
  const deep = `${"[".repeat(200_000)}${"]".repeat(200_000)}`;
  const cases: readonly (readonly [text: string, reason: string])[] = [
    ["", "It is no JSON."],
    ["<feedback/>", "It is no JSON."],
    ["null", "It is no TLS report: the object is missing or of the wrong kind."],
    ["{}", "It is no TLS report: date-range is missing or of the wrong kind."],
    ['{"date-range":{},"policies":{}}', "It is no TLS report: policies is missing or of the wrong kind."],
    ['{"date-range":{"start-datetime":"soon"},"policies":[]}', "It has no date range that can be read."],
    [
      '{"date-range":{"start-datetime":"2026-04-01T00:00:00Z"},"policies":[1,null]}',
      "None of its policies can be read.",
    ],
  ];
  test.each(cases)("%s", (text, reason) => {
    expect(parseTlsReport(Buffer.from(text))).toEqual({ rejected: reason });
  });

  test("200,000 deep", () => {
    expect(parseTlsReport(Buffer.from(deep))).toEqual({ rejected: expect.any(String) });
  });
});

test("lists are capped, and what is left out is counted", () => {
  const [entry] = example.policies;
  const many = parse({
    ...example,
    policies: Array.from({ length: 1_003 }, () => ({ policy: entry?.policy, summary: entry?.summary })),
  });
  expect(many).toMatchObject({ repairs: ["3 policies: beyond 1000, left out"] });
  const [failure] = entry?.["failure-details"] ?? [];
  const long = parse(changed({}, { "failure-details": Array.from({ length: 10_002 }, () => failure) }));
  expect("report" in long && long.report.policies[0]?.failures.length).toBe(10_000);
  expect(long).toMatchObject({ repairs: ["2 failure-details: beyond 10000 of a policy, left out"] });
});

test("no JSON makes it throw", () => {
  const anything = fc.oneof(
    fc.json(),
    fc
      .dictionary(fc.constantFrom(...Object.keys(example)), fc.jsonValue())
      .map(one => JSON.stringify({ ...example, ...one })),
    fc
      .dictionary(fc.constantFrom("policy", "summary", "failure-details"), fc.jsonValue())
      .map(one => JSON.stringify(changed({}, one))),
  );
  fc.assert(
    fc.property(anything, text => {
      const parsed = parseTlsReport(Buffer.from(text));
      if ("rejected" in parsed) expect(parsed.rejected).toMatch(/^[A-Z][^\n]*\.$/);
      else expect(parsed.report.policies.every(({ failed }) => failed >= 0)).toBe(true);
    }),
    { numRuns: 2_000 },
  );
});
