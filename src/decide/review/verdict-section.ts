/** The first lines of a review: whether anything is held up, and for whom mail breaks if the change is wrong. */
import { plural } from "../plural.ts";
import { aMonth, lostMail, sumOf, type LostByDomain, type LostMail } from "./lost-mail.ts";
import { code, prose } from "./markdown-text.ts";
import { isBlocked, isError, isGateHeld, type DomainReview, type Review } from "./review.ts";
import { shortenMiddle } from "./shorten.ts";

/** Names in one sentence. */
const MOST_NAMES = 6;
const MOST_OF_NAME = 80;

export function verdictText(review: Review): string {
  const { domains, unchanged, base, notes } = review;
  const changes =
    domains.length === 0
      ? "No domain changes"
      : `${plural(domains.length, "domain")} ${domains.length === 1 ? "changes" : "change"}`;
  const others =
    unchanged === 0 ? "" : `; ${plural(unchanged, "other")} ${unchanged === 1 ? "stays as it is" : "stay as they are"}`;
  const held = heldUp(review);
  return [
    ...(held === "" ? [] : [`**Do not merge yet: ${held}.**`, ""]),
    ...mailLines(domains),
    "",
    `${changes}${others}, compared with ${code(base)}.`,
    ...notes.map(note => `\n_Note:_ ${prose(note)}`),
    "",
  ].join("\n");
}

function heldUp({ domains, findings }: Review): string {
  const gates = domains.filter(isGateHeld);
  const steps = domains.flatMap(one => one.steps.filter(isBlocked));
  const errors = [...findings.added, ...domains.flatMap(one => one.findings.added)].filter(isError);
  return [
    ...(gates.length > 0 ? [`the gate holds up ${names(gates.map(({ domain }) => domain))}`] : []),
    ...(steps.length > 0
      ? [`${plural(steps.length, "step")} of DKIM rotation ${steps.length === 1 ? "is" : "are"} blocked`]
      : []),
    ...(errors.length > 0 ? [`${plural(errors.length, "error")} ${errors.length === 1 ? "is" : "are"} new`] : []),
  ].join("; ");
}

function mailLines(domains: readonly DomainReview[]): readonly string[] {
  const lost = domains.flatMap(({ domain, impact }) =>
    impact === undefined ? [] : [{ domain, lost: lostMail(impact) }],
  );
  const blind = domains.filter(one => touchesMail(one) && one.impact === undefined).map(({ domain }) => domain);
  const of = (pick: (one: LostByDomain) => readonly LostMail[]) =>
    lost
      .flatMap(one => pick(one.lost).map(mail => ({ ...mail, domain: one.domain })))
      .toSorted((a, b) => b.messages - a.messages);
  const [stopped, failing] = [of(one => one.stopped), of(one => one.failing)];
  const total = (pick: (one: LostByDomain) => number): number => lost.reduce((sum, one) => sum + pick(one.lost), 0);
  const [spoofed, forwarded] = [total(one => one.spoofed), total(one => one.forwarded)];
  const stake = domains
    .flatMap(({ domain, atStake, ...one }) =>
      touchesMail(one) && atStake !== undefined
        ? atStake.services.map(({ id, messages }) => ({ source: id, messages: aMonth(messages, atStake.days), domain }))
        : [],
    )
    .filter(({ messages }) => messages > 0)
    .toSorted((a, b) => b.messages - a.messages);
  const also = [
    ...(spoofed > 0 ? [`${plural(spoofed, "spoofed or broken message")} a month would be stopped`] : []),
    ...(forwarded > 0 ? [`${plural(forwarded, "forwarded message")} a month would be stopped`] : []),
  ];
  const first =
    stopped.length > 0
      ? `**Mail breaks: ${plural(sumOf(stopped), "message")} a month would be stopped: ${listOf(stopped)}.**`
      : lost.length === 0
        ? blind.length > 0
          ? ""
          : "**No mail is touched.**"
        : spoofed + forwarded === 0
          ? "**Nothing that was delivered would be stopped.**"
          : "**No mail of declared or undeclared services that was delivered would be stopped.**";
  return [
    ...(first === "" ? [] : [`${first}${also.length > 0 ? ` ${also.join("; ")}.` : ""}`]),
    ...(failing.length > 0 ? [`Would no longer pass DMARC, in messages a month: ${listOf(failing)}.`] : []),
    ...(blind.length > 0 ? [`Nobody can tell what becomes of the mail of ${names(blind)}: there is no evidence.`] : []),
    ...(stake.length > 0
      ? ["", `At stake if this is wrong: ${plural(sumOf(stake), "message")} a month: ${listOf(stake)}.`]
      : []),
  ];
}

/** The plan of what sends changes: its mail depends on it. */
function touchesMail({ before, after }: Pick<DomainReview, "before" | "after">): boolean {
  if (before?.sends !== true && after?.sends !== true) return false;
  return JSON.stringify(before?.rrsets) !== JSON.stringify(after?.rrsets);
}

function listOf(mail: readonly (LostMail & { readonly domain: string })[]): string {
  const groups = [...Map.groupBy(mail, ({ source }) => source)]
    .map(([source, all]) => ({ source, messages: sumOf(all), where: [...new Set(all.map(({ domain }) => domain))] }))
    .toSorted((a, b) => b.messages - a.messages);
  const told = groups.slice(0, MOST_NAMES).map(({ source, messages, where }) => {
    const at = where.length === 1 ? code(where[0] ?? "") : plural(where.length, "domain");
    return `${prose(shortenMiddle(source, MOST_OF_NAME))} ${messages.toLocaleString("en")} (${at})`;
  });
  const more = groups.length - told.length;
  return `${told.join(", ")}${more > 0 ? ` and ${plural(more, "more source")}` : ""}`;
}

function names(domains: readonly string[]): string {
  const more = domains.length - MOST_NAMES;
  return `${domains.slice(0, MOST_NAMES).map(code).join(", ")}${more > 0 ? ` and ${more.toLocaleString("en")} more` : ""}`;
}
