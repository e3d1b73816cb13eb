/** The spec's shape, checked where it comes in. Meaning (names, keys, addresses) is checked by the plan. */
import { z } from "zod";
import { selectorFault } from "../dkim/selector.ts";
import { cadence, dkimKeyInput, provenance } from "../services/common-options.ts";

const host = z.discriminatedUnion("kind", [
  z.strictObject({
    kind: z.literal("cloudflare"),
    zoneId: z.string().regex(/^[0-9a-f]{32}$/, "expected the zone's 32 hexadecimal digits"),
  }),
  z.strictObject({
    kind: z.literal("route53"),
    zoneId: z
      .string()
      .regex(/^(\/hostedzone\/)?Z[0-9A-Z]{1,31}$/, "expected a hosted zone id such as Z0123456789ABCDEFGHIJ"),
  }),
  z.strictObject({ kind: z.literal("zonefile") }),
]);

const txt = z.array(
  z.union([
    z.string(),
    z.strictObject({
      label: z.string().regex(/^[a-z0-9][a-z0-9-]*$/, "expected lower-case letters, digits and hyphens"),
      text: z.string(),
      ...provenance,
    }),
  ]),
);

const policy = z.enum(["none", "quarantine", "reject"]);
const alignment = z.enum(["relaxed", "strict"]);

const waive = z.array(
  z.strictObject({ id: z.string().min(1), reason: z.string().min(1, "expected a reason"), until: z.iso.date() }),
);

const reason = z.string().min(1, "expected a reason");
const count = z.int("expected a whole number").min(1, "expected a whole number from 1");
const rate = z
  .number()
  .gt(0, "expected a part above 0, such as 0.98")
  .lte(1, "expected a part of at most 1, such as 0.98");

const rollout = z.strictObject({
  minimum: z
    .strictObject({
      days: count.optional(),
      reporters: count.optional(),
      messages: count.optional(),
      stageDays: count.optional(),
      passRate: rate.optional(),
      dkimRate: rate.optional(),
      reason,
    })
    .optional(),
  override: z
    .strictObject({ reason, who: z.string().min(1, "expected the name of a person"), until: z.iso.date() })
    .optional(),
  adopted: z
    .strictObject({
      policy,
      subdomainPolicy: policy.optional(),
      nonexistentPolicy: policy.optional(),
      on: z.iso.date(),
    })
    .optional(),
});

const acknowledged = z.array(
  z.strictObject({ source: z.string().min(1, "expected a source"), reason, since: z.iso.date() }),
);

const common = {
  domain: z.string(),
  host,
  alsoAt: host.optional(),
  zone: z.string().optional(),
  txt: txt.optional(),
  // The range is the host's and is checked by the plan; a fraction of a second is no TTL anywhere (RFC 2181 §8).
  ttl: z.int().optional(),
  waive: waive.optional(),
  allowDeletes: z.strictObject({ reason: z.string().min(1, "expected a reason"), until: z.iso.date() }).optional(),
};

export const domainSpecSchema = z.strictObject({
  ...common,
  services: z.array(z.strictObject({ service: z.string(), options: z.unknown().default({}) })),
  spf: z
    .strictObject({
      all: z.enum(["pass", "neutral", "softfail", "fail"]).optional(),
      terms: z.array(z.union([z.string(), z.strictObject({ term: z.string(), cadence, ...provenance })])).optional(),
      redirect: z.string().optional(),
    })
    // RFC 7208 §6.1: beside "all" a redirect is ignored, so one of the two was not meant.
    .refine(spf => spf.all === undefined || spf.redirect === undefined, "expected either all or redirect, not both")
    .optional(),
  dkim: z.record(z.string(), dkimKeyInput).optional(),
  retiredSelectors: z
    .array(z.string().refine(name => selectorFault(name) === undefined, "expected a selector, such as mw202611"))
    .optional(),
  dmarc: z.strictObject({
    policy,
    subdomainPolicy: policy.optional(),
    nonexistentPolicy: policy.optional(),
    reportTo: z.array(z.string()),
    failureReportTo: z.array(z.string()).optional(),
    dkimAlignment: alignment.optional(),
    spfAlignment: alignment.optional(),
    failureOptions: z.array(z.enum(["0", "1", "d", "s"])).optional(),
    testing: z.boolean().optional(),
    publicSuffix: z.enum(["y", "n", "u"]).optional(),
  }),
  rollout: rollout.optional(),
  acknowledged: acknowledged.optional(),
  reportAuthorisation: z.enum(["each", "wildcard"]).optional(),
});

export const parkedSpecSchema = z.strictObject({
  ...common,
  parked: z.literal(true),
  reportTo: z.array(z.string()).optional(),
});
