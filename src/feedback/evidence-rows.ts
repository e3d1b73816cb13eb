/** The rows that impact replays: kinds of mail, largest first, and the sums of what has no room. */
import { compareText } from "../finding.ts";
import { bestOf, mostFirst } from "./evidence-tally.ts";
import { evidenceText, withoutLocalPart } from "./evidence-text.ts";
import type { ReplayDisposition, ReplayDkim, ReplayRow, ReplaySpf, RestRow } from "./evidence.ts";
import type { SourceRow } from "./source-row.ts";

export const MAX_ROWS = 2_000;
/** Results of one mechanism in a row; real mail has a handful, and what has more is summed. */
export const MAX_RESULTS = 20;

export interface RowCollector {
  /** `source` as `sourceOf` has it, `kind` what the row is summed under, `policy` its index in the evidence. */
  add(row: SourceRow, source: string, kind: string, policy: number | undefined): void;
  finish(): { readonly rows: readonly ReplayRow[]; readonly rest: readonly RestRow[] };
}

/** What many rows share: the names in the mail and what became of them. */
interface Mail {
  readonly text: string;
  readonly told: Pick<ReplayRow, "headerFrom" | "envelopeFrom" | "alignedSpf" | "alignedDkim" | "spf" | "dkim">;
  /** By source and policy, then by address. */
  readonly kinds: Map<string, Map<string, Kind>>;
}

interface Kind {
  readonly mail: Mail;
  readonly source: string;
  readonly kind: string;
  readonly ip: string;
  readonly policy: number | undefined;
  messages: number;
  /** Nearly always one. */
  readonly dispositions: { -readonly [K in keyof ReplayDisposition]: ReplayDisposition[K] }[];
}

/** Rows that differ in days, dispositions and overrides alone are one: what receivers did is told within it. */
export function rowCollector(): RowCollector {
  const mails = new Map<string, Mail>();
  const rest = new Map<string, RestRow>();
  const sum = (row: Omit<RestRow, "messages">, messages: number): void => {
    const key = [row.source, row.alignedSpf, row.alignedDkim, row.disposition].join("\n");
    rest.set(key, { ...row, messages: (rest.get(key)?.messages ?? 0) + messages });
  };
  // The store hands on rows of one mail one after another, with the same lists.
  let before: { readonly row: SourceRow; readonly mail: Mail } | undefined;
  const mailOf = (row: SourceRow): Mail => {
    if (before !== undefined && isSameMail(before.row, row)) return before.mail;
    const told = toldOf(row);
    const text = mailText(told);
    const mail = mails.get(text) ?? { text, told, kinds: new Map() };
    mails.set(text, mail);
    before = { row, mail };
    return mail;
  };
  return {
    add: (row, source, kind, policy) => {
      const { alignedSpf, alignedDkim, disposition, messages } = row;
      if (row.spf.length > MAX_RESULTS || row.dkim.length > MAX_RESULTS) {
        sum({ source: kind, alignedSpf, alignedDkim, disposition }, messages);
        return;
      }
      const mail = mailOf(row);
      const place = `${policy ?? ""}\n${source}`;
      const byAddress = mail.kinds.get(place) ?? new Map<string, Kind>();
      if (byAddress.size === 0) mail.kinds.set(place, byAddress);
      const ip = evidenceText(row.sourceIp);
      let one = byAddress.get(ip);
      if (one === undefined)
        byAddress.set(ip, (one = { mail, source, kind, ip, policy, messages: 0, dispositions: [] }));
      one.messages += messages;
      const same = one.dispositions.find(
        told => told.disposition === disposition && isSameList(told.overrides, row.overrides),
      );
      if (same === undefined) one.dispositions.push({ disposition, overrides: row.overrides, messages });
      else same.messages += messages;
    },
    finish: () => {
      const all = function* (): Iterable<Kind> {
        for (const { kinds } of mails.values()) for (const byAddress of kinds.values()) yield* byAddress.values();
      };
      const kept = bestOf(all(), MAX_ROWS, compareKinds);
      const listed = new Set(kept);
      for (const one of all()) {
        if (listed.has(one)) continue;
        const { alignedSpf, alignedDkim } = one.mail.told;
        for (const { disposition, messages } of one.dispositions)
          sum({ source: one.kind, alignedSpf, alignedDkim, disposition }, messages);
      }
      return {
        rows: kept.map(replayRow),
        rest: [...rest].toSorted(([a], [b]) => compareText(a, b)).map(([, row]) => row),
      };
    },
  };
}

function isSameMail(a: SourceRow, b: SourceRow): boolean {
  return (
    a.dkim === b.dkim &&
    a.spf === b.spf &&
    a.headerFrom === b.headerFrom &&
    a.envelopeFrom === b.envelopeFrom &&
    a.alignedDkim === b.alignedDkim &&
    a.alignedSpf === b.alignedSpf
  );
}

function isSameList(a: readonly string[], b: readonly string[]): boolean {
  return a === b || (a.length === b.length && a.every((one, index) => one === b[index]));
}

function compareKinds(a: Kind, b: Kind): number {
  return (
    b.messages - a.messages ||
    compareText(a.source, b.source) ||
    compareText(a.ip, b.ip) ||
    compareText(a.mail.text, b.mail.text) ||
    (a.policy ?? -1) - (b.policy ?? -1)
  );
}

/** Keys in the order in which they are written. */
function replayRow({ mail, source, ip, policy, messages, dispositions }: Kind): ReplayRow {
  const { headerFrom, envelopeFrom, alignedSpf, alignedDkim, spf, dkim } = mail.told;
  return {
    source,
    ip,
    headerFrom,
    ...(envelopeFrom === undefined ? {} : { envelopeFrom }),
    messages,
    alignedSpf,
    alignedDkim,
    spf,
    dkim,
    ...(policy === undefined ? {} : { policy }),
    dispositions: mostFirst(dispositions, ({ disposition, overrides }) => [disposition, ...overrides].join(" ")),
  };
}

function toldOf({ headerFrom, envelopeFrom, alignedSpf, alignedDkim, spf, dkim }: SourceRow): Mail["told"] {
  return {
    headerFrom: evidenceText(headerFrom),
    ...(envelopeFrom === undefined ? {} : { envelopeFrom: evidenceText(withoutLocalPart(envelopeFrom)) }),
    alignedSpf,
    alignedDkim,
    spf: unique(spf.map(replaySpf), spfText),
    dkim: unique(dkim.map(replayDkim), dkimText),
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

function mailText({ headerFrom, envelopeFrom = "\r", alignedSpf, alignedDkim, spf, dkim }: Mail["told"]): string {
  const results = `${spf.map(spfText).join("\n")}\v${dkim.map(dkimText).join("\n")}`;
  return `${headerFrom}\v${envelopeFrom}\v${alignedSpf}${alignedDkim}\v${results}`;
}
