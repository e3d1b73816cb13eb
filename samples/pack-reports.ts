/** Reports as files, in the containers that each reporter's come in. */
import { gzipSync } from "node:zlib";
import { aggregateXml } from "./aggregate-xml.ts";
import type { MadeReport } from "./make-reports.ts";
import { mboxMessage, reportMail, type ReportMail } from "./report-mail.ts";
import { zipFile, type ZipMember } from "./zip-file.ts";

/** Path below the folder, and what is in the file. */
export type Files = Map<string, Buffer>;

/** Where the example domains have their reports sent. */
const TO = "dmarc@reports.msp.example";
const WEEK = 7 * 86_400;
/** Hours after the end of the day. */
const SENT_AFTER = 4;

export function packReports(reports: readonly MadeReport[]): Files {
  const files: Files = new Map();
  let mbox = "";
  const weeks = new Map<number, ZipMember[]>();
  for (const report of reports) {
    const { reporter, feedback } = report;
    const { begin, end } = feedback.reportMetadata.dateRange;
    const content = Buffer.from(aggregateXml(feedback, reporter.habits));
    const name = fileName(report);
    switch (reporter.container) {
      case "mbox":
        mbox += mboxMessage(asMail(report, content));
        break;
      case "zip": {
        const week = Math.floor(begin / WEEK) * WEEK;
        weeks.set(week, [...(weeks.get(week) ?? []), { name, content }]);
        break;
      }
      case "xml":
        files.set(`downloads/${name}`, content);
        break;
      case "xml.gz":
        files.set(`downloads/${name}.gz`, gzipSync(content));
        break;
      case "eml":
        files.set(`mails/${name.replace(/xml$/, "eml")}`, Buffer.from(reportMail(asMail(report, content))));
        break;
      case "maildir":
        files.set(
          `Maildir/new/${end + SENT_AFTER * 3600}.M${files.size}P1.mx.msp.example`,
          Buffer.from(reportMail(asMail(report, content))),
        );
        break;
    }
  }
  files.set("mailbox.mbox", Buffer.from(mbox));
  for (const [week, members] of weeks) {
    files.set(`weekly/${new Date(week * 1000).toISOString().slice(0, 10)}.zip`, zipFile(members));
  }
  return files;
}

/** RFC 9990 §3.5.1: receiver, policy domain, both ends. */
export function fileName({ reporter, feedback }: MadeReport): string {
  const { begin, end } = feedback.reportMetadata.dateRange;
  return `${reporter.email.split("@")[1]}!${feedback.policyPublished.domain}!${begin}!${end}.xml`;
}

function asMail(report: MadeReport, content: Buffer): ReportMail {
  const { reporter, feedback } = report;
  const { reportId, dateRange } = feedback.reportMetadata;
  return {
    from: reporter.email,
    to: TO,
    domain: feedback.policyPublished.domain,
    submitter: reporter.email.split("@")[1] ?? "",
    reportId,
    sent: dateRange.end + SENT_AFTER * 3600,
    fileName: `${fileName(report)}.gz`,
    attachment: gzipSync(content),
  };
}
