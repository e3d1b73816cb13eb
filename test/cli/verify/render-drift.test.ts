/** The text of `mailwright verify`, where servers are silent. */
import { expect, test } from "@jest/globals";
import { renderDrift } from "../../../src/cli/render-drift.ts";
import type { Verified } from "../../../src/cli/verify.ts";
import { compareLive } from "../../../src/hosts/drift/compare-live.ts";
import { answerKey, type DirectAnswer, type LiveServer } from "../../../src/hosts/drift/live-domain.ts";
import { firstQuestions } from "../../../src/hosts/drift/questions.ts";
import type { DomainPlan } from "../../../src/plan/domain-plan.ts";
import { clientSpec, planOf, planned } from "../../support/specs.ts";

const plain = { style: (_: string, text: string) => text };
const plan = (domain: string): DomainPlan =>
  planned(planOf(clientSpec({ domain, dmarc: { policy: "none", reportTo: [`dmarc@${domain}`] } })), domain);

const silent: LiveServer = {
  name: "ns2.dns.example",
  address: "192.0.2.2:53",
  trouble: { kind: "silent", reason: "no answer" },
  answers: new Map(),
};

/** A server that says what the plan says. */
function answering(one: DomainPlan): LiveServer {
  const answers = firstQuestions(one).map(({ name, type }): [string, DirectAnswer] => {
    const set = one.rrsets.find(rrset => rrset.name === name && rrset.type === type);
    const records = (set?.records ?? []).map(({ rdata }) => ({ name, type, ttl: set?.ttl ?? 0, rdata }));
    return [answerKey({ name, type }), records.length > 0 ? { status: "ok", records } : { status: "nxdomain" }];
  });
  return { name: "ns1.dns.example", address: "192.0.2.1:53", answers: new Map(answers) };
}

function verified(one: DomainPlan, ...servers: readonly LiveServer[]): Verified {
  const live = { cached: false, servers };
  return { plan: one, live, ...compareLive(one, live) };
}

test("a server that is silent for several domains is said once, and a domain of which nobody speaks is not as planned", () => {
  const [a, b] = [plan("a.example"), plan("b.example")];
  const text = renderDrift([verified(a, answering(a), silent), verified(b, silent)], plain);
  expect(text).toBe(`a.example  as planned where asked  3 RRsets at ns1.dns.example

b.example  not verified
  unreachable  b.example
               why      The name server ns2.dns.example (192.0.2.2:53) of b.example does not answer. (no answer)
               fix      Run verify again; when it stays so, have the server mended or taken out of the delegation.

ns2.dns.example does not answer (no answer), for 2 domains. Run verify again; when it stays so, have the server mended or taken out of the delegation.

2 of 2 domains not as planned, 2 differences.`);
});
