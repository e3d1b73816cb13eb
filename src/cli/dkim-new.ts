/** `mailwright dkim new <domain>`: a key pair, the public half for the spec, the private half into a file of its own. */
import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { nextSelector, selectorRefusal, usedSelectors } from "../decide/rotation/used-selectors.ts";
import { generateKey } from "../dkim/generate.ts";
import { canonicalName, isAtOrBelow, ownerNameFault } from "../dns/owner-name.ts";
import type { Evidence } from "../feedback/evidence.ts";
import type { DomainPlan, FleetPlan } from "../plan/domain-plan.ts";
import { CannotRun } from "./cannot-run.ts";
import { checkKeyPlace, keyFolder, writeKeyFile } from "./key-file.ts";
import type { MakeKeyPair } from "./make-key-pair.ts";
import type { Output } from "./output.ts";

export interface NewKeyOptions {
  /** The domain that signs, d=: one of the specs', or a name below one. */
  readonly domain: string;
  readonly selector: string | undefined;
  /** As on the command line. */
  readonly type: string;
  readonly bits: string | undefined;
  readonly out: string | undefined;
  readonly json: boolean;
  /** Folder of specs. */
  readonly directory: string;
  readonly environment: NodeJS.ProcessEnv;
  /** ISO date. */
  readonly today: string;
}

/** RFC 8301 §3.2: signers should use 2048 bits or more; verifiers need not accept more than 4096. */
const SIZES = ["2048", "3072", "4096"];

/** `evidenceOf` reads a domain's evidence, for selectors that only it knows. Exit code 0; all else cannot be run. */
export function dkimNew(
  fleet: FleetPlan,
  options: NewKeyOptions,
  { makePair, evidenceOf }: { makePair: MakeKeyPair; evidenceOf: (domain: string) => Evidence | undefined },
  output: Output,
): number {
  const { type, bits } = typeAndBits(options);
  const domain = canonicalName(options.domain);
  // The name becomes a folder's: nothing else may stand in it.
  if (ownerNameFault(domain) !== undefined || domain.includes("*"))
    throw new CannotRun(`${options.domain.slice(0, 80)} is no domain name.`);
  const plan = planOf(fleet, domain);
  const used = usedSelectors(plan, evidenceOf(plan.domain));
  const folder = keyFolder(domain, options.environment);
  const selector = selectorOf(options, used, folder);
  const path = resolve(options.out ?? join(folder, `${selector}.pem`));
  checkKeyPlace(path, options.directory);
  const pair = makePair(type, bits);
  const name = `${selector}._domainkey.${domain}`;
  const { text, publicKey } = generateKey(pair.publicPem, name);
  if (text === undefined || publicKey === undefined) throw new Error("the new key cannot be read");
  writeKeyFile(path, pair.privatePem, { makeFolders: options.out === undefined });
  const key = /^[a-z_][a-z0-9_]*$/i.test(selector) ? selector : JSON.stringify(selector);
  const spec = `${key}: { key: "${publicKey}", since: "${options.today}" },`;
  const made = { domain, selector, type, publicKey, spec, file: path, name, txt: text };
  if (options.json) output.json(made);
  else output.text(describe(made, plan, type === "rsa" ? `RSA, ${bits} bits` : "Ed25519", output));
  return 0;
}

function typeAndBits({ type, bits }: NewKeyOptions): { readonly type: "rsa" | "ed25519"; readonly bits: number } {
  if (type !== "rsa" && type !== "ed25519") throw new CannotRun("--type is rsa or ed25519.");
  if (type === "ed25519" && bits !== undefined)
    throw new CannotRun("--bits is for RSA; a key of Ed25519 has one size.");
  if (bits !== undefined && !SIZES.includes(bits)) throw new CannotRun(`--bits is one of ${SIZES.join(", ")}.`);
  return { type, bits: Number(bits ?? SIZES[0]) };
}

/** The plan that has the domain's records; without it nobody knows which selectors were used. */
function planOf({ domains, findings }: FleetPlan, domain: string): DomainPlan {
  const above = (one: { readonly domain: string }): boolean => one.domain !== "" && isAtOrBelow(domain, one.domain);
  const [plan] = domains.filter(above).toSorted((a, b) => b.domain.length - a.domain.length);
  const planned = new Set(domains.map(one => one.domain));
  const broken = findings.find(one => above(one) && !planned.has(one.domain));
  if (broken !== undefined && broken.domain.length > (plan?.domain.length ?? 0))
    throw new CannotRun(
      `The spec of ${broken.domain} has errors, so which selectors it uses is not known; mailwright check lists them.`,
    );
  if (plan === undefined) throw new CannotRun(`No spec declares ${domain}; check the spelling, or add its spec first.`);
  if (!plan.sends)
    throw new CannotRun(`${plan.domain} is parked, which revokes every selector; a domain without mail signs nothing.`);
  return plan;
}

/** A file that is there is a key that was made before, and may be published by now. */
function selectorOf(
  { selector, out, today }: NewKeyOptions,
  used: ReadonlyMap<string, string>,
  folder: string,
): string {
  if (selector !== undefined) {
    const refusal = selectorRefusal(selector, used);
    if (refusal !== undefined) throw new CannotRun(`The selector ${selector.slice(0, 80)} ${refusal}.`);
    return selector.toLowerCase();
  }
  const isUsed = (one: string): boolean =>
    used.has(one) || (out === undefined && existsSync(join(folder, `${one}.pem`)));
  const next = nextSelector(today, isUsed);
  if (next === undefined) throw new CannotRun("All selectors of this month are used; name one with --selector.");
  return next;
}

interface Made {
  readonly domain: string;
  readonly selector: string;
  readonly type: "rsa" | "ed25519";
  readonly spec: string;
  readonly file: string;
  readonly name: string;
  readonly txt: string;
}

function describe(made: Made, plan: DomainPlan, kind: string, { style }: Output): string {
  const { domain, selector, spec, file, name, txt, type } = made;
  const own = domain === plan.domain ? ", or in the spec's own dkim where no service is to have it" : "";
  const lines = [
    `${style("bold", name)}  ${style("dim", kind)}`,
    "",
    `1. In ${plan.file}, in the dkim of the service that signs with it${own}:`,
    `     dkim: { ${spec.slice(0, -1)} },`,
    "2. mailwright up publishes it. As others show it:",
    `     ${name}. TXT "${txt}"`,
    "3. Once that is done, let the signer use it, and keep the key before it until evidence shows no signature of that:",
    `     d=${domain}  s=${selector}  private key: ${file}`,
    "",
    "The private key belongs on the signer and nowhere else: move the file there, readable for the signer alone.",
  ];
  if (type === "ed25519")
    lines.push("Many receivers verify RSA alone: sign with an RSA key too, under a selector of its own (RFC 8463).");
  return lines.join("\n");
}
