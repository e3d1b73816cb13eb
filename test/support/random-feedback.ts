/** Random aggregate reports, as any reporter could write them, and what can happen to their octets on the way. */
import fc from "fast-check";
import type {
  DkimAuthResult,
  Feedback,
  FeedbackRecord,
  PolicyPublished,
  SpfAuthResult,
} from "../../src/feedback/feedback.ts";
import { formatIp } from "../../src/spf/ip-address.ts";
import { formatFeedback } from "./feedback-xml.ts";

const label = fc.stringMatching(/^[a-z0-9_]([a-z0-9-]{0,10}[a-z0-9])?$/);
const name = fc.array(label, { minLength: 1, maxLength: 3 }).map(labels => [...labels, "example"].join("."));
/** One line of text that a reporter may put anywhere, with all that XML must escape. */
const text = fc
  .string({ unit: "grapheme-composite", minLength: 1, maxLength: 40 })
  .map(one =>
    one
      .replace(/[\x00-\x1f\x7f-\x9f\ufffe\uffff]/g, "")
      .replace(/\s+/g, " ")
      .trim(),
  )
  .filter(one => one !== "");
const reportId = fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9.@:!-]{0,40}$/);
const second = fc.integer({ min: 1_300_000_000, max: 4_000_000_000 });
const perhaps = <T>(one: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> => fc.option(one, { nil: undefined });
const sourceIp = fc.oneof(
  fc.bigInt(0n, 0xffff_ffffn).map(value => formatIp({ family: 4, value })),
  // Not an IPv4-mapped one: those are read as IPv4.
  fc.bigInt(1n << 96n, (1n << 128n) - 1n).map(value => formatIp({ family: 6, value })),
);

const published = fc.constantFrom("none" as const, "quarantine" as const, "reject" as const);
const mode = perhaps(fc.constantFrom("r" as const, "s" as const));

const dkim: fc.Arbitrary<DkimAuthResult> = fc.record({
  domain: name,
  selector: perhaps(label),
  result: fc.constantFrom("none", "pass", "fail", "policy", "neutral", "temperror", "permerror"),
  humanResult: perhaps(text),
});
const spf: fc.Arbitrary<SpfAuthResult> = fc.record({
  domain: name,
  scope: perhaps(fc.constantFrom("helo" as const, "mfrom" as const)),
  result: fc.constantFrom("none", "neutral", "pass", "fail", "softfail", "policy", "temperror", "permerror"),
  humanResult: perhaps(text),
});

function record(era: 7489 | 9990): fc.Arbitrary<FeedbackRecord> {
  const aligned = fc.constantFrom("pass" as const, "fail" as const);
  return fc.record({
    row: fc.record({
      sourceIp,
      count: fc.integer({ min: 0, max: 1e12 }),
      policyEvaluated: fc.record({
        disposition: fc.constantFrom("none", "quarantine", "reject", era === 9990 ? "pass" : "none"),
        dkim: aligned,
        spf: aligned,
        reasons: fc.array(
          fc.record({
            type: fc.constantFrom(
              ...(["local_policy", "mailing_list", "other", "trusted_forwarder"] as const),
              ...(era === 9990 ? (["policy_test_mode"] as const) : (["forwarded", "sampled_out"] as const)),
            ),
            comment: perhaps(text),
          }),
          { maxLength: 2 },
        ),
      }),
    }),
    identifiers: fc.record({
      headerFrom: name,
      envelopeFrom: perhaps(fc.oneof(name, fc.constant(""))),
      envelopeTo: perhaps(name),
    }),
    authResults: fc.record({ dkim: fc.array(dkim, { maxLength: 3 }), spf: fc.array(spf, { maxLength: 2 }) }),
  });
}

function policy(era: 7489 | 9990): fc.Arbitrary<PolicyPublished> {
  const both = {
    domain: name,
    p: published,
    sp: perhaps(published),
    adkim: mode,
    aspf: mode,
    fo: perhaps(fc.constantFrom("0", "1", "1:d:s")),
  };
  return era === 7489
    ? fc.record({ ...both, pct: perhaps(fc.integer({ min: 0, max: 100 })) })
    : fc.record({
        ...both,
        np: perhaps(published),
        discoveryMethod: perhaps(fc.constantFrom("psl" as const, "treewalk" as const)),
        testing: perhaps(fc.constantFrom("y" as const, "n" as const)),
      });
}

/** A report of the era with all that its schema has. */
export function randomFeedback(era: 7489 | 9990): fc.Arbitrary<Feedback> {
  return fc.record({
    version: perhaps(fc.constantFrom("1.0", "2.0")),
    reportMetadata: fc.record({
      orgName: text,
      email: name.map(domain => `dmarc@${domain}`),
      extraContactInfo: perhaps(text),
      reportId,
      dateRange: fc.tuple(second, second).map(([a, b]) => ({ begin: Math.min(a, b), end: Math.max(a, b) })),
      errors: fc.array(text, { maxLength: era === 9990 ? 1 : 3 }),
      generator: era === 9990 ? perhaps(text) : fc.constant(undefined),
    }),
    policyPublished: policy(era),
    records: fc.array(record(era), { maxLength: 4 }),
  });
}

export const randomReport: fc.Arbitrary<Buffer> = fc
  .constantFrom(7489 as const, 9990 as const)
  .chain(era => randomFeedback(era).map(feedback => Buffer.from(formatFeedback(feedback, { era }))));

/** What may be put where it does not belong. */
const debris = fc.oneof(
  fc.constantFrom(
    "<",
    ">",
    "&",
    "</",
    "<!--",
    "-->",
    "<![CDATA[",
    "]]>",
    "<?",
    "?>",
    "<!DOCTYPE x [",
    '"',
    "\0",
    "\xff",
  ),
  fc.constantFrom(
    "<row>",
    "</row>",
    "<record>",
    "</record>",
    "</feedback>",
    "<feedback>",
    "<dkim>",
    "</spf>",
    "<x:y z='",
    "</zz>",
  ),
  fc.constantFrom(
    "<policy_published>",
    "<report_metadata>",
    "<identifiers>",
    "</auth_results>",
    "<extension>",
    "<count/>",
  ),
  fc.string({ maxLength: 6 }),
);

type Damage = { readonly at: number; readonly drop: number; readonly put: string };
const damage: fc.Arbitrary<Damage> = fc.record({
  at: fc.double({ min: 0, max: 1, noNaN: true }),
  drop: fc.nat(30),
  put: debris,
});

/** A report with pieces lost, pieces added, and perhaps its end cut off. */
export const brokenReport: fc.Arbitrary<Buffer> = fc
  .tuple(randomReport, fc.array(damage, { minLength: 1, maxLength: 6 }), fc.double({ min: 0.2, max: 2, noNaN: true }))
  .map(([report, damages, kept]) => {
    let octets = report;
    for (const { at, drop, put } of damages) {
      const from = Math.floor(at * octets.length);
      octets = Buffer.concat([octets.subarray(0, from), Buffer.from(put, "latin1"), octets.subarray(from + drop)]);
    }
    return octets.subarray(0, Math.ceil(octets.length * Math.min(1, kept)));
  });
