/** The words of aggregate reports, and what reporters write instead. */
import type { AlignmentMode, Disposition, DkimResult, OverrideType, PublishedPolicy } from "./feedback.ts";
import type { FeedbackRecord, SpfAuthResultWord } from "./feedback.ts";
import { DISPOSITIONS, DKIM_RESULTS, OVERRIDES, SPF_RESULTS, SPF_SCOPES } from "./replay-words.ts";
import { reading, wordReader, type ReadValue, type Reading } from "./read-value.ts";

type Aligned = FeedbackRecord["row"]["policyEvaluated"]["dkim"];

const temporary = {
  error: "temperror",
  temperr: "temperror",
  tempfail: "temperror",
  temporaryerror: "temperror",
} as const;
const permanent = { permerr: "permerror", permfail: "permerror", permanenterror: "permerror" } as const;
const absent = { nodata: "none", norecord: "none", notfound: "none", missing: "none", null: "none" } as const;

export const readDkimResult = wordReader<DkimResult, DkimResult>(
  "dkim result",
  DKIM_RESULTS,
  {
    // RFC 5451 had "hardfail" and "discard"; no signature at all is "none".
    passed: "pass",
    failed: "fail",
    hardfail: "fail",
    softfail: "fail",
    discard: "fail",
    invalid: "permerror",
    unsigned: "none",
    notsigned: "none",
    nosignature: "none",
    unknown: "neutral",
    ...temporary,
    ...permanent,
    ...absent,
  },
  "neutral",
);

export const readSpfResult = wordReader<SpfAuthResultWord, SpfAuthResultWord>(
  "spf result",
  SPF_RESULTS,
  {
    // RFC 7489 Appendix C: temperror is commonly written "error", and permerror "unknown".
    ...temporary,
    ...permanent,
    ...absent,
    unknown: "permerror",
    passed: "pass",
    failed: "fail",
    hardfail: "fail",
    bestguesspass: "none",
    invalid: "permerror",
  },
  "neutral",
);

/** Only what says "pass" has passed: whatever else stands there must not count as aligned. */
export function alignedReader(what: string): ReadValue<Aligned | undefined> {
  const failed = ["failed", "hardfail", "softfail", "none", "neutral", "policy", "temperror", "permerror", "unknown"];
  return wordReader<Aligned, Aligned>(
    what,
    ["pass", "fail"],
    { passed: "pass", ...Object.fromEntries(failed.map(word => [word, "fail" as const])) },
    "fail",
  );
}

export const readDisposition = wordReader<Disposition, Disposition>(
  "disposition",
  DISPOSITIONS,
  {
    quarantined: "quarantine",
    junk: "quarantine",
    spam: "quarantine",
    rejected: "reject",
    blocked: "reject",
    noaction: "none",
    delivered: "none",
    deliver: "none",
    accept: "none",
    monitor: "none",
  },
  "none",
);

/** The policy of `p`, `sp` or `np`; undefined where none is named. */
export function policyReader(what: string): ReadValue<PublishedPolicy | undefined> {
  return wordReader<PublishedPolicy, undefined>(
    what,
    ["none", "quarantine", "reject"],
    { monitor: "none", quarantined: "quarantine", rejected: "reject" },
    undefined,
  );
}

export function alignmentReader(what: string): ReadValue<AlignmentMode | undefined> {
  const read = wordReader<AlignmentMode | "relaxed" | "strict", undefined>(
    what,
    ["r", "s", "relaxed", "strict"],
    {},
    undefined,
  );
  return text => {
    const { value, repairs } = read(text);
    return reading(value === undefined ? undefined : value === "s" || value === "strict" ? "s" : "r", ...repairs);
  };
}

export const readDiscovery = wordReader<"psl" | "treewalk", undefined>(
  "discovery_method",
  ["psl", "treewalk"],
  { publicsuffixlist: "psl" },
  undefined,
);

export const readTesting = wordReader<"y" | "n", undefined>(
  "testing",
  ["y", "n"],
  { yes: "y", true: "y", no: "n", false: "n" },
  undefined,
);

export const readScope = wordReader<"helo" | "mfrom", undefined>(
  "scope",
  SPF_SCOPES,
  { ehlo: "helo", mailfrom: "mfrom", envelopefrom: "mfrom", from: "mfrom" },
  undefined,
);

const overrides: readonly string[] = OVERRIDES;

/** RFC 9990 §3.1.1.14 has no other words: one of a reporter's own is `other`, and kept for the comment. */
export function readOverride(text: string): Reading<Override | undefined> {
  const word = text.toLowerCase().replace(/[\s-]+/g, "_");
  if (overrides.includes(word)) return reading({ type: word as OverrideType, own: undefined });
  return text === "" ? reading(undefined) : reading({ type: "other", own: text }, "reason: unknown type");
}

export interface Override {
  readonly type: OverrideType;
  /** The reporter's own word. */
  readonly own: string | undefined;
}
