/** Cloudflare DMARC Management adds a report address of its own, and makes a record with p=none where it finds none. */
import { parsePolicyRecord } from "../../../dmarc/parse.ts";
import { reportHosts } from "../../../dmarc/report-hosts.ts";
import type { NameCause } from "../difference.ts";

const HOST = "dmarc-reports.cloudflare.net";

export const cloudflareDmarcManagement: NameCause = ({ slot, found }, { plan }) => {
  if (slot.purpose !== "dmarc" || slot.expected.some(text => text.includes(HOST))) return undefined;
  const records = found.map(parsePolicyRecord).flatMap(parsed => (parsed.ok ? [parsed.record] : []));
  const record = records.find(one => reportHosts(one).includes(HOST));
  if (record === undefined) return undefined;
  const address = record.rua?.find(uri => uri.endsWith(`@${HOST}`))?.replace(/^mailto:/i, "") ?? `…@${HOST}`;
  const declared = plan.policy?.p;
  const loosened = declared !== undefined && record.p !== declared;
  const second = found.length > 1 ? " in a record of its own" : "";
  return {
    id: "cloudflare-dmarc-management",
    says: `Cloudflare DMARC Management added its report address (${address})${second}${loosened ? `, and the policy is p=${record.p} where p=${declared} is declared` : ""}.`,
    ...(loosened || second !== ""
      ? {
          advice: "revert",
          fix: `Revert: ${second === "" ? "mailwright up -- --refresh puts the policy back" : "take its record out at the host"}; to keep Cloudflare's reports add "${address}" to dmarc.reportTo, else turn DMARC Management off.`,
        }
      : {
          advice: "adopt",
          fix: `Adopt: add "${address}" to dmarc.reportTo; or turn DMARC Management off, then mailwright up -- --refresh.`,
        }),
  };
};
