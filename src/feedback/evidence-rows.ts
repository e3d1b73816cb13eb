/** The rows that impact replays: kinds of mail, largest first, and the sums of what has no room. */
import { compareText } from "../finding.ts";
import { evidenceText, withoutLocalPart } from "./evidence-text.ts";
import { mostFirst } from "./evidence-tally.ts";
import type { Disposition, OverrideType } from "./feedback.ts";
import type { ReplayDisposition, ReplayDkim, ReplayRow, ReplaySpf, RestRow } from "./evidence.ts";
import type { SourceRow } from "./source-row.ts";

export const MAX_ROWS = 2_000;
/** Results of one mechanism in a row; real mail has a handful, and what has more is summed. */
export const MAX_RESULTS = 20;

export interface RowCollector {
  /** `source` as `sourceKey` has it, `kind` what the row is summed under, `policy` its index in the evidence. */
  add(row: SourceRow, source: string, kind: string, policy: number | undefined): void;
  finish(): { readonly rows: readonly ReplayRow[]; readonly rest: readonly RestRow[] };
}

interface Kind {
  readonly row: Omit<ReplayRow, "messages" | "dispositions">;
  readonly kind: string;
  readonly key: string;
  messages: number;
  readonly dispositions: Map<string, Tallied>;
}

interface Tallied {
  readonly disposition: Disposition;
  readonly overrides: readonly OverrideType[];
  messages: number;
}

/** Rows that differ in days, dispositions and overrides alone are one: what receivers did is told within it. */
export function rowCollector(): RowCollector {
  const kinds = new Map<string, Kind>();
  const rest = new Map<string, RestRow>();
  const sum = (row: Omit<RestRow, "messages">, messages: number): void => {
    const key = [row.source, row.alignedSpf, row.alignedDkim, row.disposition].join("\n");
    rest.set(key, { ...row, messages: (rest.get(key)?.messages ?? 0) + messages });
  };
  return {
    add: (from, source, kind, policy) => {
      const { alignedSpf, alignedDkim, disposition, messages } = from;
      if (from.spf.length > MAX_RESULTS || from.dkim.length > MAX_RESULTS) {
        sum({ source: kind, alignedSpf, alignedDkim, disposition }, messages);
        return;
      }
      const row = replayRow(from, source, policy);
      const key = rowKey(row);
      const known = kinds.get(key) ?? { row, kind, key, messages: 0, dispositions: new Map<string, Tallied>() };
      if (known.messages === 0) kinds.set(key, known);
      known.messages += messages;
      const outcome = [disposition, ...from.overrides].join(" ");
      const told = known.dispositions.get(outcome);
      if (told === undefined)
        known.dispositions.set(outcome, { disposition, overrides: [...from.overrides].toSorted(), messages });
      else told.messages += messages;
    },
    finish: () => {
      const sorted = mostFirst([...kinds.values()], ({ key }) => key);
      for (const { row, kind, dispositions } of sorted.slice(MAX_ROWS)) {
        const { alignedSpf, alignedDkim } = row;
        for (const { disposition, messages } of dispositions.values())
          sum({ source: kind, alignedSpf, alignedDkim, disposition }, messages);
      }
      return {
        rows: sorted.slice(0, MAX_ROWS).map(({ row, messages, dispositions }) => ({
          ...row,
          messages,
          dispositions: dispositionsOf(dispositions),
        })),
        rest: [...rest].toSorted(([a], [b]) => compareText(a, b)).map(([, row]) => row),
      };
    },
  };
}

function dispositionsOf(told: ReadonlyMap<string, Tallied>): readonly ReplayDisposition[] {
  return mostFirst([...told.values()], ({ disposition, overrides }) => [disposition, ...overrides].join(" "));
}

function replayRow(row: SourceRow, source: string, policy: number | undefined): Kind["row"] {
  const { sourceIp, headerFrom, envelopeFrom, alignedSpf, alignedDkim } = row;
  return {
    source,
    ip: evidenceText(sourceIp),
    headerFrom: evidenceText(headerFrom),
    ...(envelopeFrom === undefined ? {} : { envelopeFrom: evidenceText(withoutLocalPart(envelopeFrom)) }),
    alignedSpf,
    alignedDkim,
    spf: unique(row.spf.map(replaySpf), spfText),
    dkim: unique(row.dkim.map(replayDkim), dkimText),
    ...(policy === undefined ? {} : { policy }),
  };
}

function replaySpf({ domain, scope, result }: ReplaySpf): ReplaySpf {
  return { domain: evidenceText(domain), ...(scope === undefined ? {} : { scope }), result };
}

function replayDkim({ domain, selector, result }: ReplayDkim): ReplayDkim {
  const named = selector === undefined ? {} : { selector: evidenceText(selector) };
  return { domain: evidenceText(domain), ...named, result };
}

// Texts of a row hold no control characters, so that these stand between them.
const spfText = ({ domain, scope, result }: ReplaySpf): string => `${domain}\t${scope ?? ""}\t${result}`;
const dkimText = ({ domain, selector = "\r", result }: ReplayDkim): string => `${domain}\t${selector}\t${result}`;

function unique<T>(all: readonly T[], text: (one: T) => string): readonly T[] {
  if (all.length < 2) return all;
  const known = new Map(all.map(one => [text(one), one]));
  return [...known].toSorted(([a], [b]) => compareText(a, b)).map(([, one]) => one);
}

function rowKey({
  source,
  ip,
  headerFrom,
  envelopeFrom = "\r",
  alignedSpf,
  alignedDkim,
  spf,
  dkim,
  policy,
}: Kind["row"]): string {
  const results = `${spf.map(spfText).join("\n")}\v${dkim.map(dkimText).join("\n")}`;
  return `${source}\v${ip}\v${headerFrom}\v${envelopeFrom}\v${alignedSpf}${alignedDkim}\v${results}\v${policy ?? ""}`;
}
