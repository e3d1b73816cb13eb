/** Where each selector of a domain is in its life, from the plan and the evidence, and what comes next. */
import { isAtOrBelow } from "../../dns/owner-name.ts";
import { dayAt } from "../../feedback/evidence-days.ts";
import type { Evidence } from "../../feedback/evidence.ts";
import { listed } from "../../finding.ts";
import type { DomainPlan } from "../../plan/domain-plan.ts";
import type { PlannedSelector } from "../../plan/planned-selector.ts";
import { monthsOverdue } from "./key-age.ts";
import { reportedDays } from "./reported-days.ts";
import { REVOKED_DAYS, revokedInUse } from "./revocation.ts";
import { selectorUse } from "./selector-use.ts";
import { plural } from "../plural.ts";
import { QUIET_DAYS, silenceOf, type Silence } from "./silence.ts";

/**
 * `new`: no report tells yet of a day with the key. `published`: reports tell of such days, and nothing signed with it.
 * `unseen`: it signed once, and for long it has not. `unknown`: there is too little evidence. `removed`: its name alone is
 * kept, so that it is never used again.
 */
export type SelectorStage = "new" | "published" | "signing" | "unseen" | "unknown" | "revoked" | "removed";

export interface SelectorState {
  /** Owner name. */
  readonly name: string;
  readonly selector: string;
  /** Id of the declared source; `dkim old` for a selector of the spec's own. */
  readonly source: string;
  readonly form: PlannedSelector["form"];
  readonly state: SelectorStage;
  /** ISO date, where the spec says it. */
  readonly since?: string | undefined;
  /** Last day with a signature that receivers verified. */
  readonly lastSeen?: string | undefined;
  /** Verified signatures in the window of the evidence. */
  readonly messages: number;
  /** What comes next, in a sentence. */
  readonly next: string;
  /** ISO date of the first day for it, where that is known. */
  readonly ready?: string | undefined;
  /** `unknown`: there is too little evidence. */
  readonly ok: boolean | "unknown";
  /** What is wrong where `ok` is false: mail is signed with a key that is not there, or not that one. `next` mends it. */
  readonly problem?: { readonly id: string; readonly message: string };
}

type Told = Pick<SelectorState, "state" | "next" | "ok" | "ready" | "problem">;
type Rotation = Pick<DomainPlan, "domain" | "declared" | "selectors" | "retiredSelectors">;

/** The plan's selectors in its order, then those that are gone. `today` is an ISO date. */
export function rotationOf(plan: Rotation, evidence: Evidence | undefined, today: string): readonly SelectorState[] {
  const sources = new Map(plan.declared.map(source => [source.path, source]));
  const silences = new Map(
    plan.selectors.map(one => [one, silenceOf(one, evidence, today, sources.get(one.path)?.cadence)]),
  );
  const states = plan.selectors.map((one): SelectorState => {
    const { name, selector, form, since, path } = one;
    const silence = silences.get(one) ?? silenceOf(one, evidence, today);
    const use = selectorUse(evidence, one);
    const about = { name, selector, source: sources.get(path)?.id ?? path, form, since, lastSeen: use?.last };
    const others = plan.selectors.filter(other => other !== one && isSibling(one, other));
    const beside = others.filter(other => silences.get(other)?.verdict === "in-use");
    const failed = use?.failed ?? 0;
    const told =
      form === "revoked"
        ? revoked(one, silence, failed, evidence, today)
        : form === "cname"
          ? delegated(silence, evidence)
          : key(one, silence, { failed, beside, evidence, today, domain: plan.domain });
    return { ...about, messages: use?.passed ?? 0, ...told };
  });
  return [...states, ...plan.retiredSelectors.map(selector => removed(selector, plan.domain, evidence))];
}

/** Of one sender: the spec's own selectors say nothing of who signs with them. */
function isSibling(one: PlannedSelector, other: PlannedSelector): boolean {
  if (one.signingDomain !== other.signingDomain || other.form === "revoked") return false;
  return one.path === other.path || one.service === undefined || other.service === undefined;
}

