/**
 * Ways in which people write the policy of a spec. In the texts `«none»` marks what an advance to quarantine must change, and
 * nothing else may.
 */

import type { PolicyChange, PolicyKey } from "../../src/decide/rollout/next-step.ts";
import type { Policy } from "../../src/dmarc/policy-record.ts";

export interface SpecShape {
  readonly name: string;
  /** With the marks. */
  readonly marked: string;
  /** Where it is not none for all names. */
  readonly published?: { readonly p: Policy; readonly sp?: Policy; readonly np?: Policy };
}

const head = `import { cloudflare, defineDomain, ownServer } from "#mailwright";\n`;
const host = `host: cloudflare({ zoneId: "023e105f4ecef8ad9ca31a8372d0c353" })`;
const services = `services: [ownServer({ name: "office", ip4: ["192.0.2.10"], dkim: { office: "2zYQh1XcOQ0bA1jpV9V8m2H0n3gJY0eF6wz3sC0m9aQ=" } })]`;
const to = `reportTo: ["dmarc@client.example"]`;
const whole = (dmarc: string, before = "", name = "defineDomain"): string =>
  `${head}${before}\nexport default ${name}({\n  domain: "client.example",\n  ${host},\n  ${services},\n  ${dmarc},\n});\n`;

export const editable: readonly SpecShape[] = [
  { name: "as the README has it", marked: whole(`dmarc: { policy: "«none»", ${to} }`) },
  { name: "single quotes", marked: whole(`dmarc: { policy: '«none»', ${to} }`) },
  { name: "a template without parts", marked: whole(`dmarc: { policy: \`«none»\`, ${to} }`) },
  {
    name: "the policy last, over lines",
    marked: whole(`dmarc: {\n    ${to},\n    policy:\n      // not yet\n      "«none»",\n  }`),
  },
  { name: "as const", marked: whole(`dmarc: { policy: "«none»" as const, ${to} } as const`) },
  { name: "satisfies, brackets, not null", marked: whole(`dmarc: ({ policy: ("«none»")!, ${to} } satisfies object)`) },
  { name: "quoted keys", marked: whole(`"dmarc": { 'policy': "«none»", ${to} }`) },
  { name: "computed keys of a literal", marked: whole(`["dmarc"]: { ["policy"]: "«none»", ${to} }`) },
  {
    name: "the word in comments, keys and strings before it",
    marked: whole(
      `txt: ['policy: "none"'], /* policy: "none" */\n  // dmarc: { policy: "none" }\n  dmarc: { policy: "«none»", ${to} }`,
    ),
  },
  {
    name: "written twice: the last counts",
    marked: whole(`// @ts-ignore\n  dmarc: { policy: "none", ${to}, ...{}, policy: "«none»" } as never`),
  },
  { name: "a const before", marked: whole("dmarc", `\nconst dmarc = { policy: "«none»", ${to} } as const;\n`) },
  {
    name: "a const of the policy alone",
    marked: whole(`dmarc: { policy: stage, ${to} }`, `\nconst stage = "«none»";\n`),
  },
  { name: "a shorthand", marked: whole(`dmarc: { policy, ${to} }`, `\nconst policy = "«none»" as const;\n`) },
  {
    name: "a const by way of another",
    marked: whole(`dmarc: { policy: b, ${to} }`, `\nconst a = "«none»";\nconst b = a;\n`),
  },
  {
    name: "a value of a const object",
    marked: whole(`dmarc: { policy: at.stage, ${to} }`, `\nconst at = { stage: "«none»" } as const;\n`),
  },
  {
    name: "the same in brackets",
    marked: whole(`dmarc: at["dmarc"]`, `\nconst at = { dmarc: { policy: "«none»", ${to} } } as const;\n`),
  },
  {
    name: "a spread of a const",
    marked: whole(`dmarc: { ...base, ${to} }`, `\nconst base = { policy: "«none»" } as const;\n`),
  },
  {
    name: "a spread before it that is overwritten",
    marked: whole(`dmarc: { ...base, policy: "«none»", ${to} }`, `\nconst base = { policy: "none" } as const;\n`),
  },
  {
    name: "the whole spec in a const that is exported later",
    marked: `${head}\nconst spec = defineDomain({ domain: "client.example", ${host}, ${services}, dmarc: { policy: "«none»", ${to} } });\n\nexport default spec;\n`,
  },
  {
    name: "export { spec as default }",
    marked: `${head}\nconst spec = defineDomain({ domain: "client.example", ${host}, ${services}, dmarc: { policy: "«none»", ${to} } });\nexport { spec as default };\n`,
  },
  {
    name: "a plain object",
    marked: `${head}\nexport default {\n  domain: "client.example", ${host}, ${services}, dmarc: { policy: "«none»", ${to} },\n};\n`,
  },
  {
    name: "a plain object that satisfies a type",
    marked: `${head}import type { DomainSpec } from "#mailwright";\nexport default {\n  domain: "client.example", ${host}, ${services}, dmarc: { policy: "«none»", ${to} },\n} satisfies DomainSpec;\n`,
  },
  {
    name: "defineDomain under another name",
    marked: whole(
      `dmarc: { policy: "«none»", ${to} }`,
      `import { defineDomain as client } from "#mailwright";\n`,
      "client",
    ),
  },
  {
    name: "all of #mailwright",
    marked: `import * as mw from "#mailwright";\n\nexport default mw.defineDomain({ domain: "client.example", host: mw.cloudflare({ zoneId: "023e105f4ecef8ad9ca31a8372d0c353" }), services: [mw.ownServer({ name: "office", ip4: ["192.0.2.10"], dkim: { office: "2zYQh1XcOQ0bA1jpV9V8m2H0n3gJY0eF6wz3sC0m9aQ=" } })], dmarc: { policy: "«none»", ${to} } });\n`,
  },
  {
    name: "the object in a const",
    marked: `${head}\nconst client = { domain: "client.example", ${host}, ${services}, dmarc: { policy: "«none»", ${to} } } as const;\nexport default defineDomain(client);\n`,
  },
  {
    name: "a helper of a shared file that is told the policy",
    marked: whole(`dmarc: standard("«none»")`, `import { standard } from "./_shared.ts";\n`),
  },
  {
    name: "a helper that is told an object",
    marked: whole(`dmarc: standardOf({ policy: "«none»" })`, `import { standardOf } from "./_shared.ts";\n`),
  },
  {
    name: "a helper for the whole spec",
    marked: `import { client } from "./_shared.ts";\n\nexport default client("client.example", { policy: "«none»" });\n`,
  },
  {
    name: "a spread of a shared file before it",
    marked: whole(`dmarc: { ...shared, policy: "«none»", ${to} }`, `import { shared } from "./_shared.ts";\n`),
  },
  {
    name: "a spread of a shared file behind it that has none",
    marked: whole(`dmarc: { policy: "«none»", ...addresses }`, `import { addresses } from "./_shared.ts";\n`),
  },
  {
    name: "a spread of a shared file behind dmarc",
    marked: whole(`dmarc: { policy: "«none»", ${to} },\n  ...ttl`, `import { ttl } from "./_shared.ts";\n`),
  },
  {
    name: "subdomains along",
    published: { p: "none", np: "reject" },
    marked: whole(`dmarc: { policy: "«none»", subdomainPolicy: "«none»", nonexistentPolicy: "reject", ${to} }`),
  },
  {
    name: "subdomains held back until now",
    published: { p: "quarantine", sp: "none" },
    marked: whole(`dmarc: { policy: "quarantine", subdomainPolicy: "«none»", ${to} }`),
  },
  {
    name: "names that do not exist",
    published: { p: "reject", sp: "quarantine", np: "none" },
    marked: whole(`dmarc: { policy: "reject", subdomainPolicy: "quarantine", nonexistentPolicy: "«none»", ${to} }`),
  },
  {
    name: "one const for two keys",
    marked: whole(`dmarc: { policy: stage, subdomainPolicy: stage, ${to} }`, `\nconst stage = "«none»";\n`),
  },
  { name: "Windows line ends", marked: whole(`dmarc: { policy: "«none»", ${to} }`).replaceAll("\n", "\r\n") },
  { name: "a byte order mark", marked: `\uFEFF${whole(`dmarc: { policy: "«none»", ${to} }`)}` },
  { name: "no line end at the end", marked: whole(`dmarc: { policy: "«none»", ${to} }`).trimEnd() },
  {
    name: "letters beyond one unit before it",
    marked: whole(`// 🥐 für Kunden\n  dmarc: { policy: "«none»", ${to} }`),
  },
];

