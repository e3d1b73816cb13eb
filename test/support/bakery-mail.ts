/**
 * The mail of a bakery that is spoofed every day, and what receivers report of it. What they do with a message is worked out
 * here from the policy that is published and from nothing else, so that a forecast of it is held against an answer of its own.
 */
import { BAKERY, type Day, type Mail, type MailStream } from "../../samples/mail-streams.ts";
import { makeReports, type MadeReport } from "../../samples/make-reports.ts";
import type { SeededRandom } from "../../samples/seeded-random.ts";
import type { FeedbackRecord } from "../../src/feedback/feedback.ts";

type Published = "none" | "quarantine" | "reject";

export interface Month {
  /** Last day. */
  readonly until: string;
  /** `p` as the zone has it. */
  readonly published: Published;
  /** Whether the newsletter signs as the bakery. */
  readonly newsletterSigns: boolean;
}

const DAYS = 30;

export function monthOfMail({ until, published, newsletterSigns }: Month): readonly MadeReport[] {
  const end = Date.parse(until) / 1000 + 86_400;
  const streams = [office, till, forwarded, list, spoofed, newsletter(newsletterSigns)].map(one => ({
    ...one,
    policy: { p: published },
  }));
  return makeReports(streams, { end, days: DAYS }).map(({ reporter, feedback }) => ({
    reporter,
    feedback: {
      ...feedback,
      records: feedback.records.map((record, at) => treated(record, { published, reporter: reporter.name, at })),
    },
  }));
}

/** Messages by what became of them. */
export function dispositionsOf(reports: readonly MadeReport[]): Record<Published, number> {
  const sums = { none: 0, quarantine: 0, reject: 0 };
  for (const { feedback } of reports)
    for (const { row } of feedback.records) {
      const { disposition } = row.policyEvaluated;
      sums[disposition === "pass" || disposition === undefined ? "none" : disposition] += row.count;
    }
  return sums;
}

/**
 * A receiver does what is published, but: who knows a list lets it pass, bigmail lets pass what comes from one network by a
 * rule of its own, whatever the policy, and post.example lets pass each fifth kind of mail once the policy asks for more.
 */
function treated(
  record: FeedbackRecord,
  { published, reporter, at }: { readonly published: Published; readonly reporter: string; readonly at: number },
): FeedbackRecord {
  const { row } = record;
  const { dkim, spf, reasons } = row.policyEvaluated;
  if (dkim === "pass" || spf === "pass") return record;
  const isLocal =
    (reporter === "bigmail.example" && row.sourceIp.startsWith("198.51.100.20")) ||
    (reporter === "post.example" && published !== "none" && at % 5 === 0);
  const why = isLocal ? [{ type: "local_policy" } as const] : reasons;
  const disposition = why.length > 0 ? "none" : published;
  return { ...record, row: { ...row, policyEvaluated: { dkim, spf, disposition, reasons: why } } };
}

type Stream = Omit<MailStream, "policy">;

const isWeekend = ({ weekday }: Day): boolean => weekday === 0 || weekday === 6;
const passed: Mail = {
  sourceIp: "192.0.2.70",
  headerFrom: BAKERY,
  envelopeFrom: BAKERY,
  dkim: [{ domain: BAKERY, selector: "google", result: "pass" }],
  spf: { domain: BAKERY, scope: "mfrom", result: "pass" },
  alignedDkim: true,
  alignedSpf: true,
};

const office: Stream = {
  domain: BAKERY,
  messages: (day, random) => (isWeekend(day) ? random.between(10, 20) : random.between(80, 110)),
  mail: random => ({ ...passed, sourceIp: `192.0.2.${random.between(70, 78)}` }),
};

const till: Stream = {
  domain: BAKERY,
  messages: ({ weekday }, random) => (weekday === 0 ? 0 : random.between(20, 30)),
  mail: () => ({
    ...passed,
    sourceIp: "192.0.2.10",
    dkim: [{ domain: BAKERY, selector: "till", result: "pass" }],
  }),
};

const forwarded: Stream = {
  domain: BAKERY,
  messages: (_, random) => random.between(2, 5),
  mail: () => ({
    ...passed,
    sourceIp: "198.51.100.70",
    spf: { ...passed.spf, result: "softfail" },
    alignedSpf: false,
  }),
};

/** It adds its footer, so that the author's signature breaks. */
const list: Stream = {
  domain: BAKERY,
  messages: (_, random) => random.between(0, 3),
  mail: () => ({
    ...failed("192.0.2.50"),
    envelopeFrom: "lists.traders.example",
    dkim: [{ domain: BAKERY, selector: "google", result: "fail" }],
    spf: { domain: "lists.traders.example", scope: "mfrom", result: "pass" },
    override: { type: "mailing_list" },
  }),
};

const spoofed: Stream = {
  domain: BAKERY,
  messages: (_, random) => random.between(250, 350),
  mail: random => failed(`${random.below(8) === 0 ? "198.51.100.20" : "203.0.113.20"}${random.below(10)}`),
};

function failed(sourceIp: string): Mail {
  const spf = { ...passed.spf, result: "softfail" } as const;
  return { ...passed, sourceIp, dkim: [], spf, alignedDkim: false, alignedSpf: false };
}

/** Mailchimp bounces to itself; its signature alone can be the bakery's. */
function newsletter(signs: boolean): Stream {
  const envelopeFrom = "mail12.suw11.mcsv.net";
  return {
    domain: BAKERY,
    messages: ({ weekday }: Day, random: SeededRandom) => (weekday === 4 ? random.between(220, 260) : 0),
    mail: random => ({
      ...passed,
      sourceIp: `198.51.100.${random.between(160, 163)}`,
      envelopeFrom,
      dkim: [{ domain: signs ? BAKERY : "mcsv.net", selector: "k2", result: "pass" }],
      spf: { domain: envelopeFrom, scope: "mfrom", result: "pass" },
      alignedDkim: signs,
      alignedSpf: false,
    }),
  };
}
