/** The client's own mail servers, and anything else that sends from addresses the client answers for. */
import { z } from "zod";
import { canonicalName } from "../dns/owner-name.ts";
import { commonOptions, dkimKeys, hostName } from "./common-options.ts";
import { keySelectors } from "./contribution-parts.ts";
import { defineService } from "./define-service.ts";

/** RFC 7208 §5.1, §6.1, §6.2: `all`, `redirect` and `exp` belong to the record as a whole, not to one sender. */
const senderTerm = z
  .string()
  .regex(
    /^(?!v=spf1)(?![-+~?]?all$)(?!redirect=)(?!exp=)\S+$/i,
    "expected one SPF term, such as exists:%{i}.senders.client.example; all, redirect and exp belong to the spec's spf",
  );

const ip4Expected = "expected an IPv4 address or network, such as 192.0.2.10 or 198.51.100.0/24";
const ip6Expected = "expected an IPv6 address or network, such as 2001:db8::25 or 2001:db8::/32";

const hosts = (example: string) => z.union([z.literal(true), z.array(hostName(example)).min(1)]);

/** At least one of `ip4`, `ip6`, `a`, `mx` and `terms` says where the mail comes from. */
const options = z.strictObject({
  ...commonOptions,
  /** A name for people, in kebab-case: `head-office`. */
  name: z.string().regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, "expected a name in kebab-case, such as head-office"),
  /** Addresses or networks: `192.0.2.10`, `198.51.100.0/24`. They cost no DNS look-up. */
  ip4: z.array(z.union([z.ipv4(ip4Expected), z.cidrv4(ip4Expected)])).optional(),
  ip6: z.array(z.union([z.ipv6(ip6Expected), z.cidrv6(ip6Expected)])).optional(),
  /**
   * Hosts whose addresses send; `true` for the sending domain's own. One look-up each. Behind Cloudflare's proxy a
   * host's addresses are Cloudflare's: give `ip4` instead.
   */
  a: hosts("mail.client.example").optional(),
  /** Domains whose MX hosts send; `true` for the sending domain's own. One look-up each, and at most ten hosts. */
  mx: hosts("client.example").optional(),
  /** Other SPF terms as they are: `exists:%{i}.senders.client.example`. */
  terms: z.array(senderTerm).optional(),
  /** Selector → key the servers sign with. */
  dkim: dkimKeys.optional(),
});

export const ownServer = defineService({
  id: "own-server",
  name: "Own mail server",
  category: "own",
  docs: "https://www.rfc-editor.org/rfc/rfc7208#section-5",
  source: "RFC 7208 §5 for the terms; the values are the client's own",
  lastVerified: "2026-11-24",
  alignment: { spf: "yes", dkim: "option" },
  // Nothing here is chosen by a vendor.
  traces: {},
  options: options.refine(
    given => spfTerms(given).length > 0,
    "expected at least one of ip4, ip6, a, mx and terms: where the mail comes from",
  ),
  contribute(given) {
    return { spf: spfTerms(given), dkim: keySelectors(given.dkim) };
  },
});

/** Cheapest first: addresses cost nothing, hosts cost look-ups (RFC 7208 §4.6.4). */
function spfTerms({ ip4, ip6, a, mx, terms }: z.output<typeof options>): readonly string[] {
  return [
    ...(ip4 ?? []).map(address => `ip4:${address}`),
    ...(ip6 ?? []).map(address => `ip6:${address}`),
    ...(a === true ? ["a"] : (a ?? []).map(host => `a:${canonicalName(host)}`)),
    ...(mx === true ? ["mx"] : (mx ?? []).map(host => `mx:${canonicalName(host)}`)),
    ...(terms ?? []),
  ];
}
