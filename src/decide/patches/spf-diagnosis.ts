/** Why SPF does not align for mail that fails, and what mends it. */
import { isAtOrBelow } from "../../dns/owner-name.ts";
import { isOwnName } from "../../feedback/evidence-outcome.ts";
import type { ReplayRow, SpfOutcome } from "../../feedback/evidence.ts";
import { listed } from "../../finding.ts";
import { checkLocked } from "../../spf/check-locked.ts";
import { addService, changeService } from "./edit-text.ts";
import { docsOf, nameOf, partOf, tallied, type Diagnosis, type FailingCase } from "./failing-case.ts";
import type { SpecEdit } from "./patch.ts";
import { returnPathOption } from "./spec-option.ts";

export function spfDiagnosis(failing: FailingCase, outcome: SpfOutcome, messages: number): Diagnosis | undefined {
  const { plan } = failing;
  switch (outcome) {
    case "unaligned":
      return unalignedPath(failing, messages);
    case "not-authorised":
      return notAuthorised(failing, messages);
    case "no-record":
      return noRecord(failing, messages);
    case "permerror":
      return {
        cause: "spf-broken",
        messages,
        why: `For ${partOf(failing, messages)} receivers found the SPF record of the return path broken.`,
        edits: [],
        steps: [
          `See what it costs and why: mailwright spf ${plan.domain}.`,
          `See whether what is published is what is planned: mailwright verify ${plan.domain}.`,
        ],
      };
    case "temperror":
      return {
        cause: "dns-not-answered",
        messages,
        why: `For ${partOf(failing, messages)} SPF was not answered by the DNS.`,
        edits: [],
        steps: [`See whether all name servers of ${plan.domain} answer: mailwright verify ${plan.domain}.`],
      };
    // Nothing is to be mended where nothing is known, or nothing is wrong.
    case "unknown":
    case "aligned":
      return undefined;
  }
}

function unalignedPath(failing: FailingCase, messages: number): Diagnosis | undefined {
  const { source, service, rows, plan } = failing;
  const [[path] = []] = tallied(rows, ({ spf }) =>
    mailFrom(spf)
      .map(one => one.domain)
      .filter(name => !isOwnName(name, plan.domain)),
  );
  const why = `${partOf(failing, messages)} bounced to ${path ?? "another domain"}, which does not align`;
  const cause = "return-path-unaligned";
  if (service === undefined) {
    const steps = [`Have the server use a name of ${source.sendingDomain} in MAIL FROM.`];
    return { cause, messages, why: `${why}.`, edits: [], steps };
  }
  const { spf } = service.alignment;
  // It always bounces to itself; what mends it is DKIM.
  if (spf === "no") return undefined;
  const option = source.returnPaths.length > 0 ? undefined : returnPathOption(service);
  if (option === undefined)
    return source.returnPaths.length === 0
      ? undefined
      : {
          cause,
          messages,
          why: `${why}, though ${listed(source.returnPaths)} ${source.returnPaths.length === 1 ? "stands" : "stand"} in the spec.`,
          edits: [],
          steps: [
            `Turn the return path on at ${nameOf(failing)}${docsOf(failing)}; where several accounts send, in each of them.`,
          ],
        };
  return {
    cause,
    messages,
    why: `${why}; the service can bounce to a name of ${source.sendingDomain}.`,
    edits: [changeService(source.path, service.id, option)],
    steps: [`Set the return path up at ${nameOf(failing)}${docsOf(failing)}, and give the name that it shows.`],
  };
}

