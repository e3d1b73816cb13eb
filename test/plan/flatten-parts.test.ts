import { describe, expect, test } from "@jest/globals";
import { amazonSes, googleWorkspace, ownServer, zohoMail } from "#mailwright";
import type { DomainSpec } from "#mailwright";
import { checkLocked } from "../../src/spf/check-locked.ts";
import { planLookUp } from "../../src/plan/plan-look-up.ts";
import type { DomainPlan } from "../../src/plan/domain-plan.ts";
import { lockOf, type LockedName } from "../support/lock.ts";
import { clientSpec, planned, planWith } from "../support/specs.ts";

const google = googleWorkspace({ dkim: {}, flatten: true });
const zoho = zohoMail({ dkim: {}, flatten: true });

/** A record of so many single addresses that no two of them are neighbours. */
function addresses(network: string, count: number): LockedName {
  return { TXT: [["v=spf1", ...Array.from({ length: count }, (_, n) => `ip4:${network}.${n * 2}`), "-all"].join(" ")] };
}

function addressesOf(count: number): readonly string[] {
  return Array.from({ length: count }, (_, n) => `ip4:192.0.2.${n * 2}`);
}

function plan(names: Readonly<Record<string, LockedName>>, changes: Partial<DomainSpec>): DomainPlan {
  return planned(planWith(lockOf(names), clientSpec({ spf: { all: "fail" }, ...changes })));
}

function spfOf({ rrsets }: DomainPlan): Readonly<Record<string, string>> {
  return Object.fromEntries(
    rrsets.flatMap(({ name, type, records }) =>
      records
        .filter(({ rdata }) => type === "TXT" && rdata.startsWith("v=spf1"))
        .map(({ rdata }) => [name, rdata] as const),
    ),
  );
}

const findings = ({ findings: all }: DomainPlan, id: string) => all.filter(one => one.id === id);

describe("a flattened service", () => {
  test("stands in the record itself while there is room", () => {
    const one = plan({ "_spf.google.com": addresses("192.0.2", 3) }, { services: [google] });
    expect(spfOf(one)).toEqual({ "client.example": "v=spf1 ip4:192.0.2.0 ip4:192.0.2.2 ip4:192.0.2.4 -all" });
    expect(one.spf).toMatchObject([
      {
        name: "client.example",
        source: "v=spf1 include:_spf.google.com -all",
        parts: [
          {
            service: "google-workspace",
            path: "services[0]",
            terms: ["include:_spf.google.com"],
            published: ["ip4:192.0.2.0", "ip4:192.0.2.2", "ip4:192.0.2.4"],
            flatten: true,
          },
        ],
      },
    ]);
    expect(findings(one, "spf-flattened")).toMatchObject([
      {
        severity: "info",
        message:
          "include:_spf.google.com (google-workspace) is published as 3 networks, as resolved on 2026-11-24; no change since it was first resolved.",
      },
    ]);
  });

  test("keeps its place among the others, which stay as they are", () => {
    const one = plan(
      { "_spf.google.com": addresses("192.0.2", 1) },
      { services: [zohoMail({ dkim: {} }), google], spf: { terms: ["ip4:198.51.100.1"] } },
    );
    expect(spfOf(one)["client.example"]).toBe("v=spf1 ip4:198.51.100.1 ip4:192.0.2.0 include:zohomail.com ~all");
  });

  test("does not move beside others of its kind, whose qualifiers make the order count, and notes do not either", () => {
    const sources = [{}, { flatten: true }, { owner: "web shop" }].map(notes => {
      const kept = ownServer({ name: "b", terms: ["-include:_spf.google.com"] });
      const services = [kept, ownServer({ name: "c", terms: ["ip4:192.0.2.0"], ...notes })];
      return plan({ "_spf.google.com": addresses("192.0.2", 3) }, { services }).spf[0]?.source;
    });
    expect(new Set(sources)).toEqual(new Set(["v=spf1 -include:_spf.google.com ip4:192.0.2.0 -all"]));
  });

  test("says the last change of what it stands for", () => {
    const lock = lockOf({ "_spf.google.com": addresses("192.0.2", 1) }, { change: "2026-11-20: +1 range, −0" });
    const one = planned(planWith(lock, clientSpec({ services: [google] })));
    expect(findings(one, "spf-flattened")[0]?.message).toContain(
      "last change 2026-11-20: +1 range, −0 at _spf.google.com.",
    );
  });

  test("is flattened at its return path too", () => {
    const ses = amazonSes({
      region: "eu-west-1",
      dkimTokens: ["a", "b", "c"].map(c => c.repeat(20)),
      mailFrom: "bounce",
      flatten: true,
    });
    const one = plan({ "amazonses.com": addresses("192.0.2", 2) }, { services: [ses] });
    expect(spfOf(one)["bounce.client.example"]).toBe("v=spf1 ip4:192.0.2.0 ip4:192.0.2.2 -all");
  });
});

