/** Senders of the evidence that authenticate and that the spec does not have. */
import type { Evidence, UnknownEvidence } from "../feedback/evidence.ts";
import { evidenceText } from "../feedback/evidence-text.ts";
import type { DomainPlan } from "../plan/domain-plan.ts";

export interface UnknownSender {
  /** What `acknowledged` calls it. */
  readonly name: string;
  readonly hint?: string | undefined;
  readonly messages: number;
  readonly passed: number;
}

export interface UnknownSenders {
  /** Most messages first, as all. */
  readonly open: readonly UnknownSender[];
  readonly acknowledged: readonly UnknownSender[];
  /** Unaligned and below `least` messages. */
  readonly small: readonly UnknownSender[];
}

export function unknownSenders(
  plan: DomainPlan,
  evidence: Pick<Evidence, "unknown" | "moreUnknown" | "services">,
  least: number,
): UnknownSenders {
  const known = new Set((plan.acknowledged ?? []).map(({ source }) => source));
  const isKnown = ({ source }: { readonly source: string }): boolean =>
    known.has(source) || known.has(senderName(source));
  const judged = new Set(evidence.services.map(({ id }) => id));
  const since = plan.declared.filter(({ id }) => !judged.has(evidenceText(id)));
  const undeclared = evidence.unknown.filter(one => !isDeclared(one, plan, since));
  const counts = (one: UnknownEvidence): boolean => one.aligned || one.messages >= least;
  const told = (some: readonly UnknownEvidence[]): readonly UnknownSender[] =>
    some.map(({ source, domain, messages, passed }) => {
      const name = senderName(source);
      return { name, hint: name === domain ? undefined : domain, messages, passed };
    });
  // Those that found no room are no larger than the last that did.
  const more = evidence.moreUnknown;
  const smallest = evidence.unknown.at(-1)?.messages ?? 0;
  const rest =
    more.sources > 0 && (more.passed > 0 || smallest >= least)
      ? [{ name: `${more.sources} more sources`, messages: more.messages, passed: more.passed }]
      : [];
  const declared = new Set(plan.declared.map(({ id }) => evidenceText(id)));
  const dropped = evidence.services
    .filter(({ id, messages }) => messages >= least && messages > 0 && !declared.has(id))
    .map(({ id, messages, passed }) => ({ name: id, hint: "declared when the evidence was made", messages, passed }));
  return {
    open: [
      ...told(undeclared.filter(one => !isKnown(one) && counts(one))),
      ...dropped.filter(({ name }) => !known.has(name)),
      ...rest,
    ].toSorted((a, b) => b.messages - a.messages),
    acknowledged: [...told(undeclared.filter(isKnown)), ...dropped.filter(({ name }) => known.has(name))],
    small: told(undeclared.filter(one => !isKnown(one) && !counts(one))),
  };
}

/** `mailchimp` of `unknown-authenticated unaligned mailchimp`. */
export function senderName(source: string): string {
  return source.replace(/^unknown-authenticated (?:un)?aligned /, "");
}

/**
 * Declared `since` the evidence was made: then its own evidence is what is missing. A vendor that was declared before is no
 * answer: what was unknown beside it is another account or an old key at that vendor.
 */
function isDeclared(
  { services, selector, domain }: UnknownEvidence,
  { declared }: DomainPlan,
  since: DomainPlan["declared"],
): boolean {
  const key = selector === undefined ? undefined : `${selector.toLowerCase()}._domainkey.${domain}`;
  return (
    since.some(({ service }) => service !== undefined && services.includes(service)) ||
    declared.some(one => (key !== undefined && one.selectors.includes(key)) || one.returnPaths.includes(domain))
  );
}
