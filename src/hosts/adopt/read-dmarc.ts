/** A DMARC policy record as it was found, as a spec says it. */
import { generateDmarc } from "../../dmarc/generate.ts";
import { formatPolicyRecord } from "../../dmarc/format.ts";
import { isPolicyRecord, parsePolicyRecord } from "../../dmarc/parse.ts";
import type { Policy, PolicyRecord } from "../../dmarc/policy-record.ts";
import { pctOf } from "../../dmarc/read-published.ts";
import { readReportAddress } from "../../dmarc/report-address.ts";
import { isStricter } from "../../dmarc/strictness.ts";
import type { DmarcSpec } from "../../spec/domain-spec.ts";

export interface FoundPolicy {
  readonly spec: DmarcSpec;
  /** Whether receivers apply this policy, whole, to all mail already. */
  readonly stands: boolean;
  /** What of the record the spec does not say, in one sentence each. */
  readonly notes: readonly string[];
}

const none: DmarcSpec = { policy: "none", reportTo: [] };

/** The policy of a domain from the TXT strings at its `_dmarc` name. */
export function readPolicy(domain: string, texts: readonly string[]): FoundPolicy {
  const records = texts.filter(isPolicyRecord);
  if (records.length === 0) {
    return {
      spec: none,
      stands: false,
      notes: ["There was no DMARC record; p=none changes nothing for mail and is where one starts."],
    };
  }
  const read = records.map(text => ({ text, parsed: parsePolicyRecord(text) }));
  const notes: string[] = [];
  if (records.length > 1) notes.push("Two DMARC records count as none (RFC 9989 §4.10); the less strict one is kept.");
  const usable = read.flatMap(({ text, parsed }) =>
    parsed.ok ? [{ text, record: parsed.record, warnings: parsed.warnings }] : [],
  );
  const [least] = usable.toSorted(
    (a, b) => Number(isStricter(a.record.p, b.record.p)) - Number(isStricter(b.record.p, a.record.p)),
  );
  if (least === undefined) {
    const problems = read.flatMap(({ parsed }) => (parsed.ok ? [] : parsed.problems));
    return {
      spec: none,
      stands: false,
      notes: [...notes, `Receivers ignore the record: ${problems[0] ?? "it does not parse."}`],
    };
  }
  notes.push(...least.warnings.map(sentence));
  const pct = pctOf(least.text);
  if (pct !== undefined && pct !== 100) {
    notes.push(
      `Receivers that still know pct applied the policy to ${pct} of 100 messages that failed, and will apply it to all.`,
    );
  }
  const { spec, notes: more } = asSpec(least.record);
  // What a spec would be refused for is left out rather than kept wrong.
  const made = generateDmarc({ domain, ...spec });
  const blocked = made.text === undefined;
  return {
    spec: blocked ? { ...spec, reportTo: [], failureReportTo: [] } : spec,
    stands: records.length === 1 && (pct ?? 100) === 100 && least.record.t !== "y",
    notes: [...notes, ...more],
  };
}

/** True where both are policies and receivers read the same from both. */
export function samePolicy(from: string, to: string): boolean {
  const [a, b] = [from, to].map(parsePolicyRecord);
  if (a === undefined || b === undefined || !a.ok || !b.ok) return false;
  // RFC 9989 §9.3: older receivers still act on pct.
  const pct = pctOf(from);
  return (
    formatPolicyRecord(plainHosts(a.record)) === formatPolicyRecord(plainHosts(b.record)) &&
    (pct === undefined || pct === 100)
  );
}

/** Mail hosts in lower case (RFC 4343 §2). */
function plainHosts({ rua, ruf, ...rest }: PolicyRecord): PolicyRecord {
  const plain = (uris: readonly string[] | undefined): readonly string[] | undefined =>
    uris?.map(uri => uri.replace(/@[^@]*$/, host => host.toLowerCase()));
  return { ...rest, rua: plain(rua), ruf: plain(ruf) };
}

const policies: readonly Policy[] = ["none", "quarantine", "reject"];
const modes = { r: "relaxed", s: "strict" } as const;

function asSpec(record: PolicyRecord): { readonly spec: DmarcSpec; readonly notes: readonly string[] } {
  const notes: string[] = [];
  const addresses = (tag: string, uris: readonly string[] | undefined): readonly string[] =>
    (uris ?? []).flatMap(uri => {
      const read = /^mailto:/i.test(uri)
        ? readReportAddress(uri.replace(/^mailto:/i, ""))
        : { fault: "it is no mailto URI" };
      if ("uri" in read) return [read.uri.slice("mailto:".length)];
      notes.push(`The address "${uri.slice(0, 100)}" of ${tag}= is left out: ${read.fault}.`);
      return [];
    });
  const { p, sp, np, adkim, aspf, fo, rua, ruf, t, psd } = record;
  const failure = addresses("ruf", ruf);
  return {
    notes,
    spec: {
      policy: policies.find(policy => policy === p) ?? "none",
      ...(sp === undefined ? {} : { subdomainPolicy: sp }),
      ...(np === undefined ? {} : { nonexistentPolicy: np }),
      reportTo: addresses("rua", rua),
      ...(failure.length === 0 ? {} : { failureReportTo: failure }),
      ...(adkim === undefined ? {} : { dkimAlignment: modes[adkim] }),
      ...(aspf === undefined ? {} : { spfAlignment: modes[aspf] }),
      ...(fo === undefined ? {} : { failureOptions: fo }),
      ...(t === undefined ? {} : { testing: t === "y" }),
      ...(psd === undefined ? {} : { publicSuffix: psd }),
    },
  };
}

function sentence(text: string): string {
  return text.slice(0, 200).replace(/\.?$/, ".");
}