describe("what does not fit", () => {
  const many = { "_spf.google.com": addresses("192.0.2", 30), "zohomail.com": addresses("198.51.100", 20) };

  test("goes into records of their own, each below 450 octets with its name, and one more stands behind them", () => {
    const one = plan(many, { services: [google, zoho] });
    const spf = spfOf(one);
    expect(spf["client.example"]).toBe(
      "v=spf1 include:_spf1.client.example include:_spf2.client.example include:_spf3.client.example -all",
    );
    expect(Object.keys(spf).toSorted()).toEqual([
      "_spf1.client.example",
      "_spf2.client.example",
      "_spf3.client.example",
      "_spf4.client.example",
      "client.example",
    ]);
    for (const [name, text] of Object.entries(spf)) expect(name.length + text.length).toBeLessThanOrEqual(450);
    const inside = [1, 2, 3].flatMap(n => spf[`_spf${n}.client.example`]?.split(" ").slice(1, -1) ?? []);
    expect(inside.toSorted()).toEqual(
      [
        ...Array.from({ length: 30 }, (_, n) => `ip4:192.0.2.${n * 2}`),
        ...Array.from({ length: 20 }, (_, n) => `ip4:198.51.100.${n * 2}`),
      ].toSorted(),
    );
  });

  test("passes for the same addresses as before", () => {
    const lock = lockOf(many);
    const one = planned(planWith(lock, clientSpec({ services: [google, zoho], spf: { all: "fail" } })));
    const before = planned(
      planWith(
        lock,
        clientSpec({ services: [googleWorkspace({ dkim: {} }), zohoMail({ dkim: {} })], spf: { all: "fail" } }),
      ),
    );
    const check = (of: DomainPlan, ip: string) =>
      checkLocked({ ip, mailFrom: "a@client.example" }, planLookUp(of.rrsets, lock)).result;
    for (let host = 0; host < 256; host += 1) {
      for (const net of ["192.0.2", "198.51.100", "203.0.113"]) {
        const ip = `${net}.${host}`;
        expect([ip, check(one, ip)]).toEqual([ip, check(before, ip)]);
      }
    }
    expect(
      checkLocked({ ip: "192.0.2.0", mailFrom: "a@client.example" }, planLookUp(one.rrsets, lock)).lookups,
    ).toBeLessThanOrEqual(3);
  });

  test("leaves every other piece alone when a network comes or goes", () => {
    const before = spfOf(plan(many, { services: [google, zoho] }));
    const after = spfOf(plan({ ...many, "zohomail.com": addresses("198.51.100", 21) }, { services: [google, zoho] }));
    const changed = Object.keys(after).filter(name => after[name] !== before[name]);
    expect(changed).toHaveLength(1);
    expect(changed[0]).toMatch(/^_spf\d/);
  });

  test("makes room for the other strings at the name", () => {
    const names = { "_spf.google.com": addresses("192.0.2", 12) };
    expect(Object.keys(spfOf(plan(names, { services: [google] })))).toEqual(["client.example"]);
    const crowded = plan(names, { services: [google], txt: [`token=${"x".repeat(250)}`] });
    expect(spfOf(crowded)["client.example"]).toBe("v=spf1 include:_spf1.client.example -all");
  });

  test("stays in front of what may spend a receiver's void look-ups", () => {
    const names = Object.fromEntries(["a", "b", "c"].map(host => [`${host}.host.example`, { A: ["203.0.113.1"] }]));
    const office = ownServer({ name: "office", a: Object.keys(names) });
    const lock = lockOf({ ...many, ...names, "_spf.google.com": { TXT: ["v=spf1 ip6:2001:db8::/32 -all"] } });
    const token = [`token=${"x".repeat(300)}`];
    const one = planned(planWith(lock, clientSpec({ services: [google, office, zoho], txt: token })));
    expect(spfOf(one)["client.example"]).toBe(
      "v=spf1 include:_spf1.client.example a:a.host.example a:b.host.example a:c.host.example ~all",
    );
    const { result } = checkLocked({ ip: "2001:db8::1", mailFrom: "a@client.example" }, planLookUp(one.rrsets, lock));
    expect(result).toBe("pass");
  });

  test("has pieces in its own place where the order of terms counts", () => {
    const one = plan(many, { services: [google], spf: { all: "neutral", terms: ["-ip4:192.0.2.4"] } });
    expect(spfOf(one)["client.example"]).toBe(
      "v=spf1 -ip4:192.0.2.4 include:_spf1.client.example include:_spf2.client.example ?all",
    );
  });

  test("is the service's to bear: pieces carry its name, and the role that others wait for", () => {
    const one = plan(many, { services: [google, ownServer({ name: "office", ip4: ["203.0.113.1"] })] });
    const piece = one.rrsets.find(({ name }) => name === "_spf1.client.example");
    expect(piece?.records).toMatchObject([{ role: "spf-overflow", services: ["google-workspace"] }]);
  });

  test("is a warning where it saves nothing", () => {
    const one = plan(many, { services: [google, zoho] });
    expect(findings(one, "spf-flatten-no-gain")).toMatchObject([
      {
        severity: "warning",
        message:
          "Flattening saves nothing at client.example: the SPF record costs 3 look-ups with it and 2 without, for its networks need 3 further records.",
      },
    ]);
    const deep = {
      "_spf.google.com": { TXT: ["v=spf1 include:a.example include:b.example -all"] },
      "a.example": addresses("192.0.2", 30),
      "b.example": addresses("198.51.100", 5),
    };
    expect(findings(plan(deep, { services: [google] }), "spf-flatten-no-gain")).toEqual([]);
  });

  test("is a warning where the same include stays for another service, and none where nothing was asked anyway", () => {
    const terms = ["include:_spf.google.com"];
    const names = { "_spf.google.com": addresses("192.0.2", 3) };
    const beside = plan(names, { services: [google, ownServer({ name: "office", terms })] });
    expect(findings(beside, "spf-flatten-no-gain")).toMatchObject([
      {
        message: "Flattening saves nothing at client.example: the SPF record costs 1 look-ups with it and 1 without.",
      },
    ]);
    const networks = plan(names, { services: [ownServer({ name: "office", ip4: ["192.0.2.0/24"], flatten: true })] });
    expect(findings(networks, "spf-flatten-no-gain")).toEqual([]);
    expect(findings(networks, "spf-flattened")[0]?.message).toBe(
      "ip4:192.0.2.0/24 (own-server) is published as 1 network.",
    );
  });

  test("counts what two services share once", () => {
    const deep = {
      "_spf.google.com": { TXT: ["v=spf1 include:a.example -all"] },
      "a.example": addresses("192.0.2", 60),
    };
    const same = ownServer({ name: "office", terms: ["include:_spf.google.com"], flatten: true });
    expect(findings(plan(deep, { services: [google, same] }), "spf-flatten-no-gain")).toMatchObject([
      { message: expect.stringContaining("costs 3 look-ups with it and 2 without") as unknown },
    ]);
  });

  test("of one vendor moves nothing of another's, where the order counts", () => {
    const at = (count: number) =>
      spfOf(
        plan(
          { ...many, "_spf.google.com": addresses("192.0.2", count) },
          { services: [google, zoho], spf: { terms: ["~ip4:192.0.2.4"] } },
        ),
      );
    const [before, after] = [at(25), at(32)];
    expect(before["client.example"]).toBe(
      "v=spf1 ~ip4:192.0.2.4 include:_spf1.client.example include:_spf11.client.example ~all",
    );
    expect(after["client.example"]).toBe(
      "v=spf1 ~ip4:192.0.2.4 include:_spf1.client.example include:_spf2.client.example include:_spf11.client.example ~all",
    );
    expect(Object.keys(after).filter(name => /^_spf1\d/.test(name))).toEqual([
      "_spf11.client.example",
      "_spf12.client.example",
    ]);
    for (const name of ["_spf11.client.example", "_spf12.client.example"]) expect(after[name]).toBe(before[name]);
  });

  test("stands ready only under names that can be", () => {
    const long = [63, 63, 63, 55].map(length => "a".repeat(length)).join(".");
    const one = planned(
      planWith(
        lockOf({ "_spf.google.com": addresses("192.0.2", 10) }),
        clientSpec({ domain: `${long}.x`, services: [google], dmarc: { policy: "none", reportTo: [] } }),
      ),
      `${long}.x`,
    );
    expect(Object.keys(spfOf(one))).toEqual([`${long}.x`]);
  });

  test("stays where it is no longer than what would include it", () => {
    const crowded = { services: [google], txt: [`token=${"x".repeat(420)}`] };
    const one = plan({ "_spf.google.com": addresses("192.0.2", 1) }, crowded);
    expect(spfOf(one)).toEqual({ "client.example": "v=spf1 ip4:192.0.2.0 -all" });
    const ordered = plan(
      { "_spf.google.com": addresses("192.0.2", 40) },
      { services: [google, ownServer({ name: "office", terms: ["~ip4:192.0.2.4"], flatten: true })] },
    );
    expect(spfOf(ordered)["client.example"]).toBe(
      "v=spf1 include:_spf1.client.example include:_spf2.client.example ~ip4:192.0.2.4 -all",
    );
  });

  test("is found by receivers that still hold the record of before, where fewer networks need fewer records", () => {
    const at = (count: number) => plan({ "_spf.google.com": addresses("192.0.2", count) }, { services: [google] });
    const MOST = 64;
    const steps = Array.from({ length: 40 }, (_, index) => at(MOST - index));
    const seen = new Set<number>();
    for (const [index, before] of steps.entries()) {
      const after = steps[index + 1];
      const old = spfOf(before)["client.example"] ?? "";
      const included = [...old.matchAll(/include:(\S+)/g)].map(([, name = ""]) => name);
      if (after === undefined || included.length === 0) continue;
      seen.add(included.length - ((spfOf(after)["client.example"] ?? "").match(/include:/g)?.length ?? 0));
      const found = included.flatMap(name => spfOf(after)[name]?.split(" ") ?? [`nothing at ${name}`]);
      expect(found).not.toContainEqual(expect.stringContaining("nothing"));
      expect(found).toEqual(expect.arrayContaining([...addressesOf(MOST - index - 1)]));
    }
    expect(seen).toContain(1);
    // With room for twice as much, nothing stands ready.
    expect(Object.keys(spfOf(at(10)))).toEqual(["client.example"]);
  });

  test.each([
    ["the record itself", { spf: { terms: ["include:_spf1.client.example"] } }],
    [
      "another of the domain's",
      {
        services: [
          google,
          zoho,
          ownServer({ name: "office", terms: ["include:_spf1.client.example"], subdomain: "news" }),
        ],
      },
    ],
  ])("does not take a name to which terms of %s lead already", (_where, changes: Partial<DomainSpec>) => {
    const one = plan(
      { ...many, "_spf1.client.example": addresses("203.0.113", 2) },
      { services: [google, zoho], ...changes },
    );
    expect(findings(one, "spf-flatten-name-taken")).toMatchObject([
      {
        severity: "error",
        message:
          "The flattened networks need a record of their own at _spf1.client.example, and the spec's own terms lead to a record there.",
      },
    ]);
    expect(spfOf(one)["client.example"]).toContain("include:_spf.google.com include:zohomail.com");
    expect(spfOf(one)["_spf1.client.example"]).toBeUndefined();
  });

  test("is an error beyond ten pieces, and then the include stays", () => {
    const huge = Object.fromEntries(
      Array.from({ length: 4 }, (_, n) => [`${n}.google.example`, addresses(`192.0.${n}`, 120)] as const),
    );
    const one = plan(
      {
        ...huge,
        "_spf.google.com": {
          TXT: [
            `v=spf1 ${Object.keys(huge)
              .map(name => `include:${name}`)
              .join(" ")} -all`,
          ],
        },
      },
      { services: [google] },
    );
    expect(findings(one, "spf-flatten-too-large")).toMatchObject([{ severity: "error" }]);
    expect(spfOf(one)).toEqual({ "client.example": "v=spf1 include:_spf.google.com -all" });
  });
});

