/** Schemas that several services share. Messages say what is expected and never repeat a value: it may be a key. */
import { z } from "zod";
import { canonicalName, isAtOrBelow, ownerNameFault } from "../dns/owner-name.ts";

/** Who asked for a value, in which ticket, since when. */
export const provenance = {
  owner: z.string().min(1, "expected the name of a person or team").optional(),
  ticket: z.string().min(1, "expected the number or address of a ticket").optional(),
  since: z.iso.date("expected a date such as 2026-11-24").optional(),
};

/** How often mail of a sender is seen at least; the gate waits for it that long. */
export const cadence = z.enum(["daily", "weekly", "monthly", "quarterly"]).optional();

/** A name below the sending domain, as relative as the vendor's console shows it with the domain taken off. */
export const relativeName = z
  .string()
  .refine(
    name => ownerNameFault(name) === undefined && !name.includes("*"),
    "expected the part of the name in front of the domain, in lower case and without a dot at its end, as in bounce",
  );

/** What every service takes beside its own options. */
export const commonOptions = {
  /** The name below the policy domain at which the service sends: `news` for news.client.example. */
  subdomain: relativeName.optional(),
  /**
   * True to publish, in place of the service's own SPF terms, the addresses they stand for in `dns.lock.json`: saves DNS
   * look-ups, and has to be renewed with `mailwright lock` whenever the vendor moves.
   */
  flatten: z.boolean().optional(),
  /** How often it sends: before the policy rises, its mail must have been seen as lately as that; `monthly` by default. */
  cadence,
  ...provenance,
};

/** A public DKIM key as a spec gives it. Whether the key itself is sound is checked where the record is made. */
export const dkimKeyInput = z.union([
  z.string(),
  z.strictObject({
    key: z.string(),
    testing: z.boolean().optional(),
    strict: z.boolean().optional(),
    since: provenance.since,
  }),
  z.strictObject({ revoked: z.literal(true), since: provenance.since }),
]);

/** Selector → key; the selectors are checked by the plan, together with those of the other services. */
export const dkimKeys = z.record(z.string(), dkimKeyInput);

/** A host name as a vendor shows it: upper case and a dot at the end are read as DNS reads them. */
export function hostName(example: string) {
  return z.string().refine(isHostName, `expected a host name such as ${example}`);
}

/** A host name below one of the vendor's own domains, so that a value from another row or vendor does not pass. */
export function hostBelow(domains: readonly string[], example: string) {
  const below = (name: string): boolean => domains.some(domain => isAtOrBelow(canonicalName(name), domain));
  return z.string().refine(name => isHostName(name) && below(name), `expected a host name such as ${example}`);
}

function isHostName(text: string): boolean {
  const name = canonicalName(text);
  return ownerNameFault(name) === undefined && name.includes(".") && !name.includes("*");
}
