/** `mailwright lock` as people run it: what it asks, what it writes, what it says. */
import { afterEach, describe, expect, test } from "@jest/globals";
import { document, runAside } from "../../support/cli.ts";
import { lockFleet, termsSpec, today, type LockFleet } from "./lock-fleet.ts";

const vendor = {
  "_spf.vendor.example": { TXT: ["v=spf1 ip4:192.0.2.0/24 include:_a.vendor.example -all", "some-other=string"] },
  "_a.vendor.example": { TXT: ["v=spf1 ip4:198.51.100.0/24 ip6:2001:db8::/32 -all"] },
};
const client = { "client.example": ["include:_spf.vendor.example"] };

let fleet: LockFleet;
afterEach(() => fleet.close());

describe("the first lock", () => {
  test("holds the whole tree of every domain, sorted, with who was asked and when", async () => {
    fleet = await lockFleet(
      { "client.example": ["include:_spf.vendor.example", "mx:mail.other.example", "a:gone.other.example"] },
      {
        ...vendor,
        "mail.other.example": { MX: ["20 mx2.other.example", "10 MX1.other.example"] },
        "mx1.other.example": { A: ["192.0.2.2", "192.0.2.1"] },
        "mx2.other.example": { CNAME: "host.other.example" },
        "host.other.example": { AAAA: ["2001:db8::1"] },
      },
    );
    const result = await fleet.lock();
    const [resolver, resolved] = [fleet.server.address, today()];
    const none = (status: string) => ({ status, records: [], resolver, resolved });
    const some = (...records: readonly string[]) => ({ status: "ok", records, resolver, resolved });
    expect(fleet.entries()).toEqual({
      "_a.vendor.example": { TXT: some("v=spf1 ip4:198.51.100.0/24 ip6:2001:db8::/32 -all") },
      "_spf.vendor.example": { TXT: some("v=spf1 ip4:192.0.2.0/24 include:_a.vendor.example -all") },
      "gone.other.example": { A: none("nxdomain"), AAAA: none("nxdomain") },
      "mail.other.example": { MX: some("10 mx1.other.example", "20 mx2.other.example") },
      "mx1.other.example": { A: some("192.0.2.1", "192.0.2.2"), AAAA: none("nodata") },
      "mx2.other.example": { A: none("nodata"), AAAA: some("2001:db8::1") },
    });
    expect(Object.keys(fleet.entries())).toEqual(Object.keys(fleet.entries()).toSorted());
    expect(fleet.text()).toMatch(/^\{\n {2}"version": 1,\n {2}"names": \{[^]*\n\}\n$/);
    expect(result).toEqual({
      code: 0,
      stderr: "",
      stdout: [
        "new: _a.vendor.example (2 ranges)",
        "new: _spf.vendor.example (1 range, include:_a.vendor.example)",
        "new: gone.other.example A (NXDOMAIN)",
        "new: gone.other.example AAAA (NXDOMAIN)",
        "new: mail.other.example MX (10 mx1.other.example, 20 mx2.other.example)",
        "new: mx1.other.example A (192.0.2.1, 192.0.2.2)",
        "new: mx1.other.example AAAA (no AAAA records)",
        "new: mx2.other.example A (no A records)",
        "new: mx2.other.example AAAA (2001:db8::1)",
        "6 names, 9 questions, 9 changed; dns.lock.json is written.",
        "",
      ].join("\n"),
    });
  });

  test("asks each question once, however many domains lead to it, and nothing that a domain's own plan answers", async () => {
    fleet = await lockFleet(
      {
        "one.example": ["include:_spf.vendor.example", "include:two.example"],
        "two.example": ["include:_spf.vendor.example", "include:one.example"],
      },
      {
        ...vendor,
        "two.example": { TXT: ["v=spf1 -all"] },
        "one.example": { TXT: ["v=spf1 include:two.example ~all"] },
      },
    );
    expect((await fleet.lock()).code).toBe(0);
    expect(fleet.server.asked.toSorted()).toEqual([
      "udp TXT _a.vendor.example",
      "udp TXT _spf.vendor.example",
      "udp TXT one.example",
      "udp TXT two.example",
    ]);
  });

  test("an explanation is kept whatever it says, octet by octet", async () => {
    fleet = await lockFleet(
      { "client.example": ["exp=why.client.example"] },
      { "why.client.example": { TXT: [[Buffer.from("No: %{i} d\u00fcrfte nicht", "latin1")], "another"] } },
    );
    expect((await fleet.lock()).code).toBe(0);
    expect(fleet.entries()["why.client.example"]?.TXT?.records).toEqual(["No: %{i} d\u00fcrfte nicht", "another"]);
  });

  test("an SPF record that is not US-ASCII is still none in the lock", async () => {
    const text = "v=spf1 include:b\u00fccher.example -all";
    fleet = await lockFleet(client, { "_spf.vendor.example": { TXT: [[Buffer.from(text, "utf8")]] } });
    expect((await fleet.lock()).stdout).toContain("new: _spf.vendor.example (an SPF record with a syntax error)\n");
    expect(fleet.entries()["_spf.vendor.example"]?.TXT?.records).toEqual([Buffer.from(text).toString("latin1")]);
    expect(fleet.server.asked).toHaveLength(1);
  });

  test("a fleet that leads nowhere has an empty lock", async () => {
    fleet = await lockFleet({ "client.example": ["ip4:192.0.2.1"] }, {});
    const { code, stdout } = await fleet.lock();
    expect([code, stdout]).toEqual([0, "0 names, 0 questions, 0 changed; dns.lock.json is written.\n"]);
    expect(fleet.text()).toBe('{\n  "version": 1,\n  "names": {}\n}\n');
  });
});

describe("a service to flatten", () => {
  test("is locked by its own terms, before and after its networks are known", async () => {
    fleet = await lockFleet({ "client.example": [] }, vendor);
    fleet.write(
      "domains/client.example.ts",
      termsSpec("client.example", []).replace(
        'ip4: ["192.0.2.10"]',
        'terms: ["include:_spf.vendor.example"], flatten: true',
      ),
    );
    expect((await fleet.lock()).code).toBe(0);
    const names = ["_a.vendor.example", "_spf.vendor.example"];
    expect(Object.keys(fleet.entries())).toEqual(names);
    const { code, stdout } = await runAside(["plan"], fleet.path);
    expect([code, stdout]).toEqual([
      0,
      expect.stringContaining("v=spf1 ip4:192.0.2.0/24 ip4:198.51.100.0/24 ip6:2001:db8::/32 ~all\n"),
    ]);
    expect((await fleet.lock()).stdout).toBe("2 names, 2 questions, 0 changed; dns.lock.json is as it was.\n");
    expect(Object.keys(fleet.entries())).toEqual(names);
  });
});

describe("a refresh", () => {
  test("says what changed, notes it in the entry, and keeps the note while nothing else changes", async () => {
    fleet = await lockFleet(client, vendor);
    await fleet.lock();
    fleet.age();
    fleet.server.zone = {
      "_spf.vendor.example": { TXT: ["v=spf1 ip4:192.0.2.0/24 include:_b.vendor.example ~all"] },
      "_b.vendor.example": { TXT: ["v=spf1 ip4:203.0.113.0/24 -all"] },
    };
    const { code, stdout } = await fleet.lock();
    const summary = "include:_b.vendor.example added; include:_a.vendor.example removed; all changed from -all to ~all";
    expect([code, stdout.split("\n")]).toEqual([
      0,
      [
        "_a.vendor.example: no longer needed",
        "new: _b.vendor.example (1 range)",
        `_spf.vendor.example: ${summary}`,
        "2 names, 2 questions, 3 changed; dns.lock.json is written.",
        "",
      ],
    ]);
    expect(Object.keys(fleet.entries())).toEqual(["_b.vendor.example", "_spf.vendor.example"]);
    const noted = fleet.entries()["_spf.vendor.example"]?.TXT;
    expect(noted).toMatchObject({ change: `${today()}: ${summary}`, resolved: today() });
    expect(fleet.entries()["_b.vendor.example"]?.TXT).not.toHaveProperty("change");
    const after = fleet.text();
    fleet.age("2026-02-03");
    expect((await fleet.lock()).stdout).toBe("2 names, 2 questions, 0 changed; dns.lock.json is written.\n");
    expect(fleet.text()).toBe(after);
    expect((await fleet.lock()).stdout).toBe("2 names, 2 questions, 0 changed; dns.lock.json is as it was.\n");
  });

  test("a name that is gone is locked as gone", async () => {
    fleet = await lockFleet(client, vendor);
    await fleet.lock();
    fleet.server.zone = {};
    expect((await fleet.lock()).stdout).toBe(
      "_a.vendor.example: no longer needed\n_spf.vendor.example: gone (NXDOMAIN)\n" +
        "1 name, 1 question, 2 changed; dns.lock.json is written.\n",
    );
    expect(fleet.entries()["_spf.vendor.example"]?.TXT).toMatchObject({ status: "nxdomain", records: [] });
  });
});

describe("names that cannot be had", () => {
  test.each(["SERVFAIL", "REFUSED", "FORMERR"] as const)(
    "%s leaves the old entry and all below it, with their dates",
    async fail => {
      fleet = await lockFleet(
        { "client.example": ["include:_spf.vendor.example", "a:mail.vendor.example"] },
        {
          ...vendor,
          "mail.vendor.example": { A: ["192.0.2.1"], AAAA: ["2001:db8::1"] },
        },
      );
      await fleet.lock();
      fleet.age();
      const before = fleet.entries();
      fleet.server.zone = { ...fleet.server.zone, "_spf.vendor.example": { fail } };
      fleet.server.asked.length = 0;
      const { code, stdout, stderr } = await fleet.lock();
      expect([code, stdout]).toEqual([0, "3 names, 3 questions, 0 changed; dns.lock.json is written.\n"]);
      expect(stderr).toBe(
        `warning: _spf.vendor.example TXT: ${fail} from ${fleet.server.address}; ` +
          "its entry of 2026-01-02 stays, and all below it.\n",
      );
      for (const name of ["_spf.vendor.example", "_a.vendor.example"])
        expect(fleet.entries()[name]).toEqual(before[name]);
      expect(fleet.entries()["mail.vendor.example"]?.A).toMatchObject({ resolved: today() });
      expect(fleet.server.asked).not.toContain("udp TXT _a.vendor.example");
      // Three tries, and no more.
      expect(fleet.server.asked.filter(line => line.includes("_spf"))).toHaveLength(3);
    },
  );

  test("without an older entry the name stays missing, and the exit code says so", async () => {
    fleet = await lockFleet(
      { "client.example": ["include:_spf.vendor.example", "include:bad.vendor.example"] },
      {
        ...vendor,
        "bad.vendor.example": { fail: "SERVFAIL" },
      },
    );
    const text = await fleet.lock();
    expect(text.code).toBe(1);
    expect(text.stderr).toContain("nothing older is known of it, so SPF that asks for it cannot be judged.");
    expect(Object.keys(fleet.entries())).toEqual(["_a.vendor.example", "_spf.vendor.example"]);
    const json = await fleet.lock("--json");
    expect(json.code).toBe(1);
    expect(document(json)).toEqual({
      changed: [],
      failed: [
        { name: "bad.vendor.example", type: "TXT", reason: `SERVFAIL from ${fleet.server.address}`, kept: false },
      ],
    });
  });

  test("a dropped packet is asked again", async () => {
    fleet = await lockFleet(client, {
      ...vendor,
      "_a.vendor.example": { ...vendor["_a.vendor.example"], failFirst: 1 },
    });
    const { code, stderr } = await fleet.lock();
    expect([code, stderr]).toEqual([0, ""]);
    expect(fleet.server.asked.filter(line => line.includes("_a."))).toHaveLength(2);
  });

  test("a name that the resolver library cannot ask for is a warning, and no other name is asked in its place", async () => {
    fleet = await lockFleet(client, {
      "_spf.vendor.example": {
        TXT: [["v=spf1 include:a\\.b.vendor.example include:x%_y.vendor.example ", "a:p=q.vendor.example -all"]],
      },
    });
    const { code, stderr } = await fleet.lock();
    expect(code).toBe(1);
    expect(stderr.match(/a name that cannot be asked for/g)).toHaveLength(4);
    expect(fleet.server.asked).toEqual(["udp TXT _spf.vendor.example"]);
  });

  test("when nothing is answered the file is left as it is", async () => {
    fleet = await lockFleet(client, vendor);
    await fleet.lock();
    fleet.age();
    const before = fleet.text();
    for (const [fail, ...args] of [["SERVFAIL"], ["SERVFAIL", "--check"], ["SERVFAIL", "--json"], ["drop"]] as const) {
      fleet.server.zone = { "_spf.vendor.example": { fail } };
      const { code, stdout, stderr } = await fleet.lock(...args);
      expect([code, stdout, fleet.text()]).toEqual([2, "", before]);
      expect(stderr).toMatch(
        /^mailwright: None of 1 DNS question to 127\.0\.0\.1:\d+ was answered \(.*\); dns\.lock\.json is left as it is\.\n$/,
      );
    }
    const { code, stderr } = await fleet.lock("--resolver", "127.0.0.1:1");
    expect([code, fleet.text()]).toEqual([2, before]);
    expect(stderr).toContain("(CONNREFUSED from 127.0.0.1:1)");
  }, 60_000);
});

describe("--check", () => {
  test("0 while only dates would move, 1 for a change; it writes nothing", async () => {
    fleet = await lockFleet(client, vendor);
    expect((await fleet.lock("--check")).code).toBe(1);
    expect(fleet.hasLock()).toBe(false);
    await fleet.lock();
    fleet.age();
    const before = fleet.text();
    expect(await fleet.lock("--check")).toEqual({
      code: 0,
      stdout: "2 names, 2 questions, 0 changed; nothing is written.\n",
      stderr: "",
    });
    fleet.server.zone = { ...vendor, "_a.vendor.example": { TXT: ["v=spf1 ip4:198.51.100.0/24 -all"] } };
    const changed = await fleet.lock("--check");
    expect(changed.code).toBe(1);
    expect(changed.stdout).toContain("_a.vendor.example: +0 ranges, −1 (−2001:db8::/32)\n");
    const json = await fleet.lock("--check", "--json");
    expect(json.code).toBe(1);
    expect(document(json)).toEqual({
      changed: [
        { name: "_a.vendor.example", type: "TXT", change: "changed", summary: "+0 ranges, −1 (−2001:db8::/32)" },
      ],
      failed: [],
    });
    expect(fleet.text()).toBe(before);
  });
});

describe("broken specs", () => {
  test.each([
    ["a spec that does not load", "throw new Error('not today');\n"],
    [
      "a spec of the wrong shape",
      termsSpec("broken.example", []).replace("defineDomain({", "defineDomain({ nonsense: true,"),
    ],
    ["an SPF term that is none", termsSpec("broken.example", ["include:_spf.other.example", "ip4:192.0.2.300"])],
  ])("%s costs no entry, and the others are refreshed", async (_, spec) => {
    fleet = await lockFleet(
      { ...client, "broken.example": ["include:_spf.other.example"] },
      {
        ...vendor,
        "_spf.other.example": { TXT: ["v=spf1 ip4:203.0.113.0/24 -all"] },
      },
    );
    await fleet.lock();
    fleet.age();
    fleet.write("domains/broken.example.ts", spec);
    const { code, stderr } = await fleet.lock();
    expect(code).toBe(0);
    expect(stderr).toContain("warning: a spec has errors, so no name is dropped; mailwright check lists them.");
    expect(fleet.entries()["_spf.other.example"]?.TXT).toMatchObject({ resolved: "2026-01-02" });
    expect(fleet.entries()["_spf.vendor.example"]?.TXT).toMatchObject({ resolved: today() });
  });
});

describe("a command line that is wrong", () => {
  test.each(["192.0.2", "192.0.2.53:0", "192.0.2.53:70000", "2001:db8::53", "[2001:db8::53", "dns.example", ""])(
    "--resolver %s",
    async address => {
      fleet = await lockFleet(client, vendor);
      const { code, stdout, stderr } = await fleet.lock("--resolver", address);
      expect([code, stdout]).toEqual([2, ""]);
      expect(stderr).toBe(
        `mailwright: "${address}" is no address of a DNS resolver; ` +
          "write one as 192.0.2.53, 192.0.2.53:5353 or [2001:db8::53]:53.\n",
      );
    },
  );
});
