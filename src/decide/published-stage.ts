/** What stands published, as reporters saw it: the stage that a rollout goes on from. */
import { isAtOrBelow } from "../dns/owner-name.ts";
import { strictestStage, type PolicyTags, type Stage, type StagePart } from "../dmarc/effective-policy.ts";
import { isStricter, stricterOf } from "../dmarc/strictness.ts";
import type { Evidence, EvidencePolicy } from "../feedback/evidence.ts";
import { dayAt } from "../feedback/evidence-days.ts";

export interface PublishedStage {
  /** For each part the strictest of `policies`, by the stricter reading. */
  readonly stage: Stage;
  /** Those that are still published; several while a change goes round. */
  readonly policies: readonly PolicyTags[];
  /** First day of the window from which each part stood at its stage. */
  readonly since: Readonly<Record<StagePart, string>>;
  /** Whether several told of np, or the only reporter did: reporters of RFC 7489 do not, and one among others may err. */
  readonly showsNp: boolean;
  /** Of each mechanism, where all that are still published ask for it. */
  readonly strict: StrictAlignment;
}

export interface StrictAlignment {
  readonly spf: boolean;
  readonly dkim: boolean;
}

/** A policy that was not seen for longer, while others were, is published no more. */
const STILL_DAYS = 2;
/** One reporter alone may have an old answer, or be somebody's invention. */
const REPORTERS = 2;
/** It is believed all the same once those who were not alone have seen nothing for longer: a few days pass for anybody. */
const ALONE_DAYS = 7;

interface Sighting {
  readonly tags: PolicyTags;
  readonly strict: StrictAlignment;
  readonly stage: Stage;
  readonly first: string;
  readonly last: string;
  readonly reporters: number;
  /** Reporters who told it in just this way. */
  readonly toldBy: number;
}

/** Undefined where no report of the window says what is published. */
export function publishedStage({
  domain,
  policies,
}: Pick<Evidence, "domain" | "policies">): PublishedStage | undefined {
  const seen = sightings(domain, policies);
  if (seen.length === 0) return undefined;
  // Of all that were seen: one invented report of the last days, while others pause, must not speak for them.
  const needed = Math.min(REPORTERS, Math.max(...seen.map(({ reporters }) => reporters)));
  const bySeveral = ({ reporters }: Sighting): boolean => reporters >= needed;
  const lastBySeveral = lastOf(seen.filter(bySeveral));
  const believed = seen.filter(one => bySeveral(one) || one.last > dayAt(lastBySeveral, ALONE_DAYS));
  const end = lastOf(believed);
  const current = believed.filter(({ last }) => last >= dayAt(end, -STILL_DAYS));
  const [one] = current;
  if (one === undefined) return undefined;
  const strictest = (part: StagePart): Stage[StagePart] =>
    current.reduce((level, { stage }) => stricterOf(level, stage[part]), one.stage[part]);
  const stage: Stage = { p: strictest("p"), sp: strictest("sp"), np: strictest("np") };
  const since = (part: StagePart): string => sinceOf(believed, part, stage[part], end);
  return {
    stage,
    policies: current.map(({ tags }) => tags),
    since: { p: since("p"), sp: since("sp"), np: since("np") },
    showsNp: current.some(({ tags, toldBy }) => tags.np !== tags.sp && toldBy >= needed),
    strict: { spf: current.every(({ strict }) => strict.spf), dkim: current.every(({ strict }) => strict.dkim) },
  };
}

function lastOf(seen: readonly Sighting[]): string {
  return seen.reduce((day, { last }) => (last > day ? last : day), "");
}

/**
 * Not before a lower stage was last seen: the same record may have stood there before, and been taken back. At the latest
 * the last day, `end`.
 */
function sinceOf(seen: readonly Sighting[], part: StagePart, level: Stage[StagePart], end: string): string {
  const isLower = ({ stage }: Sighting): boolean => isStricter(level, stage[part]);
  const days = [
    ...seen.filter(isLower).map(({ last }) => dayAt(last, 1)),
    seen.filter(one => !isLower(one)).reduce((day, { first }) => (first < day ? first : day), end),
  ];
  const since = days.reduce((latest, day) => (day > latest ? day : latest), "");
  return since < end ? since : end;
}

/**
 * What is the domain's own or, where it has none, an ancestor's. Reporters of RFC 7489 leave np and t out, so that one record
 * is told in two ways: the way that says more counts, for all who saw it.
 */
function sightings(domain: string, policies: readonly EvidencePolicy[]): readonly Sighting[] {
  const told = policies.flatMap((policy): Sighting[] => {
    const tags = tagsFor(domain, policy);
    if (tags === undefined) return [];
    const { first, last, reporters, aspf, adkim } = policy;
    const strict = { spf: aspf === "s", dkim: adkim === "s" };
    return [{ tags, strict, stage: strictestStage(tags), first, last, reporters, toldBy: reporters }];
  });
  const same = ({ tags: { p, sp, pct } }: Sighting): string => `${p} ${sp} ${pct}`;
  return [...Map.groupBy(told, same).values()].flatMap(group => {
    const fuller = group.filter(({ tags }) => tags.np !== tags.sp || tags.t === "y");
    if (fuller.length === 0 || fuller.length === group.length) return group;
    const reporters = group.reduce((sum, one) => sum + one.reporters, 0);
    const lastFuller = lastOf(fuller);
    // What only the short way is seen of since has lost its tag.
    return [
      ...fuller.map(one => ({ ...one, reporters })),
      ...group.filter(one => !fuller.includes(one) && one.last > dayAt(lastFuller, STILL_DAYS)),
    ];
  });
}

function tagsFor(domain: string, policy: EvidencePolicy): PolicyTags | undefined {
  const { p, sp, np, pct, testing: t } = policy;
  if (policy.domain === domain) return { p, sp, np, pct, t };
  // RFC 9989 §4.10.1: without a record of its own, a domain has its ancestor's sp; a name below it has its own.
  return isAtOrBelow(domain, policy.domain) ? { p: sp, sp, np, pct, t } : undefined;
}
