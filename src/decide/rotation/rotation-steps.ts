/** What a change of a plan does to DKIM selectors, each step held against the evidence. */
import { daysBetween } from "../../feedback/evidence-days.ts";
import type { Evidence } from "../../feedback/evidence.ts";
import { compareText, type LocalFinding } from "../../finding.ts";
import type { DomainPlan } from "../../plan/domain-plan.ts";
import type { PlannedSelector } from "../../plan/planned-selector.ts";
import type { Cadence } from "../../services/service.ts";
import { selectorUse } from "./selector-use.ts";
import { REVOKED_DAYS, revokedInUse } from "./revocation.ts";
import { allowed, blocked, insufficient, warned, type RotationStep } from "./rotation-step.ts";
import { plural } from "../plural.ts";
import { silenceOf } from "./silence.ts";

type Rotation = Pick<DomainPlan, "domain" | "sends" | "declared" | "selectors" | "retiredSelectors">;

/** Steps in the order of their names; none where nothing changes. `before` is undefined for a new domain. */
export function checkRotationStep(
  before: Rotation | undefined,
  after: Rotation,
  evidence: Evidence | undefined,
  today: string,
): readonly RotationStep[] {
  const [old, now] = [byName(before?.selectors ?? []), byName(after.selectors)];
  const context = { before, after, evidence, today };
  const names = [...new Set([...old.keys(), ...now.keys()])].toSorted(compareText);
  const steps = names.flatMap((name): readonly RotationStep[] => {
    const [from, to] = [old.get(name), now.get(name)];
    if (from === undefined) return to === undefined ? [] : publish(to, context);
    if (to === undefined) return after.sends ? remove(from, context) : revoke(from, context);
    return change(from, to, context);
  });
  return [...steps, ...forgotten(context)];
}

interface Context {
  readonly before: Rotation | undefined;
  readonly after: Rotation;
  readonly evidence: Evidence | undefined;
  readonly today: string;
}

function byName(selectors: readonly PlannedSelector[]): ReadonlyMap<string, PlannedSelector> {
  return new Map(selectors.map(one => [one.name, one]));
}

function publish(to: PlannedSelector, { before, after }: Context): readonly RotationStep[] {
  const { name, selector, form } = to;
  // A vendor chooses the names of its CNAMEs itself.
  if (form === "key" && [before, after].some(plan => plan?.retiredSelectors.includes(selector) === true)) {
    return [blocked("publish", { id: "dkim-selector-retired", name, ...reused(selector, after) })];
  }
  if (form === "revoked") return [];
  const message = form === "key" ? `${selector} is new.` : `${selector} is new, with the key at ${to.content}.`;
  const fix = "Let the signer use it once it is published.";
  return [allowed("publish", { id: "dkim-selector-new", name, message, cite: KEEP, fix })];
}

/** A name that keeps standing, with something else behind it. */
function change(from: PlannedSelector, to: PlannedSelector, context: Context): readonly RotationStep[] {
  const { name, selector } = to;
  if (to.form === "revoked") return revoke(from, context);
  // Whoever has the target of a CNAME changes the key behind it at any time.
  if (from.form === "cname") return [];
  if (to.form === "cname") {
    if (from.form === "revoked") return [];
    const message = `${selector} becomes a CNAME: what is signed until then verifies only if the same key stands at ${to.content}.`;
    const fix = "See at the target that it has the key which signs today.";
    return [warned("replace", { id: "dkim-selector-delegated", name, message, cite: KEEP, fix })];
  }
  if (from.content === to.content) return [];
  return [from.form === "revoked" ? restore(from, context) : replace(from, context)];
}

function replace(from: PlannedSelector, { after, evidence }: Context): RotationStep {
  const { name, selector } = from;
  const use = selectorUse(evidence, from);
  // What never verified anything was no key of the signer's: this mends it.
  if (use !== undefined && use.last === undefined && use.failed > 0) {
    const message = `${selector} gets another key: with the one it has, none of ${plural(use.failed, "message")} could be verified.`;
    const fix = "See in the next evidence that its signatures are verified.";
    return allowed("replace", { id: "dkim-key-mended", name, message, cite: KEEP, fix });
  }
  return blocked("replace", { id: "dkim-selector-reused", name, ...reused(selector, after) });
}

function restore(from: PlannedSelector, { after, evidence, today }: Context): RotationStep {
  const { name, selector } = from;
  const silence = silenceOf(from, evidence, today);
  const early = evidence === undefined ? undefined : revokedInUse(from.since, silence, evidence);
  if (early === undefined) return blocked("replace", { id: "dkim-selector-reused", name, ...reused(selector, after) });
  const message = `${selector} has a key again. ${early}`;
  const fix = "See that it is the very key it had.";
  return warned("replace", { id: "dkim-selector-restored", name, message, cite: KEEP, fix });
}

function reused(selector: string, { domain }: Rotation): Pick<LocalFinding, "message" | "cite" | "fix"> {
  return {
    message: `${selector} would get another key than it had: mail that fails with it could not be told from a forgery.`,
    cite: "RFC 6376 §3.1",
    fix: `Publish the new key beside it, under a selector that was never used; mailwright dkim new ${domain} makes one.`,
  };
}

