/** Why DKIM does not align for mail that fails, and what mends it. */
import { readPublicKey } from "../../dkim/public-key.ts";
import { under } from "../../dns/owner-name.ts";
import { isOwnName } from "../../feedback/evidence-outcome.ts";
import type { DkimOutcome } from "../../feedback/evidence.ts";
import type { PlannedSelector } from "../../plan/planned-selector.ts";
import { plural } from "../plural.ts";
import { addKeys, changeService } from "./edit-text.ts";
import { docsOf, nameOf, partOf, tallied, type Diagnosis, type FailingCase } from "./failing-case.ts";
import { keyEdit } from "./key-edit.ts";
import { PLACEHOLDER } from "./patch.ts";
import { signingOption } from "./spec-option.ts";

/** RFC 8301 §3.2: verifiers must not consider signatures with shorter RSA keys valid. */
const LEAST_BITS = 1024;

export function dkimDiagnosis(failing: FailingCase, outcome: DkimOutcome, messages: number): Diagnosis | undefined {
  switch (outcome) {
    case "unsigned":
      return notSigned(failing, messages);
    case "unaligned":
      return signedByVendor(failing, messages);
    case "permerror":
    case "broken":
      return badSignature(failing, outcome, messages);
    case "temperror":
      return {
        cause: "dns-not-answered",
        messages,
        why: `For ${partOf(failing, messages)} the key of the signature was not answered by the DNS.`,
        edits: [],
        steps: [
          `See whether all name servers of ${failing.plan.domain} answer: mailwright verify ${failing.plan.domain}.`,
        ],
      };
    case "aligned":
      return undefined;
  }
}

function notSigned(failing: FailingCase, messages: number): Diagnosis {
  const { source, plan, service } = failing;
  const usable = usableSelectors(failing);
  const why = `${partOf(failing, messages)} were not signed`;
  if (usable.length > 0)
    return {
      cause: "not-signed",
      messages,
      why: `${why}, though ${plural(usable.length, "selector")} of it ${usable.length === 1 ? "stands" : "stand"} in the spec.`,
      edits: [],
      steps: [`Turn DKIM on for ${source.sendingDomain} at ${nameOf(failing)}${docsOf(failing)}.`],
    };
  return {
    cause: "not-signed",
    messages,
    why: `${why}, and the spec has no key of it.`,
    edits: signingEdits(failing),
    steps:
      service === undefined
        ? [
            `Have the server sign as ${source.sendingDomain}, or send through a service that does; mailwright dkim new ${plan.domain} makes a key.`,
          ]
        : [`Turn DKIM on for ${source.sendingDomain} at ${nameOf(failing)}${docsOf(failing)}, and give what it shows.`],
  };
}

/** The option that makes it sign, where there is one. */
export function signingEdits({ source, service }: Pick<FailingCase, "source" | "service">): Diagnosis["edits"] {
  if (service === undefined) return [addKeys([PLACEHOLDER])];
  const option = signingOption(service);
  return option === undefined ? [] : [changeService(source.path, service.id, option)];
}

function signedByVendor(failing: FailingCase, messages: number): Diagnosis {
  const { source, plan, rows } = failing;
  const [[signer] = []] = tallied(rows, ({ dkim }) =>
    dkim.filter(one => one.result === "pass" && !isOwnName(one.domain, plan.domain)).map(one => one.domain),
  );
  const usable = usableSelectors(failing);
  const by = signer === undefined ? "another domain" : signer;
  return {
    cause: "signed-by-vendor",
    messages,
    why: `${partOf(failing, messages)} were signed by ${by} alone and not by ${source.sendingDomain}.`,
    edits: usable.length > 0 ? [] : signingEdits(failing),
    steps: [
      `Finish the authentication of ${source.sendingDomain} at ${nameOf(failing)}${docsOf(failing)}; where several accounts send, in each of them.`,
      ...(usable.length > 0 ? [`If it says that records are missing: mailwright verify ${plan.domain}.`] : []),
    ],
  };
}

function badSignature(failing: FailingCase, outcome: "permerror" | "broken", messages: number): Diagnosis {
  const { plan, rows } = failing;
  const results = outcome === "permerror" ? ["permerror"] : ["fail", "policy", "neutral"];
  const [[name] = []] = tallied(rows, ({ dkim }) =>
    dkim
      .filter(one => one.selector !== undefined && results.includes(one.result) && isOwnName(one.domain, plan.domain))
      .map(one => under(`${one.selector?.toLowerCase() ?? ""}._domainkey`, one.domain)),
  );
  const planned = plan.selectors.find(one => one.name === name);
  if (name !== undefined && planned === undefined) return undeclaredKey(failing, name, messages);
  if (planned !== undefined) {
    if (planned.form === "revoked") return revokedKey(failing, planned, messages);
    const bits = keyBits(planned);
    if (bits !== undefined && bits < LEAST_BITS) return shortKey(failing, planned, bits, messages);
  }
  return outcome === "permerror" ? missingKey(failing, planned, messages) : brokenSignature(failing, planned, messages);
}

