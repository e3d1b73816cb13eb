/** What became of each source's mail while some policies were in force. */
import { daysBetween } from "../../feedback/evidence-days.ts";
import type { Evidence, EvidencePolicy, ReplayRow } from "../../feedback/evidence.ts";

export interface SourceMail {
  readonly messages: number;
  readonly passed: number;
  /** Quarantined or rejected by receivers. */
  readonly stopped: number;
  /** The kinds of it that failed, most messages first. */
  readonly failing: readonly ReplayRow[];
}

export interface MailUnder {
  /** Days on which such a policy was seen. */
  readonly days: number;
  /** By `sourceKey`; of all that is not a declared source, by its kind. */
  readonly bySource: ReadonlyMap<string, SourceMail>;
  /** Messages that nobody can tell the policy of: they stand in no row. */
  readonly untold: number;
}

/** Undefined where no such policy was in force. */
export function mailUnder(
  { policies, rows, rest }: Evidence,
  isMeant: (policy: EvidencePolicy) => boolean,
): MailUnder | undefined {
  const meant = new Set(policies.flatMap((policy, index) => (isMeant(policy) ? [index] : [])));
  if (meant.size === 0) return undefined;
  const bySource = new Map<string, { messages: number; passed: number; stopped: number; failing: ReplayRow[] }>();
  const mailOf = (key: string) => {
    let mail = bySource.get(key);
    if (mail === undefined) bySource.set(key, (mail = { messages: 0, passed: 0, stopped: 0, failing: [] }));
    return mail;
  };
  for (const row of rows) {
    if (row.policy === undefined || !meant.has(row.policy)) continue;
    const mail = mailOf(keyOf(row.source));
    mail.messages += row.messages;
    if (row.alignedSpf || row.alignedDkim) mail.passed += row.messages;
    else mail.failing.push(row);
    mail.stopped += row.dispositions.reduce((sum, one) => sum + (isStopped(one) ? one.messages : 0), 0);
  }
  // What stands in no row names no policy: it is told where there was only one kind.
  const isSure = policies.every((_, index) => meant.has(index));
  for (const one of isSure ? rest : []) {
    const mail = mailOf(keyOf(one.source));
    mail.messages += one.messages;
    if (one.alignedSpf || one.alignedDkim) mail.passed += one.messages;
    if (isStopped(one)) mail.stopped += one.messages;
  }
  for (const { failing } of bySource.values()) failing.sort((a, b) => b.messages - a.messages);
  const seen = policies.filter((_, index) => meant.has(index));
  const first = seen.reduce((day, one) => (one.first < day ? one.first : day), seen[0]?.first ?? "");
  const last = seen.reduce((day, one) => (one.last > day ? one.last : day), "");
  const untold = isSure ? 0 : rest.reduce((sum, { messages }) => sum + messages, 0);
  return { days: daysBetween(first, last) + 1, bySource, untold };
}

/** `declared sendgrid`, `unauthenticated`. */
function keyOf(source: string): string {
  return source.startsWith("declared ") ? source : (source.split(" ")[0] ?? "");
}

function isStopped({ disposition }: { readonly disposition: string }): boolean {
  return disposition === "quarantine" || disposition === "reject";
}
