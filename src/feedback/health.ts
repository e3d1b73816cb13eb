/** What is wrong with the feedback of one domain: it stopped, or a reporter fell silent. */
import { compareText, listed, type LocalFinding } from "../finding.ts";
import { daysBetween } from "./evidence-days.ts";
import type { Evidence, EvidenceReporter } from "./evidence.ts";

/** So many of the usual pauses are a silence; a week may always pass, for weekends and holidays. */
const PAUSES = 5;
const SHORTEST_DAYS = 7;
/** Where there were too few reports to know what is usual. */
const UNKNOWN_DAYS = 30;
/** Who reported on fewer days was never regular. */
const REGULAR_DAYS = 7;

type Feedback = Pick<Evidence, "domain" | "window" | "reported" | "reporters">;

/** As of the window's last day, so that the same feedback says the same whenever somebody looks. */
export function feedbackHealth({ domain, window, reported, reporters }: Feedback): readonly LocalFinding[] {
  if (reported === undefined) return [];
  const about = { severity: "warning", name: `_dmarc.${domain}`, cite: "mailwright: the health of feedback" } as const;
  const silence = ({ last }: { readonly last: string }): number => daysBetween(last, window.last);
  // The busiest reporter shows how often there is anything to report.
  const [busiest] = reporters.toSorted((a, b) => b.days - a.days || patience(a) - patience(b));
  const usual = busiest === undefined ? UNKNOWN_DAYS : patience(busiest);
  if (silence(reported) > usual) {
    const message = `Reports have stopped: the last is about ${reported.last}, and more than ${usual} days without one are unusual here.`;
    const fix =
      "See that the policy record is published with its rua, that the address takes mail, and that mailwright ingest reads it.";
    return [{ ...about, id: "reports-stopped", message, fix }];
  }
  const gone = reporters.filter(one => one.days >= REGULAR_DAYS && silence(one) > patience(one));
  if (gone.length === 0) return [];
  const names = gone
    .toSorted((a, b) => compareText(a.name, b.name))
    .map(({ name, last, days }) => `${name} (${days} days, the last ${last})`);
  const who = gone.length === 1 ? "A reporter has" : `${gone.length} reporters have`;
  const message = `${who} fallen silent while others go on: ${listed(names)}.`;
  const fix =
    "See whether these reports are refused or filtered on their way; if their receiver has ended them, waive this until it is no news.";
  return [{ ...about, id: "reporter-gone", message, fix }];
}

/** Days without a report of theirs that are still usual. */
function patience({ first, last, days }: EvidenceReporter): number {
  if (days < 3) return UNKNOWN_DAYS;
  return Math.max(SHORTEST_DAYS, Math.ceil((PAUSES * daysBetween(first, last)) / (days - 1)));
}
