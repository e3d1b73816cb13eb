/** A domain as far as the DNS shows it to one who cannot list its zone. */
import { under } from "../../dns/owner-name.ts";
import type { DirectAnswer } from "../dns/ask-directly.ts";
import type { Question } from "../dns/dns-message.ts";
import type { LiveRecord, LiveZone } from "../live-record.ts";
import { namesFurther, namesToAsk } from "./names-to-ask.ts";

export interface DnsReading {
  readonly live: LiveZone;
  readonly asked: number;
  /** Names that nobody answered for. */
  readonly failed: readonly { readonly name: string; readonly reason: string }[];
}

export type AskOne = (question: Question) => Promise<DirectAnswer>;

/** Questions under way at one time: a name server takes more for an attack. */
const AT_ONCE = 8;

/** A name that no zone has, unless everything below `_domainkey` is there. */
const NOBODY = "mailwright-asks-for-no-selector";

/** Never throws; `onProgress` hears how many questions are done. */
export async function readByDns(
  domain: string,
  ask: AskOne,
  onProgress: (done: number, of: number) => void,
): Promise<DnsReading> {
  const records: LiveRecord[] = [];
  const failed: { name: string; reason: string }[] = [];
  let [done, of] = [0, 0];
  const put = async ({ name, type }: Question): Promise<readonly LiveRecord[]> => {
    const answer = await ask({ name, type });
    onProgress(++done, of);
    if (answer.status === "failed") failed.push({ name, reason: answer.reason });
    return answer.status === "ok" ? answer.records : [];
  };
  const all = async (
    names: readonly string[],
    types: readonly string[],
    ignore: ReadonlySet<string>,
  ): Promise<void> => {
    of += names.length * types.length;
    const queue = names.values();
    const worker = async (): Promise<void> => {
      for (const name of queue) {
        // A name with a CNAME has nothing else, and a resolver would answer with what stands at its target.
        for (const type of types) {
          const found = (await put({ name, type })).filter(one => one.name === name && !ignore.has(one.rdata));
          records.push(...found.filter(one => one.type === type));
          if (found.some(one => one.type === "CNAME")) {
            if (type !== "CNAME") records.push(...found.filter(one => one.type === "CNAME"));
            break;
          }
        }
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, worker));
  };
  const nothing: ReadonlySet<string> = new Set();
  await all([domain], ["TXT", "MX", "NS"], nothing);
  await all([under("_dmarc", domain)], ["CNAME", "TXT"], nothing);
  // Without these nothing can be said of the domain, and who does not answer for them will not for hundreds of others.
  if (failed.length > 0) return { live: { zone: domain, records }, asked: done, failed };
  // RFC 4592 §2.1.1: what a wildcard answers with stands at every name, and in the zone once.
  const keys = under("_domainkey", domain);
  const wild = [
    ...(await put({ name: `${NOBODY}.${keys}`, type: "TXT" })),
    ...(await put({ name: `${NOBODY}.${keys}`, type: "CNAME" })),
  ].filter(one => one.name === `${NOBODY}.${keys}`);
  records.push(...wild.map(one => ({ ...one, name: `*.${keys}` })));
  const { selectors, names } = namesToAsk(domain);
  await all(selectors, ["CNAME", "TXT"], new Set(wild.map(one => one.rdata)));
  const everywhere = await put({ name: `${NOBODY}.${domain}`, type: "TXT" });
  await all(names, ["CNAME", "TXT", "MX"], new Set(everywhere.map(one => one.rdata)));
  await all(
    namesFurther(
      domain,
      records.map(one => one.rdata),
    ).filter(name => !selectors.includes(name)),
    ["CNAME", "TXT"],
    nothing,
  );
  return { live: { zone: domain, records: distinct(records) }, asked: done, failed };
}

function distinct(records: readonly LiveRecord[]): readonly LiveRecord[] {
  return [...new Map(records.map(one => [`${one.name} ${one.type} ${one.rdata}`, one])).values()];
}
