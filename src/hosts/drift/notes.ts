/** What is no drift, and worth a line: TTLs, and strings of others at names that many share. */
import type { DomainPlan } from "../../plan/domain-plan.ts";
import { rdataOf } from "./difference.ts";
import { answerKey, type LiveDomain } from "./live-domain.ts";
import { isSpfLike, squashed } from "./slots.ts";
import { vendorOf } from "./vendor-of.ts";

export interface Note {
  readonly domain: string;
  readonly name: string;
  readonly type: string;
  readonly note: string;
}

export function notesOn(plan: DomainPlan, live: LiveDomain): readonly Note[] {
  return [...ttlNotes(plan, live), ...foreignStrings(plan, live)];
}

/** One note for each TTL that is not the planned one: a host that sets its own does so for all. */
function ttlNotes({ domain, rrsets }: DomainPlan, { servers, cached }: LiveDomain): readonly Note[] {
  // A cache counts down.
  if (cached) return [];
  const others = rrsets.flatMap(({ name, type, ttl, records }) => {
    const planned = new Set(records.map(({ rdata }) => rdata));
    const found = servers.flatMap(({ answers }) => {
      const answer = answers.get(answerKey({ name, type }));
      return answer?.status === "ok" ? answer.records : [];
    });
    const live = found.find(one => one.type === type && planned.has(one.rdata) && one.ttl !== ttl)?.ttl;
    return live === undefined ? [] : [{ name, type, ttl, live }];
  });
  return [...Map.groupBy(others, ({ live }) => live)].flatMap(([live, [first, ...more]]) => {
    if (first === undefined) return [];
    const also = more.length === 0 ? "" : `, and ${more.length} more RRset${more.length === 1 ? "" : "s"}`;
    const note = `TTL ${live}, ${live < first.ttl ? "lower" : "higher"} than the planned ${first.ttl}${also}`;
    return [{ domain, name: first.name, type: first.type, note }];
  });
}

/** Strings at the apex that no spec declares; not at Route 53, where they are drift. */
function foreignStrings({ domain, host, rrsets }: DomainPlan, { servers }: LiveDomain): readonly Note[] {
  if (host.kind === "route53") return [];
  const planned = rrsets.flatMap(({ name, records }) => (name === domain ? records.map(({ rdata }) => rdata) : []));
  const live = servers.flatMap(({ answers }) => rdataOf(answers.get(answerKey({ name: domain, type: "TXT" })), "TXT"));
  const known = new Set(planned.map(squashed));
  const foreign = [...new Set(live)].filter(text => !isSpfLike(text) && !known.has(squashed(text)));
  return foreign.map(text => {
    const vendor = vendorOf({ txt: [text] });
    const who = vendor === undefined ? "" : ` (${vendor})`;
    return { domain, name: domain, type: "TXT", note: `${JSON.stringify(text)}${who} is not in the spec, and kept` };
  });
}
