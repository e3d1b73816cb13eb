/** Senders that authenticate and that the spec does not have: the line that declares them, or the one that says they are known. */
import { isAtOrBelow } from "../../dns/owner-name.ts";
import { listed, printable } from "../../finding.ts";
import type { Service } from "../../services/service.ts";
import { plural } from "../plural.ts";
import { thresholds, weeklyMessages } from "../thresholds.ts";
import { senderName, unknownSenders } from "../unknown-senders.ts";
import { acknowledge, addKeys, addService } from "./edit-text.ts";
import { guessOptions } from "./guess-options.ts";
import { hasPlaceholder, PLACEHOLDER, type Patch, type PatchCase, type SpecEdit } from "./patch.ts";
import { senderOfAddresses } from "./sender-of-addresses.ts";
import { together, unknownFacts, type UnknownFacts } from "./unknown-facts.ts";

/** More vendors than these share nothing but a usual selector. */
const MOST_VENDORS = 4;

export function undeclaredPatches(patchCase: PatchCase): readonly Patch[] {
  const { plan, evidence } = patchCase;
  const measure = thresholds(weeklyMessages(evidence), plan.rollout?.minimum);
  const open = new Set(unknownSenders(plan, evidence, measure.unknownMessages).open.map(({ name }) => name));
  const facts = unknownFacts(plan, evidence, ({ source }) => open.has(senderName(source))).map(one =>
    answered(one, patchCase),
  );
  // A selector that many use is a vendor's whose other selectors were seen beside it.
  const taken = new Map(
    facts.flatMap(one =>
      one.lines.length === 1 ? (one.lines[0]?.selectors ?? []).map(name => [name, one] as const) : [],
    ),
  );
  const ownerOf = ({ facts: { services, selectors } }: Answered): Answered | undefined => {
    const owners = new Set(selectors.map(name => taken.get(name)));
    return services.length > 0 || owners.size !== 1 ? undefined : [...owners][0];
  };
  return facts
    .filter(one => ownerOf(one) === undefined)
    .map(one =>
      patchFor(
        one,
        facts.filter(other => ownerOf(other) === one),
        patchCase,
      ),
    );
}

interface Answered {
  readonly facts: UnknownFacts;
  readonly vendors: readonly Service[];
  readonly lines: readonly ServiceLine[];
}

function answered(facts: UnknownFacts, patchCase: PatchCase): Answered {
  const { plan, catalogue } = patchCase;
  const ids = facts.services.length > 0 ? facts.services : senderOfAddresses(facts, patchCase);
  const vendors = catalogue.filter(({ id }) => ids.includes(id)).slice(0, MOST_VENDORS);
  return { facts, vendors, lines: vendors.flatMap(vendor => serviceLine(vendor, facts, plan.domain)) };
}

function patchFor(
  { facts: own, vendors, lines }: Answered,
  others: readonly Answered[],
  { plan, today }: PatchCase,
): Patch {
  const facts = others.reduce((sum, other) => together(sum, other.facts), own);
  const [{ source, selector, domain }] = facts.senders;
  const isWhole = vendors.length > 0 && lines.every(({ whole }) => whole);
  const names = facts.senders.map(one => senderName(one.source));
  const edits = [
    ...lines.map(({ edit }) => edit),
    ...(isWhole ? [] : ownLines(own, plan.domain)),
    acknowledge(names, today),
  ];
  const [first] = edits;
  const isVendor = own.services.length > 0;
  const cause = selector !== undefined ? "undeclared-selector" : isVendor ? "undeclared-service" : "undeclared-sender";
  const [line, ...choices] = lines;
  // It passes today by what stands in the DNS: the line only says so.
  const isSaid = isVendor && facts.passed === facts.messages && choices.length === 0 && line?.isHarmless === true;
  return {
    kind: "add",
    cause,
    source: senderName(source),
    ...(names.length > 1 ? { further: names.slice(1) } : {}),
    messages: facts.messages,
    why: why(facts, vendors),
    edits,
    steps: stepsFor(facts, vendors, first, domain),
    blindly: isSaid && !hasPlaceholder(line.edit),
  };
}

interface ServiceLine {
  readonly edit: SpecEdit;
  /** Accounts for all that was seen. */
  readonly whole: boolean;
  /** The same, and without an SPF term more that may be one too many. */
  readonly isHarmless: boolean;
  /** Owner names of the selectors that the line makes. */
  readonly selectors: readonly string[];
}

function serviceLine(vendor: Service, facts: UnknownFacts, domain: string): readonly ServiceLine[] {
  const guess = guessOptions(vendor, domain, facts);
  if (guess === undefined) return [];
  const { options, unexplained, selectors, addsTerms } = guess;
  const whole = unexplained.length === 0;
  return [{ edit: addService(vendor.id, options), whole, isHarmless: whole && !addsTerms, selectors }];
}

