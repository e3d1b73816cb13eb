/** `mailwright spf <domain> --ip A`: what receivers would say of one message, by the plan and the lock. */
import type { DnsLock } from "../dns/dns-lock.ts";
import { canonicalName, isAtOrBelow, ownerNameFault } from "../dns/owner-name.ts";
import { listed, printable } from "../finding.ts";
import type { DomainPlan, FleetPlan } from "../plan/domain-plan.ts";
import { sameTerm } from "../plan/edited-spf.ts";
import { planLookUp } from "../plan/plan-look-up.ts";
import { serviceById } from "../services/catalogue.ts";
import { checkLocked, type LockedOutcome } from "../spf/check-locked.ts";
import { MAX_LOOKUPS } from "../spf/evaluation.ts";
import { formatIp, parseIp } from "../spf/ip-address.ts";
import { spfTree, type SpfNode, type SpfTreeTerm } from "../spf/spf-tree.ts";
import { treeCost } from "../spf/tree-cost.ts";
import { CannotRun } from "./cannot-run.ts";
import type { Output, Style } from "./output.ts";
import { selectDomains } from "./select-domains.ts";

export interface Message {
  readonly domain: string;
  readonly ip: string;
  readonly mailFrom?: string | undefined;
  readonly helo?: string | undefined;
}

/** Exit code: 0 for a result of the record, 1 for permerror and temperror. */
export function spfCheck(fleet: FleetPlan, lock: DnsLock, message: Message, json: boolean, output: Output): number {
  const [named] = selectDomains(fleet, [message.domain]).domains;
  if (named === undefined) {
    throw new CannotRun(`The spec of ${canonicalName(message.domain)} has errors; mailwright check shows them.`);
  }
  const ip = parseIp(message.ip);
  if (ip === undefined) throw new CannotRun(`"${message.ip}" is no IP address; give one such as 192.0.2.10.`);
  const from = senderOf(message, named.domain);
  const plan = planFor(from, named, fleet);
  const lookUp = planLookUp(plan.rrsets, lock);
  const query = { ip: message.ip, mailFrom: message.mailFrom ?? `postmaster@${named.domain}`, helo: message.helo };
  const outcome = checkLocked(query, lookUp);
  const tree = spfTree(from, lookUp);
  if (json) {
    output.json({
      result: outcome.result,
      mechanism: outcome.mechanism ?? null,
      via: outcome.via,
      lookups: outcome.lookups,
      voidLookups: outcome.voidLookups,
      explanation: outcome.explanation ?? null,
      reason: outcome.reason ?? null,
      missing: outcome.missing,
    });
  } else {
    output.text(
      outcomeText(outcome, formatIp(ip), from, steps(outcome, plan, tree), unlocked(outcome, tree, plan), output.style),
    );
  }
  return outcome.result === "permerror" || outcome.result === "temperror" ? 1 : 0;
}

/** The domain that SPF is checked for: MAIL FROM's, or HELO's for a null reverse-path (RFC 7208 §2.4). */
function senderOf({ mailFrom, helo }: Message, domain: string): string {
  if (mailFrom === undefined) return domain;
  const address = mailFrom.replace(/^<(.*)>$/s, "$1");
  if (address === "" && helo === undefined) {
    throw new CannotRun("With an empty --mail-from the HELO name is checked; give it with --helo mail.client.example.");
  }
  const name = canonicalName((address === "" ? (helo ?? "") : address).split("@").at(-1) ?? "");
  if ((address !== "" && !address.includes("@")) || ownerNameFault(name) !== undefined || !name.includes(".")) {
    const [what, such] =
      address === ""
        ? [`--helo "${helo}" is no host name`, "mail.client.example"]
        : [`--mail-from "${mailFrom}" is no mail address`, "news@client.example"];
    throw new CannotRun(`${what}; give one such as ${such}.`);
  }
  return name;
}

/** The plan that publishes the name, else the named domain's: other names are as the lock has them. */
function planFor(from: string, named: DomainPlan, { domains }: FleetPlan): DomainPlan {
  const holders = domains.filter(({ domain }) => isAtOrBelow(from, domain));
  return holders.toSorted((a, b) => b.domain.length - a.domain.length)[0] ?? named;
}

interface Step {
  readonly name: string;
  readonly term: string;
  readonly note: string;
}

