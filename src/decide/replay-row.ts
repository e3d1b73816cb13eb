/**
 * One kind of mail under another plan: what passes, what aligns and what is then asked of receivers. Only what the plan
 * changes is worked out; all else stays as reporters saw it, who know more of the mail than any record does.
 */
import type { Reading } from "../dmarc/effective-policy.ts";
import type { Policy } from "../dmarc/policy-record.ts";
import type { PolicyTexts } from "../dmarc/tree-walk.ts";
import type { Evidence, ReplayDkim, ReplayRow, ReplaySpf } from "../feedback/evidence.ts";
import { existingNames } from "./impact/existing-names.ts";
import { dkimReplay } from "./impact/key-change.ts";
import type { PublishedPlan } from "./impact/planned-zone.ts";
import { policyInForce, type PolicyInForce } from "./impact/policy-in-force.ts";
import { alignedUnder, policyView, type Aligned, type AuthorPolicy, type Modes } from "./impact/policy-view.ts";
import { spfReplay } from "./impact/spf-change.ts";

export interface ReplayContext {
  /** Policy records of other domains, by which relaxed alignment and inherited policies go; none without it. */
  readonly policyTexts?: PolicyTexts | undefined;
  /** RFC 9989 unless it is said. */
  readonly reading?: Reading | undefined;
}

export interface RowReplay {
  /** Under the plan before; as reported where there is none. */
  readonly before: Aligned;
  readonly after: Aligned;
  /** Whether it was a result that changed, by a record or a key, or the alignment alone. */
  readonly spfResultChanged: boolean;
  readonly dkimResultChanged: boolean;
  /** What each plan asks for: `none` of mail that passes. Without a plan before, undefined. */
  readonly askedBefore: Policy | undefined;
  readonly askedAfter: Policy;
  /** What the policy in force asked for as reporters judged the mail; undefined where that policy is not known. */
  readonly askedThen: readonly Policy[] | undefined;
  /** The same, as the replay judges the mail: whoever agrees with receivers here may be believed about the plan. */
  readonly replayedThen: readonly Policy[] | undefined;
  /** What could only be taken as reported: the new record's word on the address, or a key. */
  readonly isSpfUnknown: boolean;
  readonly isKeyUnknown: boolean;
  /** Nobody knows whether the name in From exists, and that decides between sp and np. */
  readonly isNameUnknown: boolean;
}

const nothing: readonly Policy[] = ["none"];

/** For all rows of one evidence; what they share is worked out once. */
export function rowReplay(
  { domain, policies, rows }: Pick<Evidence, "domain" | "policies" | "rows">,
  before: PublishedPlan | undefined,
  after: PublishedPlan,
  { policyTexts = () => [], reading = "rfc9989" }: ReplayContext = {},
): (row: ReplayRow) => RowReplay {
  const viewAfter = policyView(domain, after, reading, policyTexts);
  const viewBefore = before && policyView(domain, before, reading, policyTexts);
  const names = existingNames(before === undefined ? [after] : [after, before], rows);
  const [spfOf, dkimOf] = [spfReplay(domain, before, after), dkimReplay(domain, before, after)];
  const sameThen = (viewBefore ?? viewAfter).same;
  const authors = new Map<string, AuthorFacts>();
  const factsOf = (author: string): AuthorFacts => {
    let facts = authors.get(author);
    if (facts === undefined) {
      const exists = names.exists(author);
      facts = {
        from: viewBefore?.policyOf(author),
        to: viewAfter.policyOf(author),
        inForce: policies.map(policy => policyInForce(policy, author, exists)),
        isTakenToExist: exists ?? names.isUsed(author),
        isUnknown: exists === undefined,
      };
      authors.set(author, facts);
    }
    return facts;
  };

  return row => {
    const { headerFrom: author, alignedSpf, alignedDkim } = row;
    const { from, to, inForce, isTakenToExist, isUnknown } = factsOf(author);
    const then = row.policy === undefined ? undefined : inForce[row.policy];
    const [spf, dkim] = [spfResults(row), dkimResults(row)];
    const reported = { spf: passing(spf), dkim: passing(dkim) };
    const spfAfter = replayed(spf, spfOf && (entry => spfOf(entry, row.ip)), reported.spf);
    const dkimAfter = replayed(dkim, dkimOf, reported.dkim);

    const modesThen: Modes = then?.modes ?? from?.modes ?? to?.modes ?? {};
    const judgedThen = alignedUnder(author, reported, modesThen, sameThen);
    // What the replay gets wrong about the mail as it was, it would get wrong under any plan.
    const corrected = (aligned: Aligned): Aligned => ({
      spf: aligned.spf === judgedThen.spf ? alignedSpf : aligned.spf,
      dkim: aligned.dkim === judgedThen.dkim ? alignedDkim : aligned.dkim,
    });
    const alignedBefore =
      viewBefore === undefined || from === undefined
        ? { spf: alignedSpf, dkim: alignedDkim }
        : corrected(alignedUnder(author, reported, from.modes, viewBefore.same));
    const passedAfter = { spf: spfAfter.passed, dkim: dkimAfter.passed };
    const alignedAfter = corrected(alignedUnder(author, passedAfter, to?.modes ?? modesThen, viewAfter.same));

    const asked = (aligned: Aligned, policy: AuthorPolicy | undefined): Policy => {
      if (aligned.spf || aligned.dkim || policy === undefined) return "none";
      return isTakenToExist ? policy.existing : policy.missing;
    };
    const failsAfter = !alignedAfter.spf && !alignedAfter.dkim;
    return {
      before: alignedBefore,
      after: alignedAfter,
      spfResultChanged: spfAfter.passed.length !== reported.spf.length,
      dkimResultChanged: dkimAfter.passed.length !== reported.dkim.length,
      askedBefore: viewBefore === undefined ? undefined : asked(alignedBefore, from),
      askedAfter: asked(alignedAfter, to),
      askedThen: then && (alignedSpf || alignedDkim ? nothing : then.asked),
      replayedThen: then && (judgedThen.spf || judgedThen.dkim ? nothing : then.asked),
      isSpfUnknown: spfAfter.isUnknown,
      isKeyUnknown: dkimAfter.isUnknown,
      isNameUnknown: isUnknown && failsAfter && to !== undefined && to.existing !== to.missing,
    };
  };
}