function revoke(from: PlannedSelector, { before, after, evidence, today }: Context): readonly RotationStep[] {
  if (from.form === "revoked") return [];
  const { name, selector } = from;
  const { verdict, detail } = silenceOf(from, evidence, today, cadenceOf(from, before));
  const what = after.sends ? `${selector} is revoked.` : `${selector} is revoked with the domain.`;
  const about = { name, message: `${what} ${detail}`, cite: KEEP };
  if (verdict === "in-use") return [blocked("revoke", { ...about, id: "dkim-selector-in-use", fix: LEAKED })];
  if (verdict === "unknown") return [insufficient("revoke", { ...about, id: "dkim-selector-unjudged", fix: UNJUDGED })];
  const fix = "Take the private key off the signer too.";
  return [allowed("revoke", { ...about, id: "dkim-selector-revoked", fix })];
}

function cadenceOf({ path }: PlannedSelector, before: Rotation | undefined): Cadence | undefined {
  return before?.declared.find(source => source.path === path)?.cadence;
}

function remove(from: PlannedSelector, context: Context): readonly RotationStep[] {
  const { name, selector, form } = from;
  const step = form === "revoked" ? removeRevoked(from, context) : removeLive(from, context);
  if (form === "cname" || context.after.retiredSelectors.includes(selector)) return [step];
  const message = `${selector} is taken away, and nothing says that its name was used.`;
  const fix = `Write retiredSelectors: ["${selector}"], or add it to those that are there.`;
  return [step, warned("remove", { id: "dkim-selector-forgotten", name, message, cite: "RFC 6376 §3.1", fix })];
}

function removeLive(from: PlannedSelector, { before, evidence, today }: Context): RotationStep {
  const { name, selector, form } = from;
  const { verdict, detail } = silenceOf(from, evidence, today, cadenceOf(from, before));
  const about = { name, message: `${selector} is taken away. ${detail}`, cite: KEEP };
  if (verdict === "in-use") return blocked("remove", { ...about, id: "dkim-selector-in-use", fix: IN_USE });
  if (verdict === "unknown") return insufficient("remove", { ...about, id: "dkim-selector-unjudged", fix: UNJUDGED });
  if (form === "cname") return allowed("remove", { ...about, id: "dkim-selector-removed", fix: NOTHING });
  // RFC 6376 §3.6.1: an empty p= says that the key is revoked; no record says nothing.
  const message = `${selector} is taken away without having been revoked first. ${detail}`;
  const fix = `Keep it with { revoked: true, since: "${today}" } for ${REVOKED_DAYS} days.`;
  return warned("remove", { id: "dkim-selector-not-revoked", name, message, cite: "RFC 6376 §3.6.1", fix });
}

/** Its key counts no more, so that no mail depends on it: what is held up is the knowledge of who still signs. */
function removeRevoked(from: PlannedSelector, { evidence, today }: Context): RotationStep {
  const { name, selector, since } = from;
  const about = { name, cite: KEEP };
  const failed = selectorUse(evidence, from)?.failed ?? 0;
  const fix = "Keep it revoked until evidence shows that the signer uses another selector.";
  if (failed > 0) {
    const message = `${selector} is taken away, and ${plural(failed, "message")} of declared sources still carried its signature.`;
    return warned("remove", { ...about, id: "dkim-selector-in-use", message, fix });
  }
  if (since === undefined || evidence === undefined) {
    const why =
      since === undefined
        ? "the spec does not say since when it is revoked"
        : "there is no evidence of the domain's mail";
    const message = `${selector} is taken away, and ${why}.`;
    return insufficient("remove", { ...about, id: "dkim-selector-unjudged", message, fix });
  }
  const days = daysBetween(since, today);
  if (days < REVOKED_DAYS) {
    const message = `${selector} is taken away ${plural(days, "day")} after it was revoked on ${since}, and it takes ${REVOKED_DAYS}.`;
    return insufficient("remove", { ...about, id: "dkim-selector-removed-early", message, fix });
  }
  const message = `${selector} is taken away, revoked since ${since}.`;
  return allowed("remove", { ...about, id: "dkim-selector-removed", message, fix: NOTHING });
}

function forgotten({ before, after }: Context): readonly RotationStep[] {
  if (!after.sends) return [];
  const gone = (before?.retiredSelectors ?? []).filter(selector => !after.retiredSelectors.includes(selector));
  return gone.toSorted(compareText).map(selector => {
    const message = `${selector} is taken out of retiredSelectors, and its name could be used again.`;
    const name = `${selector}._domainkey.${after.domain}`;
    const [id, cite, fix] = ["dkim-selector-forgotten", "RFC 6376 §3.1", "Put it back into retiredSelectors."] as const;
    return blocked("forget", { id, name, message, cite, fix });
  });
}

const KEEP = "RFC 6376 §5.2";
const NOTHING = "Nothing is to be done.";
const IN_USE =
  "Let the signer use another selector first, and take this step once evidence shows no signature of this one.";
const LEAKED = `${IN_USE.slice(0, -1)}; a key that has leaked is revoked at once, whatever mail that breaks.`;
const UNJUDGED =
  "Run mailwright ingest and mailwright evidence until the reports cover enough days; a longer window comes with --days.";
