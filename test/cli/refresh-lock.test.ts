/** The refresh over scripted answers: what it asks, in which company, when it gives up, and what it never loses. */
import { describe, expect, test } from "@jest/globals";
import { refreshLock, type RefreshInput } from "../../src/cli/refresh-lock.ts";
import { emptyLock, type DnsLock } from "../../src/dns/dns-lock.ts";
import type { Asked } from "../../src/hosts/dns/ask-servers.ts";
import type { LockRoot } from "../../src/spf/lock-needs.ts";

const server = "192.0.2.53:53";
const root = (text: string): LockRoot => ({
  domain: "client.example",
  sources: [{ name: "client.example", text }],
  targets: [],
  rrsets: [],
});
const includes = (count: number) =>
  root(`v=spf1 ${Array.from({ length: count }, (_, index) => `include:v${index}.example`).join(" ")} -all`);
const ok = (...records: readonly string[]): Asked => ({ status: "ok", records, server });
const silence: Asked = { status: "timeout", reason: "no answer" };

const refresh = (roots: readonly LockRoot[], ask: RefreshInput["ask"], more: Partial<RefreshInput> = {}) =>
  refreshLock({ roots, older: emptyLock, ask, today: "2026-11-24", keepAll: false, ...more });

test("fifty questions are under way at a time, and the progress grows to all of them", async () => {
  let [underWay, most] = [0, 0];
  const progress: string[] = [];
  const { asked } = await refresh(
    [includes(300)],
    async () => {
      underWay += 1;
      most = Math.max(most, underWay);
      await new Promise(done => setTimeout(done, 1));
      underWay -= 1;
      return ok("v=spf1 -all");
    },
    { onProgress: (done, of) => void progress.push(`${done}/${of}`) },
  );
  expect([asked, most, progress.at(-1)]).toEqual([300, 50, "300/300"]);
});

describe("silence", () => {
  const tally = (silentAt: (index: number) => boolean) => {
    const called: string[] = [];
    const ask: RefreshInput["ask"] = async (_, name) => {
      called.push(name);
      const index = Number(/\d+/.exec(name)?.[0]);
      await new Promise(done => setTimeout(done, silentAt(index) ? 3 : 1));
      return silentAt(index) ? silence : ok("v=spf1 -all");
    };
    return { ask, called };
  };

  test("from the first question on ends the run soon", async () => {
    const { ask, called } = tally(() => true);
    const { failed, asked } = await refresh([includes(1000)], ask);
    expect([failed.length, asked]).toEqual([1000, 1000]);
    expect(called.length).toBeLessThan(110);
  });

  test("on the way ends it later; what was had until then counts", async () => {
    const { ask, called } = tally(index => index >= 500);
    const { failed, lock } = await refresh([includes(2000)], ask);
    expect([failed.length, Object.keys(lock.names).length]).toEqual([1500, 500]);
    expect(called.length).toBeLessThan(800);
  });

  test("of some names among others ends nothing", async () => {
    const { ask, called } = tally(index => index % 3 > 0);
    const { failed } = await refresh([includes(999)], ask);
    expect([failed.length, called.length]).toEqual([666, 999]);
  });
});

test("any answer, or none, for any question: what was known is never lost", async () => {
  const older: DnsLock = {
    names: {
      "v0.example": {
        TXT: { status: "ok", records: ["v=spf1 include:w.example -all"], resolver: "old", resolved: "2026-01-01" },
      },
      "w.example": {
        TXT: { status: "ok", records: ["v=spf1 -all"], resolver: "old", resolved: "2026-01-01", change: "x" },
      },
      "unneeded.example": { TXT: { status: "nodata", records: [], resolver: "old", resolved: "2026-01-01" } },
    },
  };
  const run = (asked: Asked, keepAll: boolean) => refresh([includes(1)], async () => asked, { older, keepAll });
  expect(Object.keys((await run(silence, false)).lock.names).toSorted()).toEqual(["v0.example", "w.example"]);
  const kept = await run({ status: "nxdomain", server }, true);
  expect(kept.lock).toEqual({
    names: {
      ...older.names,
      "v0.example": {
        TXT: {
          status: "nxdomain",
          records: [],
          resolver: server,
          resolved: "2026-11-24",
          change: "2026-11-24: gone (NXDOMAIN)",
        },
      },
    },
  });
  expect((await run(silence, false)).failed).toEqual([
    { name: "v0.example", type: "TXT", reason: "no answer", kept: true },
  ]);
});

test("an unchanged answer keeps the note of its last change, a changed one gets another", async () => {
  const older: DnsLock = {
    names: {
      "v0.example": {
        TXT: { status: "ok", records: ["v=spf1 -all"], resolver: "old", resolved: "2026-01-01", change: "x" },
      },
    },
  };
  const change = async (text: string) =>
    (await refresh([includes(1)], async () => ok(text, "other"), { older })).lock.names["v0.example"]?.TXT?.change;
  expect(await change("v=spf1 -all")).toBe("x");
  expect(await change("v=spf1 ~all")).toBe("2026-11-24: all changed from -all to ~all");
});
