/** Servers that could not be asked, and zones that are not there. */
import type { DomainPlan } from "../../plan/domain-plan.ts";
import type { Drift } from "./compare-live.ts";
import type { Advice } from "./difference.ts";
import type { LiveDomain, LiveServer } from "./live-domain.ts";

/** The cause of a server that says nothing at all. */
export const SERVER_SILENT = "server-silent";

interface Found {
  readonly found: string;
  readonly servers: readonly string[];
  readonly causeId: string;
  readonly cause: string;
  readonly advice: Advice;
  readonly fix: string;
}

/** `needed`: the questions without whose answers the comparison is not whole; others only look for causes. */
export function unreachable(
  { domain, zone }: DomainPlan,
  { undelegated, servers }: LiveDomain,
  needed: ReadonlySet<string>,
): readonly Drift[] {
  const troubles = [
    ...(undelegated === undefined ? [] : [ofZone(zone, undelegated)]),
    ...servers.flatMap(server => ofServer(zone, server, needed)),
  ];
  return troubles.map(({ found, servers: which, cause, causeId, advice, fix }): Drift => ({
    domain,
    name: zone,
    type: "NS",
    kind: "unreachable",
    expected: [],
    found: [found],
    servers: which,
    cause,
    causeId,
    advice,
    fix,
  }));
}

function ofZone(zone: string, { kind, reason }: NonNullable<LiveDomain["undelegated"]>): Found {
  return kind === "no-zone"
    ? {
        found: reason,
        servers: [],
        causeId: "not-delegated",
        cause: `The zone ${zone} is not delegated: to the world it does not exist.`,
        advice: "revert",
        fix: "Register it or renew it, and set its name servers at the registrar; if it is given up, take its spec out.",
      }
    : {
        found: reason,
        servers: [],
        causeId: "name-servers-unknown",
        cause: `Where the name servers of ${zone} are could not be found out.`,
        advice: "wait",
        fix: "Look at this machine's resolver, and at the delegation with a resolver elsewhere; then run verify again.",
      };
}

function ofServer(
  zone: string,
  { name, address, trouble, answers }: LiveServer,
  needed: ReadonlySet<string>,
): readonly Found[] {
  const at = address === "" || address === name ? name : `${name} (${address})`;
  if (trouble === undefined) {
    const failed = [...answers].flatMap(([key, answer]) =>
      answer.status === "failed" && needed.has(key) ? [{ key, answer }] : [],
    );
    const [first] = failed;
    if (first === undefined) return [];
    const more = failed.length === 1 ? "" : ` and ${failed.length - 1} more questions`;
    return [
      {
        found: `${first.key}${more}: ${first.answer.reason}`,
        servers: [name],
        causeId: "answers-missing",
        cause: `The name server ${at} left ${failed.length} of ${needed.size} questions without an answer.`,
        advice: "wait",
        fix: "Run verify again; when it stays so, ask whoever runs the server.",
      },
    ];
  }
  const { kind, reason } = trouble;
  if (kind === "silent") {
    return [
      {
        found: reason,
        servers: [name],
        causeId: SERVER_SILENT,
        cause: `The name server ${at} of ${zone} does not answer.`,
        advice: "wait",
        fix: "Run verify again; when it stays so, have the server mended or taken out of the delegation.",
      },
    ];
  }
  return [
    {
      found: reason,
      servers: [name],
      // RFC 9499 §7: a lame delegation.
      causeId: kind === "lame" ? "lame-server" : "not-delegated",
      cause:
        kind === "lame"
          ? `The name server ${at} is named for ${zone} and does not serve it.`
          : `The name server ${at} says that ${zone} does not exist.`,
      advice: "revert",
      fix: "Make the zone at that server, or set the name servers at the registrar to those that have it.",
    },
  ];
}