function undeclaredKey(failing: FailingCase, name: string, messages: number): Diagnosis {
  return {
    cause: "key-undeclared",
    messages,
    why: `${partOf(failing, messages)} were signed with ${name}, which the spec does not have.`,
    edits: keyEdit(failing, name),
    steps: [
      `Copy the key of this selector from ${nameOf(failing)}${docsOf(failing)}, or have it sign with one that the spec has.`,
    ],
  };
}

function revokedKey(failing: FailingCase, { name, selector, path }: PlannedSelector, messages: number): Diagnosis {
  return {
    cause: "key-revoked",
    messages,
    why: `${partOf(failing, messages)} were signed with ${name}, which is revoked (${path}).`,
    edits: [],
    steps: [
      `Have ${nameOf(failing)} sign with a new selector and declare its key; ${selector} is not used again (RFC 6376 §3.1).`,
    ],
  };
}

function shortKey(failing: FailingCase, { name }: PlannedSelector, bits: number, messages: number): Diagnosis {
  return {
    cause: "key-too-short",
    messages,
    why: `${partOf(failing, messages)} were signed with ${name}, an RSA key of ${bits} bits, and verifiers take none below ${LEAST_BITS} (RFC 8301 §3.2).`,
    edits: signingEdits(failing),
    steps: [`Make a key of 2048 bits at ${nameOf(failing)}${docsOf(failing)} under a new selector and declare it.`],
  };
}

function missingKey(failing: FailingCase, planned: PlannedSelector | undefined, messages: number): Diagnosis {
  const { plan } = failing;
  const what = planned === undefined ? "the key of their signature" : `the key at ${planned.name}`;
  const held =
    planned?.form === "cname"
      ? [`If it is as planned, ${planned.content} has no key: turn DKIM on at ${nameOf(failing)}${docsOf(failing)}.`]
      : [];
  return {
    cause: "key-missing",
    messages,
    why: `For ${partOf(failing, messages)} receivers found ${what} missing or unusable.`,
    edits: [],
    steps: [`See what stands in the DNS: mailwright verify ${plan.domain}.`, ...held],
  };
}

function brokenSignature(failing: FailingCase, planned: PlannedSelector | undefined, messages: number): Diagnosis {
  const { evidence, plan } = failing;
  const all = evidence.selectors.filter(
    one =>
      planned !== undefined &&
      one.selector.toLowerCase() === planned.selector &&
      one.domain.toLowerCase() === planned.signingDomain,
  );
  const [passed, signed] = [sum(all.map(one => one.passed)), sum(all.map(one => one.messages))];
  const signedWith = planned === undefined ? "" : ` with ${planned.name}`;
  if (planned !== undefined && passed === 0)
    return {
      cause: "key-wrong",
      messages,
      why: `None of ${plural(signed, "signature")}${signedWith} verified, so the key there is not the one that signs.`,
      edits: planned.form === "key" ? keyEdit(failing, planned.name) : [],
      steps: [
        `Compare the key with the one that ${nameOf(failing)} shows${docsOf(failing)}.`,
        `See whether what is published is what is planned: mailwright verify ${plan.domain}.`,
      ],
    };
  const others =
    planned === undefined
      ? ""
      : `; ${passed.toLocaleString("en")} of ${plural(signed, "signature")}${signedWith} verified`;
  return {
    cause: "changed-on-the-way",
    messages,
    why: `${partOf(failing, messages)} had a broken signature${others}, so the mail is changed after it is signed.`,
    edits: [],
    steps: ["Find the gateway, disclaimer or list that changes it, and have it sign last, or leave the mail as it is."],
  };
}

function usableSelectors({ plan, source }: FailingCase): readonly PlannedSelector[] {
  return plan.selectors.filter(({ name, form }) => form !== "revoked" && source.selectors.includes(name));
}

function keyBits({ form, content }: PlannedSelector): number | undefined {
  if (form !== "key") return undefined;
  const key = readPublicKey(content);
  return "problem" in key ? undefined : key.bits;
}

function sum(all: readonly number[]): number {
  return all.reduce((total, one) => total + one, 0);
}