function notAuthorised(failing: FailingCase, messages: number): Diagnosis {
  const { source, service, plan, rows, lookUp } = failing;
  const refused = rows.flatMap(row =>
    mailFrom(row.spf)
      .filter(({ domain, result }) => isOwnName(domain, plan.domain) && result !== "pass")
      .map(({ domain }) => ({ row, domain })),
  );
  const isPlanned = ({ row, domain }: { readonly row: ReplayRow; readonly domain: string }): boolean =>
    row.ip !== "" && checkLocked({ ip: row.ip, mailFrom: `postmaster@${domain}` }, lookUp).result === "pass";
  const planned = refused.filter(isPlanned);
  const outside = refused.filter(one => !planned.includes(one));
  const addresses = (some: typeof refused): readonly string[] =>
    tallied(
      some.map(({ row }) => row),
      ({ ip }) => (ip === "" ? [] : [ip]),
    ).map(([ip]) => ip);
  const count = (some: typeof refused): number => some.reduce((sum, { row }) => sum + row.messages, 0);
  if (count(planned) > count(outside))
    return {
      cause: "spf-not-as-planned",
      messages,
      why: `${partOf(failing, messages)} came from addresses that the planned SPF lets pass (${listed(addresses(planned))}), and receivers did not.`,
      edits: [],
      steps: [`See whether what is published is what is planned: mailwright verify ${plan.domain}.`],
    };
  const found = addresses(outside);
  const [[name = plan.domain] = []] = tallied(
    outside.map(({ row }) => row),
    ({ spf }) => mailFrom(spf).flatMap(one => (isOwnName(one.domain, plan.domain) ? [one.domain] : [])),
  );
  const from = found.length === 0 ? "" : ` from ${listed(found)}`;
  const about = {
    messages,
    why: `${partOf(failing, messages)} came${from} with ${name} in MAIL FROM, whose SPF does not let that pass`,
  };
  if (source.returnPaths.length > 0 && !source.returnPaths.includes(name))
    return {
      ...about,
      cause: "return-path-unaligned",
      why: `${about.why}; ${listed(source.returnPaths)} would.`,
      edits: [],
      steps: [`Have ${nameOf(failing)} use ${listed(source.returnPaths)} as its return path${docsOf(failing)}.`],
    };
  if (name !== source.sendingDomain && isAtOrBelow(name, plan.domain) && service !== undefined)
    return notCovered(failing, name, about);
  const flattened = plan.spf.some(({ parts }) => parts.some(part => part.path === source.path && part.flatten));
  const isVendor = service !== undefined && service.category !== "own";
  return {
    ...about,
    cause: "address-not-authorised",
    why: `${about.why}.`,
    edits: [],
    steps: [
      ...(flattened
        ? [
            "Its SPF terms are published as the addresses of dns.lock.json, which may be older than the vendor's: mailwright lock.",
          ]
        : isVendor
          ? ["See whether the vendor's record has changed: mailwright lock --check."]
          : []),
      isVendor
        ? `Ask ${nameOf(failing)}${docsOf(failing)} whose address it is, such as that of another region.`
        : `If the address is the client's, give it to ${source.path}.`,
    ],
  };
}

/** The service is declared for another name than the one it uses. */
function notCovered(
  failing: FailingCase,
  name: string,
  { messages, why }: Pick<Diagnosis, "messages" | "why">,
): Diagnosis {
  const { source, service, plan } = failing;
  const subdomain = name.slice(0, -plan.domain.length - 1);
  // Without a service there is nothing that a name could be given to.
  const edits = service === undefined || subdomain === "" ? [] : [anotherUse(source.path, service.id, subdomain)];
  return {
    cause: "subdomain-not-covered",
    messages,
    why: `${why}; the spec has ${source.id} for ${source.sendingDomain} alone.`,
    edits,
    steps:
      edits.length > 0
        ? [`Declare the service once more for ${name}, with the options that ${nameOf(failing)} shows for it.`]
        : [`Have it use ${source.sendingDomain} in MAIL FROM.`],
  };
}

function anotherUse(path: string, id: string, subdomain: string): SpecEdit {
  return { ...addService(id, {}), text: changeService(path, id, { subdomain }).text };
}

function noRecord(failing: FailingCase, messages: number): Diagnosis {
  const { source, plan, rows } = failing;
  const [[name] = []] = tallied(rows, ({ spf }) =>
    mailFrom(spf)
      .filter(({ domain, result }) => result === "none" && isAtOrBelow(domain, plan.domain))
      .map(one => one.domain),
  );
  const why = `${partOf(failing, messages)} bounced to ${name ?? "a name"}, which has no SPF record`;
  if (name === undefined || source.returnPaths.includes(name) || plan.spf.some(one => one.name === name))
    return {
      cause: "spf-not-as-planned",
      messages,
      why: `${why}, though one is planned.`,
      edits: [],
      steps: [`See what stands in the DNS: mailwright verify ${plan.domain}.`],
    };
  return notCovered(failing, name, { messages, why });
}

function mailFrom(spf: ReplayRow["spf"]): ReplayRow["spf"] {
  return spf.filter(({ scope }) => scope !== "helo");
}
