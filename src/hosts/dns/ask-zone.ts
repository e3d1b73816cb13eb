/** All questions about one zone to each of its name servers, which are asked side by side. */
import { answerKey, type LiveDomain, type LiveServer, type Question } from "../drift/live-domain.ts";
import { askDirectly, type DirectAnswer } from "./ask-directly.ts";
import type { Patience } from "./ask-servers.ts";
import type { Delegation, NameServer } from "./zone-servers.ts";

export interface ZoneQuestions {
  readonly zone: string;
  readonly first: readonly Question[];
  /** Questions that the answers so far lead to. */
  readonly further: (answers: ReadonlyMap<string, DirectAnswer>) => readonly Question[];
}

export interface AskZone {
  readonly patience: Patience;
  /** Where the zone's servers are; or the one server that a person named, which is asked as a resolver. */
  readonly servers: ((zone: string) => Promise<Delegation>) | { readonly resolver: string };
}

/** So many questions in a row without an answer, of whichever zones, and a server is gone; sooner when it never said anything. */
const MAX_SILENT = 20;
const MAX_SILENT_AT_FIRST = 3;

/**
 * Asks one server no two questions of a zone at a time, so that nobody is flooded: at most as many are under way at a server
 * as zones are asked about. A dead server costs its zones a wait and no answers: the others are asked all the same.
 */
export function askZone({ patience, servers }: AskZone): (questions: ZoneQuestions) => Promise<LiveDomain> {
  const silences = new Map<string, number>();
  const alive = new Set<string>();
  const ask = async (server: string, zone: string | undefined, question: Question): Promise<DirectAnswer> => {
    const before = silences.get(server) ?? 0;
    if (before >= (alive.has(server) ? MAX_SILENT : MAX_SILENT_AT_FIRST)) {
      return { status: "failed", silent: true, reason: `no answer to ${before} questions before` };
    }
    const answer = await askDirectly({ server, zone, patience }, question);
    const silent = answer.status === "failed" && answer.silent;
    if (!silent) alive.add(server);
    silences.set(server, silent ? (silences.get(server) ?? 0) + 1 : 0);
    return answer;
  };
  const askServer = async ({ name, addresses }: NameServer, asked: ZoneQuestions, direct: boolean) => {
    const zone = direct ? asked.zone : undefined;
    const begun = await begin(addresses, address => ask(address, zone, { name: asked.zone, type: "SOA" }));
    if ("trouble" in begun) return { name, answers: new Map(), ...begun };
    const answers = new Map<string, DirectAnswer>();
    const put = async (questions: readonly Question[]): Promise<void> => {
      for (const question of questions) {
        const key = answerKey(question);
        if (!answers.has(key)) answers.set(key, await ask(begun.address, zone, question));
      }
    };
    await put(asked.first);
    await put(asked.further(answers));
    return { name, answers, ...begun };
  };
  return async asked => {
    if ("resolver" in servers) {
      const one = { name: servers.resolver, addresses: [servers.resolver] };
      return { cached: true, servers: [await askServer(one, asked, false)] };
    }
    const delegation = await servers(asked.zone);
    if (delegation.status !== "ok") {
      const kind = delegation.status === "failed" ? "unknown" : "no-zone";
      return { cached: false, servers: [], undelegated: { kind, reason: delegation.reason } };
    }
    return {
      cached: false,
      servers: await Promise.all(delegation.servers.map(one => askServer(one, asked, true))),
    };
  };
}

/** The first address that answers, and what it says of the zone as a whole. */
async function begin(
  addresses: readonly string[],
  ask: (address: string) => Promise<DirectAnswer>,
): Promise<
  Pick<LiveServer, "address" | "serial"> | (Pick<LiveServer, "address"> & Required<Pick<LiveServer, "trouble">>)
> {
  let trouble: Required<Pick<LiveServer, "trouble">> = {
    trouble: { kind: "silent", reason: "its name has no address" },
  };
  let address = "";
  for (address of addresses) {
    const answer = await ask(address);
    if (answer.status === "ok") {
      const soa = answer.records.find(({ type }) => type === "SOA");
      return { address, ...(soa === undefined ? {} : { serial: Number(soa.rdata) }) };
    }
    if (answer.status === "nodata") return { address };
    if (answer.status === "nxdomain") return { address, trouble: { kind: "no-zone", reason: "NXDOMAIN" } };
    const silent = answer.status === "failed" && answer.silent;
    const reason = answer.status === "failed" ? answer.reason : "it passes the question on";
    trouble = { trouble: { kind: silent ? "silent" : "lame", reason } };
    if (!silent) break;
  }
  return { address, ...trouble };
}