export interface LockedShape {
  readonly name: string;
  readonly text: string;
  /** Part of the sentence. */
  readonly says: string;
}

/** What cannot be changed in the file, and what is said of where it stands. */
export const refusedShapes: readonly LockedShape[] = [
  {
    name: "a value of a shared file",
    text: whole(`dmarc: { policy: stage, ${to} }`, `import { stage } from "./_shared.ts";\n`),
    says: "line 8 takes it from stage of ./_shared.ts, which other domains may use too",
  },
  {
    name: "dmarc of a shared file",
    text: whole("dmarc", `import { dmarc } from "./_shared.ts";\n`),
    says: "takes it from dmarc of ./_shared.ts",
  },
  {
    name: "a spread of a shared file",
    text: whole(`dmarc: { ...shared, ${to} }`, `import { shared } from "./_shared.ts";\n`),
    says: "line 8 takes it from shared of ./_shared.ts",
  },
  {
    name: "a part of a shared file",
    text: whole("dmarc: all.dmarc", `import all from "./_shared.ts";\n`),
    says: "takes it from all of ./_shared.ts",
  },
  {
    name: "a helper that is told nothing",
    text: whole("dmarc: standard()", `import { standard } from "./_shared.ts";\n`),
    says: "leaves it to standard() of ./_shared.ts",
  },
  {
    name: "a helper that is told it twice",
    text: whole(`dmarc: two("none", "none")`, `import { two } from "./_shared.ts";\n`),
    says: "gives it to two() twice",
  },
  {
    name: "a condition",
    text: whole(`dmarc: { policy: Date.now() > 0 ? "none" : "reject", ${to} }`),
    says: 'line 7 computes it: Date.now() > 0 ? "none" : "reject"',
  },
  { name: "a template with parts", text: whole(`dmarc: { policy: \`no\${"ne"}\`, ${to} }`), says: "computes it" },
  { name: "a getter", text: whole(`dmarc: { get policy() { return "none" as const; }, ${to} }`), says: "computes it" },
  {
    name: "a destructured const",
    text: whole(`dmarc: { policy, ${to} }`, `const { policy } = { policy: "none" } as const;\n`),
    says: "takes it from policy, whose value is computed",
  },
  {
    name: "a default export of another file",
    text: `export { default } from "./_shared.ts";\n`,
    says: "no default export of its own",
  },
  {
    name: "one text for two that part",
    text: whole(`dmarc: { policy: stage, subdomainPolicy: stage, ${to} }`, `\nconst stage = "none";\n`),
    says: "",
  },
  {
    name: "a const that refers to itself",
    text: whole(`dmarc: { policy: a, ${to} }`, `\nconst a: string = b;\nconst b: string = a;\n`),
    says: "computes it",
  },
];

