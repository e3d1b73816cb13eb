/** No value of any golden plan is overlooked: as it is, taken away, spoiled, doubled, at one server or at all of them. */
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "@jest/globals";
import { compareLive, type Drift } from "../../src/hosts/drift/compare-live.ts";
import { answerKey, type DirectAnswer, type LiveServer, type Question } from "../../src/hosts/drift/live-domain.ts";
import { firstQuestions, furtherQuestions } from "../../src/hosts/drift/questions.ts";
import type { LiveRecord } from "../../src/hosts/live-record.ts";
import type { DomainPlan } from "../../src/plan/domain-plan.ts";
import { planFiles } from "../support/specs.ts";

const golden = join(__dirname, "../golden");
const plans = readdirSync(golden)
  .filter(name => /^\d{3}-/.test(name))
  .flatMap(name => {
    const files = readdirSync(join(golden, name)).filter(file => file.endsWith(".ts"));
    const specs = files.map((file): [string, unknown] => {
      const loaded = require(join(golden, name, file)) as { readonly default: unknown };
      return [`domains/${file}`, loaded.default];
    });
    return planFiles(Object.fromEntries(specs)).domains.map((plan): [string, DomainPlan] => [
      `${name} ${plan.domain}`,
      // The lock of the tests is not the golden cases': what only it could say is no matter here.
      { ...plan, findings: [] },
    ]);
  });

const recordsOf = ({ rrsets }: DomainPlan): readonly LiveRecord[] =>
  rrsets.flatMap(({ name, type, ttl, records }) => records.map(({ rdata }) => ({ name, type, ttl, rdata })));

/** A name server that has just these records, and answers as RFC 1034 §4.3.2 says, wildcards left out. */
function serverWith(plan: DomainPlan, records: readonly LiveRecord[], name = "ns1.dns.example"): LiveServer {
  const answer = ({ name: asked, type }: Question): DirectAnswer => {
    const here = records.filter(one => one.name === asked);
    const found = here.filter(one => one.type === type || one.type === "CNAME");
    if (found.length > 0) return { status: "ok", records: found };
    return { status: here.length > 0 || asked === plan.zone ? "nodata" : "nxdomain" };
  };
  const answers = new Map<string, DirectAnswer>();
  const put = (questions: readonly Question[]): void => {
    for (const question of questions) answers.set(answerKey(question), answer(question));
  };
  put(firstQuestions(plan));
  put(furtherQuestions(plan, answers));
  return { name, address: "192.0.2.1:53", answers };
}

function driftOf(plan: DomainPlan, ...copies: readonly (readonly LiveRecord[])[]): readonly Drift[] {
  const servers = copies.map((records, index) => serverWith(plan, records, `ns${index + 1}.dns.example`));
  return compareLive(plan, { cached: false, servers }).drift;
}

test("there are plans of every kind", () => {
  expect(plans.length).toBeGreaterThan(20);
  expect(new Set(plans.flatMap(([, { rrsets }]) => rrsets.map(({ type }) => type))).size).toBe(3);
});

describe.each(plans)("%s", (_, plan) => {
  const records = recordsOf(plan);

  test("as it is, nothing differs", () => {
    expect(compareLive(plan, { cached: false, servers: [serverWith(plan, records)] })).toEqual({
      drift: [],
      notes: [],
    });
  });

  test("each value that is taken away is missed, at its name and nowhere else", () => {
    for (const gone of records) {
      const left = records.filter(one => one !== gone);
      expect(driftOf(plan, left)).toEqual([
        expect.objectContaining({ name: gone.name, type: gone.type, kind: "missing" }),
      ]);
      expect(driftOf(plan, records, left)).toEqual([
        expect.objectContaining({ name: gone.name, servers: ["ns2.dns.example"], causeId: "servers-disagree" }),
      ]);
    }
  });

  test("each value that is spoiled, and each that has another beside it, is seen", () => {
    for (const spoiled of records) {
      const other = { ...spoiled, rdata: spoiled.type === "MX" ? "7 other.example" : `${spoiled.rdata}x` };
      const instead = driftOf(
        plan,
        records.map(one => (one === spoiled ? other : one)),
      );
      expect(instead.map(({ name }) => name)).toContain(spoiled.name);
      if (spoiled.type === "CNAME") continue;
      const beside = driftOf(plan, [...records, other]);
      // A string of somebody else's may stand beside ours at a name that many share.
      const shared = spoiled.type === "TXT" && !spoiled.rdata.startsWith("v=");
      if (!shared) expect(beside.map(({ name, kind }) => [name, kind])).toContainEqual([spoiled.name, "extra"]);
    }
  });
});
