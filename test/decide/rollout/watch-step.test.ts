/** Before and after a step, service by service. */
import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { watchStep, type StepWatch } from "../../../src/decide/rollout/watch-step.ts";
import type { Disposition } from "../../../src/feedback/feedback.ts";
import type { Evidence, ReplayRow } from "../../../src/feedback/evidence.ts";
import { ago, evidenceWith, planFor, policy, WINDOW } from "../../support/gate-cases.ts";

const STEP = "2026-11-16";
const policies = [policy("none", { last: ago(1, STEP) }), policy("quarantine", { first: STEP })];
const from = { p: "none" } as const;
const to = { p: "quarantine" } as const;

/** Of a policy by its index; what fails is quarantined where the policy says so. */
function mail(
  source: string,
  at: number,
  passed: number,
  failed: number,
  disposition: Disposition = at === 0 ? "none" : "quarantine",
): readonly ReplayRow[] {
  const some = {
    source,
    ip: "192.0.2.10",
    headerFrom: "client.example",
    alignedSpf: false,
    spf: [],
    dkim: [],
    policy: at,
  };
  const of = (messages: number, alignedDkim: boolean, what: Disposition): readonly ReplayRow[] =>
    messages === 0
      ? []
      : [{ ...some, alignedDkim, messages, dispositions: [{ disposition: what, overrides: [], messages }] }];
  return [...of(passed, true, "none"), ...of(failed, false, disposition)];
}

const OFFICE = "declared own-server office";
const NEWS = "declared sendgrid";

function watched(rows: readonly ReplayRow[], changes: Partial<Evidence> = {}, earlier?: Evidence): StepWatch {
  return watchStep({ plan: planFor(), from, to, earlier, now: evidenceWith({ policies, rows, ...changes }) });
}

const dropOf = (watch: StepWatch, id: string): string | undefined => watch.services.find(one => one.id === id)?.drop;

describe("steady", () => {
  test("what passed goes on passing, whatever becomes of spoofed and forwarded mail", () => {
    const watch = watched([
      ...mail(OFFICE, 0, 300, 1),
      ...mail(OFFICE, 1, 300, 2),
      ...mail(NEWS, 0, 150, 0),
      ...mail("forwarder own-server office", 1, 0, 50),
      ...mail("unauthenticated - -", 0, 0, 9000),
      ...mail("unauthenticated - evil.example", 1, 0, 8000, "reject"),
    ]);
    expect(watch.verdict).toBe("steady");
    expect(watch.days).toEqual({ before: 15, after: 15 });
    expect(watch.spoofed).toMatchObject({
      before: { messages: 9000, stopped: 0 },
      after: { messages: 8000, stopped: 8000 },
    });
    expect(
      watch.services.map(({ id, before, after }) => [id, before?.messages, after.messages, after.stopped]),
    ).toEqual([
      ["own-server office", 301, 302, 2],
      ["sendgrid", 150, 0, 0],
    ]);
  });

  test("two messages that go astray are no drop", () => {
    expect(watched([...mail(OFFICE, 0, 300, 0), ...mail(OFFICE, 1, 3, 2)]).verdict).toBe("steady");
    expect(watched([...mail(OFFICE, 0, 300, 0), ...mail(OFFICE, 1, 3, 3)]).verdict).toBe("dropped");
  });

  test("what failed as much before, and was not stopped, did not drop", () => {
    expect(watched([...mail(OFFICE, 0, 100, 100), ...mail(OFFICE, 1, 100, 100, "none")]).verdict).toBe("steady");
  });
});

