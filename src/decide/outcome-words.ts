/** Why a service's mail failed, in words. */
import type { DkimOutcome, OutcomeCount, SpfOutcome } from "../feedback/evidence.ts";

const dkimWords: Readonly<Record<DkimOutcome, string>> = {
  aligned: "DKIM is aligned",
  unsigned: "it is not signed",
  unaligned: "another domain signs it",
  broken: "its signature is broken",
  permerror: "its DKIM key is missing or unusable",
  temperror: "its DKIM key was not answered",
};

const spfWords: Readonly<Record<SpfOutcome, string>> = {
  aligned: "SPF is aligned",
  unaligned: "it bounces to another domain",
  "not-authorised": "its address is not in the SPF record",
  "no-record": "its return path has no SPF record",
  permerror: "the SPF record of its return path is broken",
  temperror: "SPF was not answered",
  unknown: "nothing is reported of SPF",
};

/** `it is not signed and it bounces to another domain`, of what most of the failing mail has; undefined where none failed. */
export function failureWords(outcomes: readonly OutcomeCount[]): string | undefined {
  const [worst] = outcomes
    .filter(({ dkim, spf }) => dkim !== "aligned" && spf !== "aligned")
    .toSorted((a, b) => b.messages - a.messages);
  return worst === undefined ? undefined : `${dkimWords[worst.dkim]} and ${spfWords[worst.spf]}`;
}