/** What no vendor of the catalogue has: keys under `dkim`, addresses as a server of the client's own. */
function ownLines(facts: UnknownFacts, domain: string): readonly SpecEdit[] {
  const { selectors, returnPaths, senders, sendingDomain } = facts;
  const [{ topAddresses, domain: as }] = senders;
  // What authenticates as another name alone cannot be declared here.
  if (selectors.length === 0 && returnPaths.length === 0 && !isAtOrBelow(as, domain)) return [];
  const atApex = selectors
    .filter(name => name.endsWith(`._domainkey.${domain}`))
    .map(name => name.slice(0, -`._domainkey.${domain}`.length));
  if (selectors.length > 0 && atApex.length === selectors.length) return [addKeys(atApex)];
  const [at = sendingDomain] = returnPaths;
  if (!isAtOrBelow(at, domain)) return [];
  const zone = `._domainkey.${at}`;
  const keys = selectors.filter(name => name.endsWith(zone)).map(name => [name.slice(0, -zone.length), PLACEHOLDER]);
  const of = (family: "ip4" | "ip6") => topAddresses.filter(ip => ip !== "" && ip.includes(":") === (family === "ip6"));
  const options = {
    name: PLACEHOLDER,
    ...(at === domain ? {} : { subdomain: at.slice(0, -domain.length - 1) }),
    ...(of("ip4").length > 0 ? { ip4: of("ip4") } : {}),
    ...(of("ip6").length > 0 ? { ip6: of("ip6") } : {}),
    ...(keys.length > 0 ? { dkim: Object.fromEntries(keys) as Record<string, string> } : {}),
  };
  return [addService("own-server", options)];
}

function why(facts: UnknownFacts, vendors: readonly Service[]): string {
  const { messages, passed, senders, selectors, returnPaths, vendorNames } = facts;
  const [{ domain, aligned, first, last }] = senders;
  const mail = plural(messages, "message");
  const when = first === undefined ? "" : first === last ? ` on ${first}` : ` from ${first} to ${last ?? first}`;
  const as =
    selectors.length > 0
      ? `signed with ${listed(selectors)}`
      : returnPaths.length > 0
        ? `sent with ${listed(returnPaths)} in MAIL FROM`
        : aligned
          ? `sent as ${domain} by SPF`
          : `authenticated as ${listed(vendorNames.length > 0 ? vendorNames : [domain])} alone`;
  const result =
    passed === messages
      ? "passed DMARC"
      : passed === 0
        ? "failed DMARC"
        : `${passed.toLocaleString("en")} of them passed DMARC`;
  const isSpfAlone = selectors.length === 0 && returnPaths.length === 0 && aligned;
  const from = isSpfAlone ? ` from ${addressesText(senders[0].topAddresses, senders[0].addresses)}` : "";
  const who =
    vendors.length === 0
      ? "nothing in the spec accounts for them"
      : `${vendors.map(({ name }) => name).join(" or ")} is not in the spec`;
  const verb = messages === 1 ? "was" : "were";
  return printable(`${mail}${when} ${verb} ${as}${from} and ${result}; ${who}.`);
}

function addressesText(shown: readonly string[], count: number): string {
  return count > shown.length ? `${addressCount(count)}, most of all ${shown.join(", ")}` : shown.join(", ");
}

function addressCount(count: number): string {
  return count === 1 ? "1 address" : `${count.toLocaleString("en")} addresses`;
}

function stepsFor(
  facts: UnknownFacts,
  vendors: readonly Service[],
  first: SpecEdit | undefined,
  domain: string,
): readonly string[] {
  const { selectors, senders, sendingDomain, passed, messages } = facts;
  const steps: string[] = [];
  if (passed < messages)
    for (const { name, docs } of vendors)
      steps.push(`Find out who sends through ${name}, and have them authenticate ${sendingDomain} there: ${docs}.`);
  else if (vendors.length === 0) steps.push(`Find out who sends as ${domain}.`);
  if (
    first !== undefined &&
    selectors.length > 0 &&
    hasPlaceholder(first) &&
    (first.path === "dkim" || first.text.includes("dkim: {"))
  )
    steps.push(`The key in use stands in the DNS, under ${listed(selectors)}.`);
  else if (vendors.length > 0 && first !== undefined && hasPlaceholder(first))
    steps.push(`What is ${PLACEHOLDER} here is shown by the vendor where the domain is set up.`);
  const [{ topAddresses, addresses }] = senders;
  if (first?.imports.includes("ownServer") === true && addresses > topAddresses.length)
    steps.push(
      `Add the other ${addressCount(addresses - topAddresses.length)}; the evidence lists those of most messages.`,
    );
  return steps;
}
