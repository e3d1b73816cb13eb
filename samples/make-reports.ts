/** A month of mail, and what the receivers report of it. */
import type { Feedback, FeedbackHead, FeedbackRecord } from "../src/feedback/feedback.ts";
import type { PolicyRecord } from "../src/dmarc/policy-record.ts";
import type { Day, Mail, MailStream } from "./mail-streams.ts";
import { reporters, type Reporter } from "./reporters.ts";
import { seededRandom, type SeededRandom } from "./seeded-random.ts";

export interface MadeReport {
  readonly reporter: Reporter;
  readonly feedback: Feedback;
}

export interface Window {
  /** Midnight after its last day, in seconds. */
  readonly end: number;
  readonly days: number;
}

const DAY = 86_400;

/** By day, then domain, then reporter. Who received no mail of a domain does not report about it. */
export function makeReports(streams: readonly MailStream[], { end, days }: Window): readonly MadeReport[] {
  const random = seededRandom("a month of mail");
  const byDomain = Map.groupBy(streams, ({ domain }) => domain);
  const made: MadeReport[] = [];
  for (let index = 0; index < days; index += 1) {
    const begin = end - (days - index) * DAY;
    const day: Day = { index, ofWindow: days, weekday: new Date(begin * 1000).getUTCDay() };
    for (const [domain, own] of byDomain) {
      const seen = new Map<Reporter, Mail[]>();
      for (const stream of own) {
        for (let left = stream.messages(day, random); left > 0; left -= 1) {
          const mail = stream.mail(random);
          const reporter = receiver(domain, random);
          if (reporter === undefined || isSilent(reporter, day)) continue;
          const mails = seen.get(reporter) ?? [];
          mails.push(mail);
          seen.set(reporter, mails);
        }
      }
      const policy = own[0]?.policy ?? { p: "none" };
      for (const reporter of reporters) {
        const mails = seen.get(reporter);
        if (mails !== undefined)
          made.push({ reporter, feedback: feedbackOf(reporter, { domain, policy, begin, mails, random }) });
      }
    }
  }
  return made;
}

/** Where a message went; undefined for all receivers that never report. */
function receiver(domain: string, random: SeededRandom): Reporter | undefined {
  let place = random.fraction();
  return reporters.find(({ about, share }) => {
    if (about !== undefined && !about.includes(domain)) return false;
    place -= share;
    return place < 0;
  });
}

function isSilent({ stopsAt }: Reporter, { index, ofWindow }: Day): boolean {
  return stopsAt !== undefined && index >= stopsAt * ofWindow;
}

interface Received {
  readonly domain: string;
  readonly policy: PolicyRecord;
  readonly begin: number;
  readonly mails: readonly Mail[];
  readonly random: SeededRandom;
}

function feedbackOf(reporter: Reporter, { domain, policy, begin, mails, random }: Received): Feedback {
  const rows = new Map<string, FeedbackRecord>();
  for (const mail of mails) {
    const record = recordOf(reporter, policy, mail);
    const key = JSON.stringify(record);
    const count = (rows.get(key)?.row.count ?? 0) + 1;
    rows.set(key, { ...record, row: { ...record.row, count } });
  }
  const records = [...rows.values()].toSorted((a, b) => b.row.count - a.row.count);
  return { ...headOf(reporter, policy, { domain, begin, id: random.below(2 ** 32) }), records };
}

function headOf(
  { name, email, era, says }: Reporter,
  { p, sp, np, adkim = "r", aspf = "r" }: PolicyRecord,
  { domain, begin, id }: { readonly domain: string; readonly begin: number; readonly id: number },
): FeedbackHead {
  const policy = { domain, p, adkim, aspf, sp: sp ?? p };
  return {
    ...(says.version === true ? { version: "1.0" } : {}),
    reportMetadata: {
      orgName: name,
      email,
      reportId: era === 9990 ? `${begin}.${id}@${email.split("@")[1]}` : String(id * 4096 + (begin % 4096)),
      dateRange: { begin, end: begin + DAY - (says.wholeDays === true ? 0 : 1) },
      errors: [],
      ...(era === 9990 ? { generator: "Feedbacker/4.2" } : {}),
    },
    policyPublished:
      era === 9990
        ? { ...policy, ...(np === undefined ? {} : { np }), discoveryMethod: "treewalk", testing: "n" }
        : { ...policy, pct: 100 },
  };
}

/** One message as the reporter judged it; counted by the caller. */
function recordOf({ era, says }: Reporter, policy: PolicyRecord, mail: Mail): FeedbackRecord {
  const { sourceIp, headerFrom, envelopeFrom, alignedDkim, alignedSpf, override } = mail;
  const passes = alignedDkim || alignedSpf;
  const overridden = says.overrides === true ? override : undefined;
  const spared = !passes && overridden !== undefined;
  const { scope, ...spf } = mail.spf;
  return {
    row: {
      sourceIp,
      count: 0,
      policyEvaluated: {
        disposition: passes ? (era === 9990 ? "pass" : "none") : spared ? "none" : policy.p,
        dkim: alignedDkim ? "pass" : "fail",
        spf: alignedSpf ? "pass" : "fail",
        reasons: overridden === undefined ? [] : [overridden],
      },
    },
    identifiers: { headerFrom, ...(says.envelope === true ? { envelopeFrom } : {}) },
    authResults: { dkim: mail.dkim, spf: [says.scope === true && scope !== undefined ? { ...spf, scope } : spf] },
  };
}