/** What all rows from one name share. */
interface AuthorFacts {
  readonly from: AuthorPolicy | undefined;
  readonly to: AuthorPolicy | undefined;
  /** By the index in the evidence. */
  readonly inForce: readonly (PolicyInForce | undefined)[];
  readonly isTakenToExist: boolean;
  readonly isUnknown: boolean;
}

interface Replayed {
  readonly passed: readonly string[];
  readonly isUnknown: boolean;
}

/** `passed` is given where the plan changes no result at all. */
function replayed<Entry extends { readonly domain: string }>(
  entries: readonly Entry[],
  replay: ((entry: Entry) => { readonly passes: boolean; readonly isUnknown: boolean }) | undefined,
  passed: readonly string[],
): Replayed {
  if (replay === undefined || entries.length === 0) return { passed, isUnknown: false };
  const after: string[] = [];
  let isUnknown = false;
  for (const entry of entries) {
    const result = replay(entry);
    if (result.passes) after.push(entry.domain);
    isUnknown ||= result.isUnknown;
  }
  return { passed: after, isUnknown };
}

/**
 * RFC 9989 §4.4.2: HELO aligns nothing. Where a reporter saw SPF align and lists nothing that passed, it was the name in
 * MAIL FROM or, where that is not told either, the name in From.
 */
function spfResults({ spf, alignedSpf, envelopeFrom, headerFrom }: ReplayRow): readonly ReplaySpf[] {
  // A bounce has no MAIL FROM, so that what is told without a scope is the name in HELO.
  const isMailFrom = ({ scope }: ReplaySpf): boolean =>
    scope === "mfrom" || (scope === undefined && envelopeFrom !== "");
  const told = spf.every(isMailFrom) ? spf : spf.filter(isMailFrom);
  if (!alignedSpf || told.some(({ result }) => result === "pass")) return told;
  return [...told, { domain: envelopeFrom || headerFrom, scope: "mfrom", result: "pass" }];
}

/** Where a reporter saw DKIM align and lists no signature that passed, it was one of the name in From, by any of its keys. */
function dkimResults({ dkim, alignedDkim, headerFrom }: ReplayRow): readonly ReplayDkim[] {
  if (!alignedDkim || dkim.some(({ result }) => result === "pass")) return dkim;
  return [...dkim, { domain: headerFrom, result: "pass" }];
}

function passing(all: readonly { readonly domain: string; readonly result: string }[]): readonly string[] {
  const passed: string[] = [];
  for (const { domain, result } of all) if (result === "pass") passed.push(domain);
  return passed;
}