describe("terms that lead back to the domain's own names", () => {
  const own = (terms: readonly string[], changes: object = {}) =>
    ownServer({ name: "office", terms: [...terms], flatten: true, ...changes });

  test.each<[string, Readonly<Record<string, LockedName>>]>([
    ["which the lock does not know", {}],
    ["of which the lock holds what was there before", { "client.example": { TXT: ["v=spf1 ip4:203.0.113.9 -all"] } }],
  ])("are flattened by the plan, %s", (_case, names) => {
    const one = plan(
      { "_spf.google.com": addresses("192.0.2", 2), ...names },
      {
        services: [google, own(["include:client.example"], { subdomain: "news" })],
        spf: { terms: ["ip4:198.51.100.7"] },
      },
    );
    expect(one.findings.filter(({ severity }) => severity === "error")).toEqual([]);
    expect(spfOf(one)["news.client.example"]).toBe("v=spf1 ip4:192.0.2.0 ip4:192.0.2.2 ip4:198.51.100.7 ~all");
  });

  test("are refused where they go in a circle, whoever was flattened first", () => {
    const lock = lockOf({ "client.example": { TXT: ["v=spf1 ip4:203.0.113.9 -all"] } });
    const circle = clientSpec({ services: [own(["include:client.example"])] });
    const other = clientSpec({ domain: "a.example", services: [own(["include:client.example"])] });
    const fleet = planWith(lock, other, circle);
    expect(spfOf(planned(fleet, "a.example"))["a.example"]).toBe("v=spf1 ip4:203.0.113.9 ~all");
    expect(findings(planned(fleet), "spf-flatten-refused")).toHaveLength(1);
  });
});

