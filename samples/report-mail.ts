/** Mail as reporters send it: a line for people and the report as an attachment (RFC 9990 §3.5). */

export interface ReportMail {
  readonly from: string;
  readonly to: string;
  readonly domain: string;
  readonly submitter: string;
  readonly reportId: string;
  /** Seconds since 1970. */
  readonly sent: number;
  readonly fileName: string;
  readonly attachment: Buffer;
}

/** With `\n` at the ends of lines, as mail is kept in files. */
export function reportMail(mail: ReportMail): string {
  const { from, to, domain, submitter, reportId, sent, fileName, attachment } = mail;
  const boundary = `report-${reportId.replace(/\W/g, "")}`;
  const encoded = attachment.toString("base64").replace(/.{76}/g, "$&\n").trimEnd();
  return [
    `From: ${from}`,
    `To: ${to}`,
    // RFC 9990 §3.5.2.
    `Subject: Report Domain: ${domain} Submitter: ${submitter} Report-ID: <${reportId}>`,
    `Date: ${new Date(sent * 1000).toUTCString().replace("GMT", "+0000")}`,
    `Message-ID: <${reportId.replace("@", ".")}@${from.split("@")[1]}>`,
    "MIME-Version: 1.0",
    `Content-Type: multipart/mixed; boundary="${boundary}"`,
    "",
    `--${boundary}`,
    "Content-Type: text/plain; charset=utf-8",
    "",
    `This is an aggregate report about ${domain}.`,
    "",
    `--${boundary}`,
    `Content-Type: application/gzip; name="${fileName}"`,
    `Content-Disposition: attachment; filename="${fileName}"`,
    "Content-Transfer-Encoding: base64",
    "",
    encoded,
    `--${boundary}--`,
    "",
  ].join("\n");
}

/** RFC 4155: a line before each message, and one empty line behind it. */
export function mboxMessage(mail: ReportMail): string {
  const text = reportMail(mail).replace(/^(>*From )/gm, ">$1");
  // asctime: the day of the month is padded with a space.
  const [weekday = "", day = "", month = "", year = "", time = ""] = new Date(mail.sent * 1000)
    .toUTCString()
    .replace(",", "")
    .split(" ");
  return `From ${mail.from} ${weekday} ${month} ${String(Number(day)).padStart(2)} ${time} ${year}\n${text}\n`;
}
