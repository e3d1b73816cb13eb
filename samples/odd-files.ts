/** What else is in a folder of feedback: reports that are broken, files that are none, a report about TLS. */
import { gzipSync } from "node:zlib";
import type { Feedback } from "../src/feedback/feedback.ts";
import { aggregateXml } from "./aggregate-xml.ts";

const habits = { indent: "  " } as const;

/** A transfer that broke off, within the report's last record. */
export function cutOff({ records, ...head }: Feedback): { readonly xml: string; readonly kept: Feedback } {
  const kept = records.slice(0, -1);
  const xml = aggregateXml({ ...head, records }, habits);
  return { xml: xml.slice(0, xml.lastIndexOf("<source_ip>")), kept: { ...head, records: kept } };
}

/** A reporter that does not know that `&` has to be escaped. */
export function unescaped(feedback: Feedback): string {
  return aggregateXml(feedback, habits).replaceAll("&amp;", "&");
}

export const htmlPage = `<!DOCTYPE html>
<html><head><title>Session expired</title></head>
<body><p>Please sign in again to download this report.</p></body></html>
`;

/** Three gigabytes, for a reader that believes it. */
export const entityBomb = `<?xml version="1.0"?>
<!DOCTYPE bomb [
  <!ENTITY a "aaaaaaaaaa">
${"bcdefghij".replace(/./g, (name, index: number) => `  <!ENTITY ${name} "${`&${"abcdefghi"[index]};`.repeat(10)}">\n`)}]>
<bomb>&j;</bomb>
`;

/** RFC 8460 §4.4. `begin` is a midnight, in seconds. */
export function tlsReport(domain: string, begin: number): { readonly name: string; readonly content: Buffer } {
  const time = (seconds: number): string => new Date(seconds * 1000).toISOString().replace(".000Z", "Z");
  const report = {
    "organization-name": "bigmail.example",
    "date-range": { "start-datetime": time(begin), "end-datetime": time(begin + 86_399) },
    "contact-info": "smtp-tls-reporting@bigmail.example",
    "report-id": `${time(begin).slice(0, 10)}_${domain}`,
    policies: [
      {
        policy: { "policy-type": "no-policy-found", "policy-domain": domain },
        summary: { "total-successful-session-count": 61, "total-failure-session-count": 2 },
        "failure-details": [
          {
            "result-type": "certificate-expired",
            "sending-mta-ip": "203.0.113.40",
            "receiving-mx-hostname": `mx.${domain}`,
            "failed-session-count": 2,
          },
        ],
      },
    ],
  };
  const name = `bigmail.example!${domain}!${begin}!${begin + 86_399}!001.json.gz`;
  return { name, content: gzipSync(JSON.stringify(report)) };
}
