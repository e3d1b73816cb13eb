/** The shape of evidence files, checked where they come in. Keys are in the order in which they are written. */
import { z } from "zod";
import { MAX_POLICIES } from "./evidence-policies.ts";
import { MAX_REPORTERS } from "./evidence-reporters.ts";
import { MAX_RESULTS, MAX_ROWS } from "./evidence-rows.ts";
import { MAX_SOURCE } from "./evidence-sightings.ts";
import { MAX_SELECTORS, MAX_UNAUTHENTICATED, MAX_UNKNOWN } from "./evidence-sources.ts";
import { MAX_ADDRESSES } from "./evidence-tally.ts";
import { MAX_NAME, MAX_REPORTER } from "./evidence-text.ts";
import { MAX_UNDECLARED, type UndeclaredEvidence } from "./evidence-undeclared.ts";
import { EVIDENCE_VERSION, type Evidence } from "./evidence.ts";
import { DISPOSITIONS, DKIM_RESULTS, MANY, OVERRIDES, PLAIN, SPF_RESULTS, SPF_SCOPES } from "./replay-words.ts";

const text = (most: number): z.ZodString => z.string().max(most).regex(PLAIN, "expected no control characters");
const name = text(MAX_NAME);
const source = text(MAX_SOURCE);
const count = z.int().nonnegative();
const date = z.iso.date();
const days = z.array(z.string().regex(/^\d{4}-\d\d-\d\d(?:\/\d{4}-\d\d-\d\d)?$/, "expected a day or a run of days"));
const version = z.literal(EVIDENCE_VERSION);
const window = z.strictObject({ first: date, last: date });
const policy = z.enum(["none", "quarantine", "reject"]);
const mode = z.enum(["r", "s"]);
const disposition = z.enum(DISPOSITIONS);
const aligned = { messages: count, passed: count, alignedSpf: count, alignedDkim: count };
const seen = { ...aligned, daysSeen: count, first: date.optional(), last: date.optional(), days };
const attributed = { rules: z.array(name).max(MANY), ...seen };
const ever = { everFirst: date.optional(), everLast: date.optional() };
const addresses = { addresses: count, topAddresses: z.array(name).max(MAX_ADDRESSES) };
const summed = z.strictObject({ sources: count, ...aligned });

const outcome = z.strictObject({
  dkim: z.enum(["aligned", "unsigned", "unaligned", "broken", "permerror", "temperror"]),
  spf: z.enum(["aligned", "unaligned", "not-authorised", "no-record", "permerror", "temperror", "unknown"]),
  messages: count,
});

export const replayRow = z.strictObject({
  source,
  ip: name,
  headerFrom: name,
  envelopeFrom: name.optional(),
  alignedSpf: z.boolean(),
  alignedDkim: z.boolean(),
  spf: z
    .array(
      z.strictObject({
        domain: name,
        scope: z.enum(SPF_SCOPES).optional(),
        result: z.enum(SPF_RESULTS),
      }),
    )
    .max(MAX_RESULTS),
  dkim: z
    .array(
      z.strictObject({
        domain: name,
        selector: name.optional(),
        result: z.enum(DKIM_RESULTS),
      }),
    )
    .max(MAX_RESULTS),
  policy: count.optional(),
  messages: count,
  dispositions: z
    .array(
      z.strictObject({
        disposition,
        overrides: z.array(z.enum(OVERRIDES)),
        messages: count,
      }),
    )
    .max(MANY),
});

export const evidenceSchema = z
  .strictObject({
    version,
    domain: name,
    window,
    searchedSince: date,
    reported: window.optional(),
    daysWithReports: count,
    missingDays: days,
    totals: z.strictObject({
      ...aligned,
      declared: count,
      forwarders: count,
      unknown: count,
      unauthenticated: count,
    }),
    reporters: z
      .array(
        z.strictObject({
          name: text(MAX_REPORTER),
          reports: count,
          messages: count,
          first: date,
          last: date,
          days: count,
        }),
      )
      .max(MAX_REPORTERS),
    moreReporters: z.strictObject({ reporters: count, reports: count, messages: count }),
    policies: z
      .array(
        z.strictObject({
          domain: name,
          p: policy,
          sp: policy,
          np: policy,
          adkim: mode,
          aspf: mode,
          pct: z.int().min(0).max(100),
          testing: z.enum(["y", "n"]),
          first: date,
          last: date,
          reporters: count,
          messages: count,
        }),
      )
      .max(MAX_POLICIES),
    services: z
      .array(z.strictObject({ id: name, ...attributed, ...ever, outcomes: z.array(outcome).max(MANY) }))
      .max(MANY),
    selectors: z
      .array(z.strictObject({ domain: name, selector: name, source, messages: count, passed: count, ...ever }))
      .max(MAX_SELECTORS),
    forwarders: z.array(z.strictObject({ origin: name.optional(), ...attributed, addresses: count })).max(MANY),
    unknown: z
      .array(
        z.strictObject({
          source,
          aligned: z.boolean(),
          domain: name,
          selector: name.optional(),
          services: z.array(name),
          ...attributed,
          ...addresses,
        }),
      )
      .max(MAX_UNKNOWN),
    moreUnknown: summed,
    unauthenticated: z.array(z.strictObject({ source, ...attributed, ...addresses })).max(MAX_UNAUTHENTICATED),
    moreUnauthenticated: summed,
    rows: z.array(replayRow).max(MAX_ROWS),
    rest: z
      .array(
        z.strictObject({
          source,
          alignedSpf: z.boolean(),
          alignedDkim: z.boolean(),
          disposition,
          messages: count,
        }),
      )
      .max(MANY),
    findings: z.array(
      z.strictObject({
        id: z.string().regex(/^[a-z]+(?:-[a-z]+)+$/),
        severity: z.enum(["error", "warning", "info"]),
        name: source,
        message: text(MANY),
        cite: source,
        fix: text(MANY),
      }),
    ),
  })
  // A replay must not take one policy for another.
  .refine(
    ({ rows, policies }) => rows.every(({ policy: index = -1 }) => index < policies.length),
    "expected rows under policies that the file has",
  ) satisfies z.ZodType<Evidence>;

export const undeclaredSchema = z.strictObject({
  version,
  window,
  undeclared: z
    .array(z.strictObject({ domain: name, reports: count, messages: count, first: date, last: date }))
    .max(MAX_UNDECLARED),
  moreUndeclared: z.strictObject({ domains: count, reports: count, messages: count }),
}) satisfies z.ZodType<UndeclaredEvidence>;