/** What the shapes' specs import. */
export const sharedFile = `import { cloudflare, defineDomain, ownServer } from "#mailwright";
export const stage = "none";
export const dmarc = { policy: "none", reportTo: ["dmarc@client.example"] };
export const two = (policy: "none" | "quarantine" | "reject", _: string) => ({ policy, ...addresses });
export default { dmarc };
export const shared = { policy: "none" } as const;
export const addresses = { reportTo: ["dmarc@client.example"] };
export const ttl = { ttl: 300 };
export const standard = (policy: "none" | "quarantine" | "reject" = "none") => ({ policy, ...addresses });
export const standardOf = (options: { policy: "none" | "quarantine" | "reject" }) => ({ ...options, ...addresses });
export const client = (domain: string, dmarc: { policy: "none" | "quarantine" | "reject" }) =>
  defineDomain({
    domain,
    host: cloudflare({ zoneId: "023e105f4ecef8ad9ca31a8372d0c353" }),
    services: [ownServer({ name: "office", ip4: ["192.0.2.10"], dkim: { office: "2zYQh1XcOQ0bA1jpV9V8m2H0n3gJY0eF6wz3sC0m9aQ=" } })],
    dmarc: { ...dmarc, ...addresses },
  });
`;

export const marksAs = (marked: string, policy: string): string => marked.replaceAll("«none»", policy);

const keys: readonly PolicyKey[] = ["policy", "subdomainPolicy", "nonexistentPolicy"];

/** The keys that the text marks; what names none is the policy. */
export function changeOf(marked: string, from: Policy, level: Policy): PolicyChange {
  const named = keys.filter(key => new RegExp(`\\b${key}["']?\\]?:\\s*["'(\`]*«`).test(marked));
  const both = /subdomainPolicy: stage/.test(marked) ? (["subdomainPolicy"] as const) : [];
  const all = [...(named.length === 0 ? (["policy"] as const) : named), ...both];
  return Object.fromEntries(all.map(key => [key, { from, to: level }]));
}