/** One line a record on the way: the term that led on, and at last the one that decided. */
function steps(outcome: LockedOutcome, plan: DomainPlan, tree: SpfNode): readonly Step[] {
  const found: Step[] = [];
  let node: SpfNode | undefined = tree;
  for (const [index, name] of outcome.via.entries()) {
    const next = outcome.via[index + 1];
    const leads: SpfTreeTerm | undefined = node?.terms.find(({ child }) => next !== undefined && child?.name === next);
    const term = next === undefined ? (outcome.mechanism ?? "") : (leads?.text ?? `→ ${next}`);
    const note = [...(index === 0 ? origin(plan, name, term) : []), ...(next === undefined ? [ending(outcome)] : [])];
    found.push({ name, term, note: note.filter(Boolean).join(", ") });
    node = leads?.child;
  }
  return found;
}

function origin({ spf }: DomainPlan, name: string, term: string): readonly string[] {
  const parts = spf.find(one => one.name === name)?.parts ?? [];
  const part = parts.find(({ published }) => published.some(one => sameTerm(one) === sameTerm(term)));
  if (part === undefined) return [];
  const service = part.service === undefined ? undefined : (serviceById(part.service)?.name ?? part.service);
  return [`(${service === undefined ? "" : `${service}, `}${part.path})`];
}

function ending({ result, mechanism }: LockedOutcome): string {
  if (result === "none") return "";
  if (result === "permerror" || result === "temperror") return "stops here";
  return mechanism === undefined ? "nothing matches" : "matches";
}

/** What a run of `lock` would bring, and what no lock can know, since the message itself is in the question. */
function unlocked({ missing }: LockedOutcome, tree: SpfNode, { rrsets }: DomainPlan): readonly string[] {
  const root = tree.state === "missing" ? `TXT ${tree.name}` : "";
  // A return path that is delegated; to another name of somebody else's, no record of the specs leads.
  const isPlanned = rrsets.some(({ name }) => name === tree.name);
  const lockable = new Set([...treeCost(tree).missing, ...(isPlanned ? [root] : [])]);
  const say = (names: readonly string[], before: string, after: string): readonly string[] =>
    names.length === 0 ? [] : [`  ${before}: ${listed(names, 6)}.${after}`];
  return [
    ...say(
      missing.filter(name => lockable.has(name)),
      "Not in dns.lock.json",
      " Run `mailwright lock`.",
    ),
    ...say(
      missing.filter(name => name === root && !isPlanned),
      "No spec leads there, so no lock knows it",
      "",
    ),
    ...say(
      missing.filter(name => name !== root && !lockable.has(name)),
      "Asked anew for each message, so no lock knows it",
      "",
    ),
  ];
}

function outcomeText(
  outcome: LockedOutcome,
  ip: string,
  from: string,
  path: readonly Step[],
  notKnown: readonly string[],
  style: Style,
): string {
  const { result, lookups, voidLookups, explanation } = outcome;
  const colour = result === "pass" ? "green" : result === "neutral" || result === "softfail" ? "yellow" : "red";
  const width = (key: "name" | "term"): number => Math.max(0, ...path.map(step => printable(step[key]).length));
  const [names, terms] = [width("name"), width("term")];
  const lines = path.map(({ name, term, note }) =>
    `    ${printable(name).padEnd(names)}  ${printable(term).padEnd(terms)}  ${printable(note)}`.trimEnd(),
  );
  return [
    `${style(colour, result.padEnd(9))}  ${printable(meaning(outcome, ip, from))}`,
    ...lines,
    ...(explanation === undefined ? [] : [`  The domain says: ${printable(explanation)}`]),
    ...notKnown.map(printable),
    `  ${lookups} of ${MAX_LOOKUPS} look-ups, ${voidLookups} void.`,
  ].join("\n");
}

/** What the result means for the mail (RFC 7208 §8), in one sentence. */
function meaning({ result, reason }: LockedOutcome, ip: string, from: string): string {
  const because = reason === undefined ? "" : `: ${reason}`;
  switch (result) {
    case "pass":
      return `${ip} may send for ${from}.`;
    case "fail":
      return `${ip} must not send for ${from}; receivers may refuse the mail, and DMARC has to pass on DKIM.`;
    case "softfail":
      return `${ip} probably does not send for ${from}; receivers take the mail with suspicion, and DMARC has to pass on DKIM.`;
    case "neutral":
      return `${from} says nothing about ${ip}; receivers treat the mail as if there were no SPF, and DMARC has to pass on DKIM.`;
    case "none":
      return `SPF says nothing${because}; DMARC has to pass on DKIM.`;
    case "temperror":
      return `The answer is not known now${because}; receivers that meet this put the mail off or take it without SPF.`;
    case "permerror":
      return `Receivers cannot use the record${because}; many refuse the mail, and for DMARC SPF has failed.`;
  }
}
