/** One record of a report while it is being read; handed on when it is closed, so that no report need fit into memory. */
import type { FieldReader, Setters } from "./aggregate-draft.ts";
import { kindOfContainer } from "./aggregate-elements.ts";
import type { HeadDraft } from "./aggregate-head.ts";
import { MOST_RESULTS, resultsDraft } from "./aggregate-results.ts";
import { alignedReader, readDisposition, readOverride, type Override } from "./aggregate-words.ts";
import type { FeedbackRecord, Identifiers, OverrideReason, PolicyEvaluated } from "./feedback.ts";
import { isPlainIp6, readSourceIp } from "./read-source-ip.ts";
import { readQuad } from "../spf/read-address.ts";
import { nameReader, readCount, readOptional } from "./read-value.ts";
import type { RepairTally } from "./repair-tally.ts";

export interface RecordDraft {
  readonly setters: Setters;
  readonly open: (kind: number) => void;
  /** `cut`: the file ended within the element. */
  readonly close: (kind: number, cut: boolean) => void;
  readonly records: () => number;
  /** True when nothing of what an element of the kind says is known yet. */
  readonly awaitsPassage: (kind: number) => boolean;
  /** What the element of the kind that was closed last said, and the way to have it again. */
  readonly passageRead: (kind: number) => object | undefined;
  readonly takePassage: (kind: number, read: object) => void;
  /** The author domain that all records share; "" where they differ. */
  readonly sharedFrom: () => string;
  /** Hands on what waited for the policy domain. */
  readonly end: () => void;
}

/** Of what `policy_evaluated` may say, what it said. */
type Evaluated = { readonly [K in keyof PolicyEvaluated]: PolicyEvaluated[K] | undefined };

/** Records without an author domain, ahead of the policy that could lend them one. */
const MOST_WAITING = 1_000;
const none: readonly never[] = [];
/** Made once: they are the same for all reports. */
const [readAlignedDkim, readAlignedSpf] = [
  alignedReader("policy_evaluated dkim"),
  alignedReader("policy_evaluated spf"),
];