describe("dropped", () => {
  test("the aligned rate of one service fell, and another's newsletter does not hide it", () => {
    const watch = watched([
      ...mail(OFFICE, 0, 60, 0),
      ...mail(OFFICE, 1, 20, 12),
      ...mail(NEWS, 0, 90_000, 0),
      ...mail(NEWS, 1, 90_000, 0),
    ]);
    expect(watch.verdict).toBe("dropped");
    expect(dropOf(watch, "own-server office")).toBe("12 messages of 32 failed since the step, 0 of 60 before it.");
    expect(dropOf(watch, "sendgrid")).toBeUndefined();
    expect(watch.services[0]?.failing.map(({ messages }) => messages)).toEqual([12]);
  });

  test("legitimate mail is stopped, though no more of it fails than before", () => {
    const watch = watched([...mail(OFFICE, 0, 100, 100), ...mail(OFFICE, 1, 100, 100)]);
    expect(dropOf(watch, "own-server office")).toBe(
      "100 messages of 200 went into quarantine or were rejected since the step, 0 of 200 before it.",
    );
  });

  test("a service that had no mail before is judged by what was stopped", () => {
    expect(dropOf(watched([...mail(NEWS, 0, 10, 0), ...mail(OFFICE, 1, 0, 8)]), "own-server office")).toBe(
      "8 messages of 8 went into quarantine or were rejected since the step.",
    );
  });

  test("a spec that lets more of it fail is heeded", () => {
    const plan = planFor({}, { rollout: { minimum: { passRate: 0.5, reason: "old devices" } } });
    const rows = [...mail(OFFICE, 0, 100, 0), ...mail(OFFICE, 1, 60, 40)];
    expect(watchStep({ plan, from, to, earlier: undefined, now: evidenceWith({ policies, rows }) }).verdict).toBe(
      "steady",
    );
    expect(watched(rows).verdict).toBe("dropped");
  });
});

describe("which mail is after the step", () => {
  test("none until a report shows the new policy", () => {
    const now = evidenceWith({ policies: [policy("none")], rows: mail(OFFICE, 0, 10, 90, "quarantine") });
    expect(watchStep({ plan: planFor(), from, to, earlier: undefined, now }).verdict).toBe("waiting");
    expect(watchStep({ plan: planFor(), from, to, earlier: undefined, now: undefined }).verdict).toBe("waiting");
  });

  test("a policy of a domain above or below says nothing", () => {
    const below = [policy("quarantine", { domain: "news.client.example" }), policy("reject", { domain: "example" })];
    expect(watched(mail(OFFICE, 1, 1, 9), { policies: below }).verdict).toBe("waiting");
  });

  test("with only the new policy in the window, the earlier evidence tells of before, and all mail of after", () => {
    const rest = [
      { source: OFFICE, alignedSpf: false, alignedDkim: false, disposition: "quarantine", messages: 30 },
    ] as const;
    const earlier = evidenceWith({ policies: [policy("none")], rows: mail(OFFICE, 0, 400, 0) });
    const now = { policies: [policy("quarantine")], rows: mail(OFFICE, 0, 300, 0), rest };
    const watch = watched([], now, earlier);
    expect(watch.services[0]).toMatchObject({ before: { messages: 400 }, after: { messages: 330, stopped: 30 } });
    expect(watch).toMatchObject({ verdict: "dropped", days: { before: 30, after: 30 }, untold: 0 });
    expect(watched([], now)).toMatchObject({ verdict: "dropped", days: { before: undefined } });
    expect(watched([], { ...now, rest: [] })).toMatchObject({ verdict: "unknown" });
  });

  test("what stands in no row is told apart while both policies are in the window", () => {
    const rest = [
      { source: OFFICE, alignedSpf: false, alignedDkim: false, disposition: "none", messages: 30 },
    ] as const;
    expect(watched([...mail(OFFICE, 0, 9, 0), ...mail(OFFICE, 1, 9, 0)], { rest })).toMatchObject({
      verdict: "steady",
      untold: 30,
    });
  });

  test("a step of sp alone shows in sp", () => {
    const step = { from: { p: "quarantine", sp: "none" }, to: { p: "quarantine", sp: "quarantine" } } as const;
    const seen = [policy("quarantine", { sp: "none", last: ago(1, STEP) }), policy("quarantine", { first: STEP })];
    const now = evidenceWith({ policies: seen, rows: [...mail(OFFICE, 0, 100, 0), ...mail(OFFICE, 1, 50, 50)] });
    expect(watchStep({ plan: planFor(), ...step, earlier: undefined, now })).toMatchObject({ verdict: "dropped" });
  });
});

test("more mail that passes after the step never makes a drop", () => {
  const count = fc.nat(500);
  fc.assert(
    fc.property(count, count, count, count, count, (a, b, c, d, more) => {
      const before = mail(OFFICE, 0, a, b);
      const one = watched([...before, ...mail(OFFICE, 1, c, d)]);
      const two = watched([...before, ...mail(OFFICE, 1, c + more, d)]);
      if (one.verdict === "steady") expect(two.verdict).toBe("steady");
      expect(one.days.after).toBe(15);
      expect(WINDOW.last >= STEP).toBe(true);
    }),
  );
});
