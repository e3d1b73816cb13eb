/** The DKIM and SPF results of one record while they are being read. */
import type { FieldReader, Setters } from "./aggregate-draft.ts";
import { kindOfContainer } from "./aggregate-elements.ts";
import { readDkimResult, readScope, readSpfResult } from "./aggregate-words.ts";
import type { AuthResults, DkimAuthResult, SpfAuthResult } from "./feedback.ts";
import { nameReader, readOptional } from "./read-value.ts";
import type { RepairTally } from "./repair-tally.ts";

export interface ResultsDraft {
  readonly setters: Setters;
  /** True when the element was a result. */
  readonly close: (kind: number, cut: boolean) => boolean;
  /** The result that was closed last, and the way to have it again. */
  readonly last: () => DkimAuthResult | SpfAuthResult | undefined;
  readonly again: (kind: number, result: object) => void;
  /** The results since the last time. */
  readonly take: () => AuthResults;
}

/** RFC 9990 §3.1.3 asks reporters for at most a hundred signatures a row; some give all there are. */
export const MOST_RESULTS = 1_000;

const none: readonly never[] = [];

export function resultsDraft(field: FieldReader, tally: RepairTally): ResultsDraft {
  const [dkimKind, spfKind] = [kindOfContainer("auth_results/dkim"), kindOfContainer("auth_results/spf")];
  let dkim: DkimAuthResult[] | undefined;
  let spf: SpfAuthResult[] | undefined;
  // Of the result that is open.
  let domain = "";
  let selector: string | undefined;
  let dkimResult: DkimAuthResult["result"] | undefined;
  let spfResult: SpfAuthResult["result"] | undefined;
  let scope: SpfAuthResult["scope"];
  let humanResult: string | undefined;
  let last: DkimAuthResult | SpfAuthResult | undefined;

  const addDkim = (result: DkimAuthResult): void => {
    dkim ??= [];
    if (dkim.length >= MOST_RESULTS) return tally.count(`dkim result: beyond ${MOST_RESULTS} in a record, left out`);
    dkim.push(result);
    last = result;
  };
  const addSpf = (result: SpfAuthResult): void => {
    spf ??= [];
    if (spf.length >= MOST_RESULTS) return tally.count(`spf result: beyond ${MOST_RESULTS} in a record, left out`);
    spf.push(result);
    last = result;
  };

  /** A second value of what the open result has already said: two results in one element. */
  const another = (said: boolean): void => {
    const result = dkimResult ?? spfResult;
    if (!said || domain === "" || result === undefined) return;
    tally.count("auth_results: several results in one element");
    if (dkimResult === undefined) closeSpf(false);
    else closeDkim(false);
    clear();
  };
  const clear = (): void => {
    domain = "";
    selector = dkimResult = spfResult = scope = humanResult = undefined;
  };

  const setDomain = field(nameReader("auth_results domain"), value => {
    another(true);
    domain = value;
  });
  const setHuman = field(readOptional, value => void (humanResult = value));

  const closeDkim = (cut: boolean): void => {
    // A result without a domain says nothing that could be attributed; one that was cut off may have said anything.
    if (domain === "" || (cut && dkimResult === undefined)) return tally.count("dkim result: empty, left out");
    if (dkimResult === undefined) tally.count("dkim result: missing, none taken");
    addDkim({ domain, selector, result: dkimResult ?? "none", humanResult });
  };
  const closeSpf = (cut: boolean): void => {
    if (domain === "" || (cut && spfResult === undefined)) return tally.count("spf result: empty, left out");
    if (spfResult === undefined) tally.count("spf result: missing, none taken");
    addSpf({ domain, scope, result: spfResult ?? "none", humanResult });
  };

  return {
    setters: {
      "auth_results/dkim/domain": setDomain,
      "auth_results/dkim/selector": field(readOptional, value => {
        another(selector !== undefined);
        selector = value;
      }),
      "auth_results/dkim/result": field(readDkimResult, value => {
        another(dkimResult !== undefined);
        dkimResult = value;
      }),
      "auth_results/dkim/human_result": setHuman,
      "auth_results/spf/domain": setDomain,
      "auth_results/spf/scope": field(readScope, value => void (scope = value)),
      "auth_results/spf/result": field(readSpfResult, value => {
        another(spfResult !== undefined);
        spfResult = value;
      }),
      "auth_results/spf/human_result": setHuman,
    },
    close: (kind, cut) => {
      if (kind !== dkimKind && kind !== spfKind) return false;
      if (kind === dkimKind) closeDkim(cut);
      else closeSpf(cut);
      clear();
      return true;
    },
    last: () => last,
    again: (kind, result) => {
      if (kind === dkimKind) addDkim(result as DkimAuthResult);
      else addSpf(result as SpfAuthResult);
    },
    take: () => {
      const taken = { dkim: dkim ?? none, spf: spf ?? none };
      dkim = spf = undefined;
      return taken;
    },
  };
}