export function recordDraft(
  field: FieldReader,
  tally: RepairTally,
  policyDomain: HeadDraft["domain"],
  onRecord: (record: FeedbackRecord) => void,
): RecordDraft {
  const [recordKind, rowKind, reasonKind, evaluatedKind, identifiersKind] = (
    ["record", "row", "reason", "policy_evaluated", "identifiers"] as const
  ).map(kindOfContainer) as [number, number, number, number, number];
  const results = resultsDraft(field, tally);
  let records = 0;
  let shared: string | undefined;
  let waiting: FeedbackRecord[] = [];

  let sourceIp: string | undefined;
  let count: number | undefined;
  let disposition: PolicyEvaluated["disposition"] | undefined;
  let dkim: PolicyEvaluated["dkim"] | undefined;
  let spf: PolicyEvaluated["spf"] | undefined;
  let reasons: readonly OverrideReason[] | undefined;
  let headerFrom = "";
  let envelopeFrom: string | undefined;
  let envelopeTo: string | undefined;
  // Of the reason that is open.
  let override: Override | undefined;
  let comment: string | undefined;

  const reset = (): void => {
    sourceIp = count = disposition = dkim = spf = reasons = envelopeFrom = envelopeTo = undefined;
    headerFrom = "";
  };

  const closeReason = (): void => {
    if (override === undefined && comment === undefined) {
      tally.count("reason: empty, left out");
    } else {
      if (override === undefined) tally.count("reason: type missing, other taken");
      const said = [override?.own, comment].filter(part => part !== undefined).join(": ");
      const before = reasons ?? none;
      if (before.length >= MOST_RESULTS) tally.count(`reason: beyond ${MOST_RESULTS} in a record, left out`);
      else reasons = [...before, { type: override?.type ?? "other", comment: said === "" ? undefined : said }];
    }
    override = comment = undefined;
  };

  /**
   * What a record must say for its messages to count is said in full or taken at its worst: an aligned result that nobody
   * stated is a failure. It is not worked out from the results, for which the organizational domains would be needed.
   */
  const evaluated = (): PolicyEvaluated => {
    if (disposition === undefined && dkim === undefined && spf === undefined) {
      tally.count("policy_evaluated: missing, fail taken");
    } else {
      if (disposition === undefined) tally.count("disposition: missing, none taken");
      if (dkim === undefined) tally.count("policy_evaluated dkim: missing, fail taken");
      if (spf === undefined) tally.count("policy_evaluated spf: missing, fail taken");
    }
    return { disposition: disposition ?? "none", dkim: dkim ?? "fail", spf: spf ?? "fail", reasons: reasons ?? none };
  };

  const handOn = (record: FeedbackRecord): void => {
    records += 1;
    onRecord(record);
  };

  const finish = (cut: boolean): void => {
    const authResults = results.take();
    const hasRow = sourceIp !== undefined || count !== undefined;
    const empty = !hasRow && headerFrom === "" && authResults.dkim.length + authResults.spf.length === 0;
    if (empty || (cut && (sourceIp === undefined || count === undefined || headerFrom === ""))) {
      tally.count(empty ? "record: empty, left out" : "record: cut off, left out");
      return reset();
    }
    if (sourceIp === undefined) tally.count("source_ip: empty");
    // NaN has been counted where it was read.
    if (count === undefined) tally.count("count: missing");
    // A row stands for a message at least, unless it says 0 or does not even name an address.
    const messages = count !== undefined && count >= 0 ? count : (sourceIp ?? "") === "" ? 0 : 1;
    const row = { sourceIp: sourceIp ?? "", count: messages, policyEvaluated: evaluated() };
    if (headerFrom === "") {
      tally.count("header_from: missing, the policy domain taken");
      const record = { row, identifiers: { headerFrom: policyDomain(), envelopeFrom, envelopeTo }, authResults };
      if (record.identifiers.headerFrom === "" && waiting.length < MOST_WAITING) waiting.push(record);
      else handOn(record);
    } else {
      shared = shared === undefined || shared === headerFrom ? headerFrom : "";
      handOn({ row, identifiers: { headerFrom, envelopeFrom, envelopeTo }, authResults });
    }
    reset();
  };

  const setOddIp = field(readSourceIp, value => void (sourceIp = value));
  // Addresses are many: the usual forms need no memory.
  const setIp = (raw: string): void => {
    if (readQuad(raw) >= 0 || isPlainIp6(raw)) sourceIp = raw;
    else setOddIp(raw);
  };
  const setCount = field(readCount, value => void (count = value));
  const setFrom = field(nameReader("header_from"), value => void (headerFrom = value));
  const setEnvelopeFrom = field(nameReader("envelope_from"), value => void (envelopeFrom = value));
  const setEnvelopeTo = field(nameReader("envelope_to"), value => void (envelopeTo = value === "" ? undefined : value));

  return {
    setters: {
      ...results.setters,
      "row/source_ip": setIp,
      "record/source_ip": setIp,
      "row/count": setCount,
      "record/count": setCount,
      "policy_evaluated/disposition": field(readDisposition, value => void (disposition = value)),
      "policy_evaluated/dkim": field(readAlignedDkim, value => void (dkim = value)),
      "policy_evaluated/spf": field(readAlignedSpf, value => void (spf = value)),
      "reason/type": field(readOverride, value => {
        if (override !== undefined && value !== undefined) {
          tally.count("reason: several in one element");
          closeReason();
        }
        override = value ?? override;
      }),
      "reason/comment": field(readOptional, value => void (comment = value)),
      "identifiers/header_from": setFrom,
      "record/header_from": setFrom,
      "identifiers/envelope_from": setEnvelopeFrom,
      "record/envelope_from": setEnvelopeFrom,
      "identifiers/envelope_to": setEnvelopeTo,
      "record/envelope_to": setEnvelopeTo,
    },
    open: kind => {
      if (kind !== rowKind) return;
      // A second row in one record: the end of the record before it was forgotten.
      if (sourceIp !== undefined && count !== undefined) {
        tally.count("record: several rows, each taken as a record");
        finish(false);
      }
    },
    close: (kind, cut) => {
      if (kind === recordKind) finish(cut);
      else if (kind === reasonKind) closeReason();
      else results.close(kind, cut);
    },
    records: () => records,
    awaitsPassage: kind => {
      if (kind === evaluatedKind) return (disposition ?? dkim ?? spf ?? reasons) === undefined;
      return kind !== identifiersKind || (headerFrom === "" && (envelopeFrom ?? envelopeTo) === undefined);
    },
    passageRead: kind => {
      if (kind === evaluatedKind) return { disposition, dkim, spf, reasons } satisfies Evaluated;
      return kind === identifiersKind ? { headerFrom, envelopeFrom, envelopeTo } : results.last();
    },
    takePassage: (kind, read) => {
      if (kind === evaluatedKind) ({ disposition, dkim, spf, reasons } = read as Evaluated);
      else if (kind === identifiersKind) ({ headerFrom, envelopeFrom, envelopeTo } = read as Identifiers);
      else results.again(kind, read);
    },
    sharedFrom: () => shared ?? "",
    end: () => {
      const lent = policyDomain() || shared || "";
      for (const { row, identifiers, authResults } of waiting) {
        handOn({ row, identifiers: { ...identifiers, headerFrom: lent }, authResults });
      }
      waiting = [];
    },
  };
}
