/** What a person should know of SPF terms that are published as networks, or cannot be. */
import type { LockEntry } from "../dns/dns-lock.ts";
import type { LocalFinding } from "../finding.ts";
import type { SpfPart } from "./domain-plan.ts";

/** A lock entry that a flattening rests on, and its name. */
export type NamedEntry = readonly [name: string, entry: LockEntry];

export function flattenedFinding(
  { terms, path, service }: SpfPart,
  name: string,
  networks: number,
  entries: readonly NamedEntry[],
): LocalFinding {
  const oldest = entries.map(([, { resolved }]) => resolved).toSorted()[0];
  const changes = entries.flatMap(([at, { change }]) => (change === undefined ? [] : [{ at, change }]));
  const last = changes.reduce<(typeof changes)[number] | undefined>(
    (latest, one) => (latest === undefined || one.change > latest.change ? one : latest),
    undefined,
  );
  const since =
    last === undefined ? "no change since it was first resolved" : `last change ${last.change} at ${last.at}`;
  const from = oldest === undefined ? "" : `, as resolved on ${oldest}; ${since}`;
  return {
    id: "spf-flattened",
    severity: "info",
    name,
    message: `${terms.join(" ")} (${service ?? path}) is published as ${networks} network${networks === 1 ? "" : "s"}${from}.`,
    cite: "RFC 7208 §4.6.4",
    fix: "Run `mailwright lock` every day and merge what it changes: a server that the vendor adds is refused until then.",
  };
}

export function refusedFinding({ terms, path }: SpfPart, name: string, reasons: readonly string[]): LocalFinding {
  const unknown = reasons.every(reason => /dns\.lock\.json/.test(reason));
  return {
    id: "spf-flatten-refused",
    severity: "error",
    name,
    message: `${path} cannot be flattened (${terms.join(" ")}): ${reasons.slice(0, 3).join("; ")}.`,
    cite: "RFC 7208 §5.2",
    fix: unknown ? "Run `mailwright lock`, or remove `flatten`." : "Remove `flatten` from this service.",
  };
}

/** `records`: further records that the published one includes. */
export function noGainFinding(name: string, records: number, after: number, before: number): LocalFinding {
  const needs = records === 0 ? "" : `, for its networks need ${records} further record${records === 1 ? "" : "s"}`;
  return {
    id: "spf-flatten-no-gain",
    severity: "warning",
    name,
    message: `Flattening saves nothing at ${name}: the SPF record costs ${after} look-ups with it and ${before} without${needs}.`,
    cite: "RFC 7208 §4.6.4",
    fix: "Remove `flatten` from the service with the most networks, or set it at all that bring the same include; `mailwright spf` shows both.",
  };
}

export function tooLargeFinding(name: string): LocalFinding {
  return {
    id: "spf-flatten-too-large",
    severity: "error",
    name,
    message: "The flattened networks do not fit into ten records of 450 octets.",
    cite: "RFC 7208 §3.4",
    fix: "Remove `flatten` from the service with the most networks; `mailwright spf` shows their number.",
  };
}

export function nameTakenFinding(name: string, piece: string): LocalFinding {
  return {
    id: "spf-flatten-name-taken",
    severity: "error",
    name,
    message: `The flattened networks need a record of their own at ${piece}, and the spec's own terms lead to a record there.`,
    cite: "RFC 7208 §3.2",
    fix: `Put the terms of that record into spf.terms in place of what leads to ${piece}, and delete it by hand.`,
  };
}
