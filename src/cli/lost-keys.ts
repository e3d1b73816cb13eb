/**
 * Keys that a run would replace or take away while mail is signed with them. Which key stands is known from the stack's state,
 * so this is looked at before a run; `mailwright review` tells the same of a pull request.
 */
import { silenceOf } from "../decide/rotation/silence.ts";
import { parseKeyRecord } from "../dkim/parse.ts";
import type { Evidence } from "../feedback/evidence.ts";
import { printable, type Finding } from "../finding.ts";
import type { StateRecord } from "../hosts/state-records.ts";
import type { DomainPlan } from "../plan/domain-plan.ts";

export interface KeyRun {
  readonly plans: readonly DomainPlan[];
  readonly only: ReadonlySet<string> | undefined;
  readonly state: readonly StateRecord[];
  /** Asked only of domains whose keys change. */
  readonly evidenceOf: (domain: string) => Evidence | undefined;
  /** ISO date. */
  readonly today: string;
}

export interface LostKeys {
  /** Another key under the same selector: no mail could be told from a forgery (RFC 6376 §3.1). */
  readonly replaced: readonly Finding[];
  /** A key that goes or is revoked, one sentence each: it may have leaked, so the run goes on. And what the spec permits. */
  readonly taken: readonly string[];
}

export function lostKeys({ plans, only, state, evidenceOf, today }: KeyRun): LostKeys {
  const held = Map.groupBy(
    state.flatMap(({ domain, name, type, values }) => {
      if (type !== "TXT" || !name.includes("._domainkey.")) return [];
      // Route 53 has all strings of a name in one resource.
      return values.flatMap(text => keyOf(text) ?? []).map(key => ({ domain, name, key }));
    }),
    ({ domain }) => domain,
  );
  const replaced: Finding[] = [];
  const taken: string[] = [];
  for (const plan of plans) {
    const { domain, file, selectors, allowDeletes } = plan;
    if (only?.has(domain) === false) continue;
    const planned = new Map(selectors.map(one => [one.name, one]));
    // A domain that moves has each key at both its hosts.
    for (const { name, key } of new Map(
      (held.get(domain) ?? []).map(one => [`${one.name} ${one.key}`, one]),
    ).values()) {
      const now = planned.get(name);
      if (now?.content === key || now?.form === "cname") continue;
      const [selector = "", signingDomain = ""] = name.split("._domainkey.");
      const { verdict, detail } = silenceOf({ selector, signingDomain }, evidenceOf(domain), today);
      if (verdict !== "in-use") continue;
      if (now?.form !== "key") {
        taken.push(printable(`${domain}: ${selector} loses its key. ${detail}`));
        continue;
      }
      if (allowDeletes !== undefined && allowDeletes.until >= today) {
        const { until, reason } = allowDeletes;
        taken.push(printable(`${domain}: ${selector} gets another key, as allowed until ${until}: ${reason}`));
        continue;
      }
      replaced.push({
        id: "dkim-selector-reused",
        severity: "error",
        domain,
        file,
        name,
        message: `${selector} would get another key than it has. ${detail}`,
        cite: "RFC 6376 §3.1",
        fix: `Publish the new key beside it, under a selector that was never used; mailwright dkim new ${domain} makes one. Where the vendor has no other selector, write allowDeletes: { reason: "…", until: "${today}" }.`,
      });
    }
  }
  return { replaced, taken };
}

/** Base64 of the key; undefined of what is no key, or a revoked one (RFC 6376 §3.6.1). */
function keyOf(text: string): string | undefined {
  const parsed = parseKeyRecord(text);
  return parsed.ok && parsed.record.publicKey !== "" ? parsed.record.publicKey : undefined;
}
