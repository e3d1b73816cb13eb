/** Drift as `verify` finds it: a plan, a zone on loopback servers that differs from it, and what is said of the difference. */
import { zonefile } from "#mailwright";
import type { DomainSpec, ParkedSpec } from "#mailwright";
import { askZone } from "../../../src/hosts/dns/ask-zone.ts";
import { compareLive, type Comparison } from "../../../src/hosts/drift/compare-live.ts";
import { firstQuestions, furtherQuestions } from "../../../src/hosts/drift/questions.ts";
import type { DomainPlan } from "../../../src/plan/domain-plan.ts";
import { dnsServer, type Zone } from "../../support/dns-server.ts";
import { zoneOf } from "../../support/internet.ts";
import { clientSpec, planOf, planned } from "../../support/specs.ts";

export const quick = { tries: 2, timeout: 300, backOff: 1 };

/** The plan of a spec, its report host managed beside it. */
export function planFor(spec: Partial<DomainSpec> = {}): DomainPlan {
  return planned(planOf(clientSpec(spec), reportDomain));
}

const reportDomain = clientSpec({
  domain: "msp.example",
  host: zonefile(),
  dmarc: { policy: "none", reportTo: ["dmarc@msp.example"] },
});

export function planOfParked(spec: ParkedSpec): DomainPlan {
  return planned(planOf(spec), spec.domain);
}

/** Each server has its own copy: `edit` makes it from the planned zone. */
export async function verified(plan: DomainPlan, ...edits: readonly ((zone: Zone) => Zone)[]): Promise<Comparison> {
  const servers = await Promise.all(
    edits.map((edit, index) => dnsServer(edit(zoneOf([plan], 10 + index)), { authorityFor: [plan.zone] })),
  );
  try {
    const ask = askZone({
      patience: quick,
      servers: () =>
        Promise.resolve({
          status: "ok",
          servers: servers.map(({ address }, index) => ({ name: `ns${index + 1}.dns.example`, addresses: [address] })),
        }),
    });
    const first = firstQuestions(plan);
    return compareLive(plan, await ask({ zone: plan.zone, first, further: known => furtherQuestions(plan, known) }));
  } finally {
    await Promise.all(servers.map(server => server.close()));
  }
}