function key(
  one: PlannedSelector,
  silence: Silence,
  about: {
    readonly failed: number;
    readonly beside: readonly PlannedSelector[];
    readonly evidence: Evidence | undefined;
    readonly today: string;
    readonly domain: string;
  },
): Told {
  const { failed, beside, evidence, today, domain } = about;
  const names = listed(beside.map(({ selector }) => selector));
  const { ready } = silence;
  if (silence.verdict === "in-use") {
    const newer = beside.filter(other => (other.since ?? "") > (one.since ?? ""));
    const [followed] = newer;
    if (followed !== undefined) {
      const next = `Let the signer use ${followed.selector} alone; this one can be revoked once ${QUIET_DAYS} days of reports show no signature of it.`;
      return { state: "signing", next, ready, ok: true };
    }
    const months = monthsOverdue(one, today);
    const next = months === undefined ? "In use." : `In use for ${months} months: ${makeNext(domain)}`;
    return { state: "signing", next, ok: true };
  }
  if (silence.last !== undefined) {
    const ok = silence.verdict === "silent" ? true : "unknown";
    const next =
      ok === "unknown" || beside.length === 0
        ? `${silence.detail} ${ok === "unknown" ? "Wait for more evidence." : `If no mail needs it, ${revokeIt(one, today)}`}`
        : `${names} sign${beside.length === 1 ? "s" : ""} in its place: ${revokeIt(one, today)}`;
    return { state: "unseen", next, ready, ok };
  }
  if (failed > 0) {
    const message = `None of ${plural(failed, "message")} signed with ${one.selector} could be verified.`;
    const next = "See that it is published and that it is the key which the signer has.";
    return { state: "published", next, ok: false, problem: { id: "dkim-signature-broken", message } };
  }
  if (evidence === undefined) return { state: "unknown", next: silence.detail, ok: "unknown" };
  if (one.since !== undefined && reportedDays(evidence, one.since) === 0) {
    const next = "Publish it, let the signer use it, and see in the next evidence that it signs.";
    return { state: "new", next, ok: true };
  }
  if (silence.verdict === "unknown") return { state: "unknown", next: silence.detail, ok: "unknown" };
  const next = `${silence.detail} Let the signer use it, or ${revokeIt(one, today)}`;
  return { state: "published", next, ok: true };
}

function delegated(silence: Silence, evidence: Evidence | undefined): Told {
  const vendor = "The vendor has the key and changes it";
  if (silence.verdict === "in-use") return { state: "signing", next: `${vendor}.`, ok: true };
  if (silence.verdict === "unknown") {
    const state = silence.last === undefined ? "unknown" : "unseen";
    return { state, next: silence.detail, ok: evidence === undefined ? "unknown" : true };
  }
  if (silence.last !== undefined) {
    return { state: "unseen", next: `${silence.detail} ${vendor}, or no longer sends.`, ok: true };
  }
  return { state: "published", next: `${silence.detail} ${vendor}, and may keep it for later.`, ok: true };
}

function revoked(
  { selector, since }: PlannedSelector,
  silence: Silence,
  failed: number,
  evidence: Evidence | undefined,
  today: string,
): Told {
  const state = "revoked";
  const early = evidence === undefined ? undefined : revokedInUse(since, silence, evidence);
  if (early !== undefined) {
    const problem = { id: "dkim-revoked-in-use", message: `${selector} is revoked. ${early}` };
    return {
      state,
      next: "Put the key back until evidence shows no signature of it; if it has leaked, waive dkim-revoked-in-use instead.",
      ok: false,
      problem,
    };
  }
  if (failed > 0) return { state, ...stillSigned(selector, failed) };
  const gone = "take it out of the spec and put its name into retiredSelectors";
  if (since === undefined)
    return { state, next: "Write since beside revoked: it is then known when the record may go.", ok: true };
  const ready = dayAt(since, REVOKED_DAYS);
  if (ready > today) return { state, next: `From ${ready} on, ${gone}.`, ready, ok: true };
  return { state, next: `Now ${gone}.`, ready, ok: true };
}

function stillSigned(selector: string, failed: number): Omit<Told, "state"> {
  const message = `${plural(failed, "message")} of declared sources carried a signature of ${selector}, which has no key any more.`;
  const next = "Let the signer use another selector.";
  return { next, ok: false, problem: { id: "dkim-revoked-in-use", message } };
}

/** Its name may have stood at the domain or at any name below it that sends. */
function removed(selector: string, domain: string, evidence: Evidence | undefined): SelectorState {
  const names = new Set(
    (evidence?.selectors ?? [])
      .filter(one => one.selector.toLowerCase() === selector && isAtOrBelow(one.domain.toLowerCase(), domain))
      .map(one => one.domain.toLowerCase()),
  );
  const uses = [...names].flatMap(signingDomain => selectorUse(evidence, { selector, signingDomain }) ?? []);
  const passed = uses.reduce((sum, one) => sum + one.passed, 0);
  const failed = uses.reduce((sum, one) => sum + one.failed, 0);
  const lastSeen = uses
    .flatMap(({ last }) => last ?? [])
    .toSorted()
    .at(-1);
  const about = {
    name: `${selector}._domainkey.${domain}`,
    selector,
    source: "retiredSelectors",
    form: "revoked",
  } as const;
  const state = { ...about, state: "removed", lastSeen, messages: passed } as const;
  if (failed > 0) return { ...state, ...stillSigned(selector, failed) };
  return { ...state, next: "Its name is never used again.", ok: true };
}

function revokeIt({ selector }: PlannedSelector, today: string): string {
  return `revoke it with ${quoted(selector)}: { revoked: true, since: "${today}" }.`;
}

function quoted(selector: string): string {
  return /^[a-z_][a-z0-9_]*$/.test(selector) ? selector : JSON.stringify(selector);
}

function makeNext(domain: string): string {
  return `make the next key with mailwright dkim new ${domain}.`;
}
