/** One question to one server, which must know the answer itself: what the zone says, past every cache. */
import { randomInt } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import { compareText } from "../../finding.ts";
import type { LiveRecord } from "../live-record.ts";
import type { Patience } from "./ask-servers.ts";
import { encodeQuery, plainName, readAnswer, recordsAt, type DnsMessage, type Question } from "./dns-message.ts";
import { exchangeTcp, exchangeUdp, type Unheard } from "./exchange.ts";

export type DirectAnswer =
  /** What stands at the name itself: records of the type that was asked for, or the CNAME in their place. */
  | { readonly status: "ok"; readonly records: readonly LiveRecord[] }
  | { readonly status: "nodata" | "nxdomain" }
  /** The name stands in another zone, at these servers. */
  | { readonly status: "delegated"; readonly to: readonly string[] }
  /** Nothing is known. `silent` when no message came back at all; `reason` is for people. */
  | { readonly status: "failed"; readonly silent: boolean; readonly reason: string };

export interface AskDirectly {
  /** `192.0.2.53:53`, `[2001:db8::53]:53` */
  readonly server: string;
  /** The zone the server should know; undefined for a resolver, which may ask others and answer from its cache. */
  readonly zone: string | undefined;
  readonly patience: Patience;
}

export const directPatience: Patience = { tries: 3, timeout: 2000, backOff: 200 };

/** Asks until there is an answer or the patience ends. Never throws. */
export async function askDirectly({ server, zone, patience }: AskDirectly, question: Question): Promise<DirectAnswer> {
  let [answer, edns]: [DirectAnswer, boolean] = [{ status: "failed", silent: true, reason: "not asked" }, true];
  for (let attempt = 0; attempt < patience.tries; attempt++) {
    if (attempt > 0) await pause(patience.backOff * 3 ** (attempt - 1));
    const message = await exchange(server, question, { recursion: zone === undefined, edns }, patience.timeout);
    if ("unheard" in message) {
      answer = { status: "failed", silent: true, reason: message.unheard };
      continue;
    }
    // RFC 6891 §7: a server older than EDNS takes the OPT record for an error.
    if (edns && (message.rcode === "FORMERR" || message.rcode === "NOTIMP")) edns = false;
    else {
      answer = understood(question, zone, message);
      if (answer.status !== "failed" || message.rcode !== "SERVFAIL") return answer;
    }
  }
  return answer;
}

async function exchange(
  server: string,
  question: Question,
  form: Parameters<typeof encodeQuery>[2],
  timeout: number,
): Promise<DnsMessage | Unheard> {
  // RFC 5452 §9.2: an id that nobody can guess.
  const id = randomInt(0x10000);
  let query: Buffer;
  try {
    query = encodeQuery(id, question, form);
  } catch {
    return { unheard: "a name that cannot be asked for" };
  }
  const read = (octets: Buffer): DnsMessage | undefined => readAnswer(octets, id, question);
  const message = await exchangeUdp(server, query, read, timeout);
  // RFC 7766 §5: what does not fit is asked for again over TCP.
  return "truncated" in message && message.truncated ? exchangeTcp(server, query, read, timeout) : message;
}

function understood(question: Question, zone: string | undefined, message: DnsMessage): DirectAnswer {
  const { rcode, authoritative, answers, authorities } = message;
  if (rcode !== "NOERROR" && rcode !== "NXDOMAIN") return { status: "failed", silent: false, reason: rcode };
  if (zone !== undefined && !authoritative) {
    const cut = authorities.filter(({ type, name }) => type === "NS" && isBelow(plainName(name), zone));
    if (rcode === "NOERROR" && answers.length === 0 && cut.length > 0) {
      const to = cut.flatMap(answer => (answer.type === "NS" ? [plainName(answer.data)] : []));
      return { status: "delegated", to: to.toSorted(compareText) };
    }
    return { status: "failed", silent: false, reason: "not authoritative" };
  }
  const records = recordsAt(question, answers);
  // RFC 6604 §3: NXDOMAIN may speak of the name at the end of a CNAME.
  if (records.length > 0) return { status: "ok", records };
  return { status: rcode === "NXDOMAIN" ? "nxdomain" : "nodata" };
}

function isBelow(name: string, zone: string): boolean {
  return name.endsWith(`.${zone}`);
}
