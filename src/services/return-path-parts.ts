/** What services share that bounce to a name of the client's own whose SPF and MX records the client publishes. */
import { z } from "zod";
import type { LocalFinding } from "../finding.ts";
import type { MailExchange, SendingDomain } from "./service.ts";

/** One term of the SPF record that the vendor shows for a return path: `all` is added here. */
export const returnPathTerm = z
  .string()
  .regex(/^(a|mx|(include|ip4|ip6|a|mx|exists):\S+)$/, "expected one term, such as ip4:192.0.2.10");

/** Exchanges in the order the vendor lists them, with the preference of each. */
export function exchanges(hosts: readonly (readonly [preference: number, exchange: string])[]): MailExchange[] {
  return hosts.map(([preference, exchange], index) => ({
    role: `mx-${String.fromCharCode(97 + index)}`,
    preference,
    exchange,
  }));
}

/**
 * The vendor's bounces and replies want an MX at the sending domain itself. At the policy domain it would take the mail of people's
 * mailboxes with it, so it is published for a subdomain alone.
 */
export function mxLeftOut(
  subdomain: string | undefined,
  at: SendingDomain,
  vendor: { readonly id: string; readonly name: string },
): readonly LocalFinding[] {
  if (subdomain !== undefined) return [];
  return [
    {
      id: `service-${vendor.id}-mx-left-out`,
      severity: "warning",
      name: at.domain,
      message:
        `${vendor.name} wants its MX at ${at.domain} itself, where mail to mailboxes would go to it as well; the MX ` +
        "was left out, so bounces and replies do not reach it.",
      cite: "RFC 5321 §5.1",
      fix: 'Send from a subdomain, such as `subdomain: "mail"`.',
    },
  ];
}
