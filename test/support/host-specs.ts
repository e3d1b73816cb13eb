/** Specs for the tests at real hosts: one domain in the forms it goes through, and a parked one. */
import { ED25519_KEY, RSA_2048_KEY } from "./specs.ts";

/** Lengths around the borders of the character strings a TXT value is cut into. */
export const BORDERS = [254, 255, 256, 509, 510, 511] as const;

/** A text of the length, in which no two places are easily mistaken; it begins with what its label is made from. */
export function borderText(length: number): string {
  const words = Array.from({ length }, (_, index) => `${index}.`).join("");
  return `border-${length}=${words}`.slice(0, length);
}

/** A key longer than one character string. */
export const OWN = `ownServer({ name: "office", ip4: ["192.0.2.1"], dkim: { s1: "${RSA_2048_KEY}" } })`;
/** The same selector by delegation. */
export const DELEGATED = `sendgrid({ user: "u1", server: "wl1", returnPath: "em1" })`;
/** A return path with an MX and an SPF record of its own. */
export const OWN_PATH = `amazonSes({ region: "eu-west-1", dkim: { ses: "${ED25519_KEY}" }, mailFrom: "bounce" })`;
/** The same return path by delegation. */
export const DELEGATED_PATH = `sendgrid({ user: "u1", server: "wl1", returnPath: "bounce", selectors: ["sg", "sg2"] })`;

export interface ClientForm {
  readonly services: readonly string[];
  readonly policy?: string;
  /** Entries of `txt`, as they stand in the spec. */
  readonly txt?: readonly string[];
}

/** `host` as it stands in the spec. */
export function clientText(
  host: string,
  { services, policy = "none", txt = [] }: ClientForm,
  domain = "client.test",
): string {
  return `import { amazonSes, cloudflare, defineDomain, fastmail, ownServer, route53, sendgrid } from "#mailwright";
export default defineDomain({
  domain: "${domain}",
  host: ${host},
  services: [${services.join(", ")}],
  dmarc: { policy: "${policy}", reportTo: ["dmarc@${domain}"] },
  txt: [${txt.join(", ")}],
  // What is tried here is the hosts' side of it; that an up may delete is asked elsewhere.
  allowDeletes: { reason: "forms come and go", until: "2099-12-31" },
});
`;
}

export function parkedText(host: string, domain = "parked.test"): string {
  return `import { cloudflare, parked, route53 } from "#mailwright";
export default parked({ domain: "${domain}", host: ${host}, reportTo: ["dmarc@client.test"] });
`;
}