describe("what cannot be flattened is an error, and stays as it is:", () => {
  test.each<[string, Parameters<typeof lockOf>, string, string]>([
    [
      "a name that the lock does not know",
      [{}],
      "services[0] cannot be flattened (include:_spf.google.com): dns.lock.json does not know TXT _spf.google.com.",
      "Run `mailwright lock`, or remove `flatten`.",
    ],
    [
      "sample data",
      [{ "_spf.google.com": addresses("192.0.2", 1) }, { resolver: "sample" }],
      "services[0] cannot be flattened (include:_spf.google.com): _spf.google.com is sample data in dns.lock.json.",
      "Run `mailwright lock`, or remove `flatten`.",
    ],
    [
      "a term that asks about each message",
      [{ "_spf.google.com": { TXT: ["v=spf1 exists:%{i}.x.example -all"] } }],
      'services[0] cannot be flattened (include:_spf.google.com): "exists:%{i}.x.example" at _spf.google.com is answered anew for each message.',
      "Remove `flatten` from this service.",
    ],
  ])("%s", (_case, lock, message, fix) => {
    const one = planned(planWith(lockOf(...lock), clientSpec({ services: [google] })));
    expect(findings(one, "spf-flatten-refused")).toMatchObject([
      { severity: "error", name: "client.example", message, fix },
    ]);
    expect(spfOf(one)["client.example"]).toBe("v=spf1 include:_spf.google.com ~all");
  });
});
