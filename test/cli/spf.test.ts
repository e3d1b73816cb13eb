/** `mailwright spf`: the text people read, the JSON of the contract, and check_host on the plan. */
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { formatLock } from "../../src/dns/format-lock.ts";
import { document, folder, specText, type Folder } from "../support/cli.ts";
import { lockOf } from "../support/lock.ts";

const lock = lockOf({
  "spf.messagingengine.com": { TXT: ["v=spf1 include:a.vendor.example ip4:198.51.100.0/25 ?all"] },
  "a.vendor.example": {
    TXT: ["v=spf1 ip4:203.0.113.0/28 ip4:203.0.113.32/28 ip4:203.0.113.64/28 ip4:203.0.113.96/28 ptr -all"],
  },
  "_spf.client.example": { TXT: ["v=spf1 ip6:2001:db8::/48 -all"] },
  "old.client.example": "nxdomain",
  "elsewhere.example": { TXT: ["v=spf1 ip4:192.0.2.77 -all exp=why.elsewhere.example"] },
  "why.elsewhere.example": { TXT: ["%{i} is none of ours"] },
  "broken.example": { TXT: ["v=spf1 ip4:300.0.0.1 -all"] },
  "nothing.example": {},
});

const services = (count: number): string =>
  Array.from({ length: count }, (_, at) => `"include:s${at}.unknown.example"`).join(", ");

let on: Folder;
beforeAll(() => {
  const terms = '["ip4:192.0.2.10", "include:_spf.client.example", "a:old.client.example"]';
  on = folder({
    "client.example.ts": specText("client.example", `spf: { terms: ${terms} }, txt: ["a=b"],`),
    "full.example.ts": specText("full.example", `spf: { terms: [${services(6)}] },`),
    "over.example.ts": specText("over.example", `spf: { terms: [${services(11)}] },`),
    "parked.example.ts": `import { parked, zonefile } from "#mailwright";
export default parked({ domain: "parked.example", host: zonefile(), reportTo: ["dmarc@client.example"] });
`,
    "unplanned.example.ts": specText("unplanned.example", "nonsense: true,"),
  });
  on.write("dns.lock.json", formatLock(lock));
});
afterAll(() => on.remove());

describe("the budget as text", () => {
  test("the record, its tree in aligned columns, the sum and the size, what is left, and findings", () => {
    const { code, stdout, stderr } = on.run("spf", "Client.Example.");
    expect([code, stderr]).toEqual([0, ""]);
    expect(stdout).toBe(`client.example  domains/client.example.ts
  v=spf1 ip4:192.0.2.10 include:_spf.client.example a:old.client.example include:spf.messagingengine.com ~all

                                                     look-ups  void  ranges
  client.example                                            5     1       ?
  ├─ ip4:192.0.2.10                                         ·     ·       1  spf.terms[0]
  ├─ include:_spf.client.example                            1     ·       1  spf.terms[1]
  │  └─ ip6:2001:db8::/48                                   ·     ·       1
  ├─ a:old.client.example                                   1     1       ·  spf.terms[2]
  ├─ include:spf.messagingengine.com                        3     ·       ?  fastmail, services[0]
  │  ├─ include:a.vendor.example                            2     ·       ?
  │  │  ├─ ip4:203.0.113.0/28 … ip4:203.0.113.96/28         ·     ·       4
  │  │  └─ ptr                                              1     ·       ?  asked anew for each message
  │  └─ ip4:198.51.100.0/25                                 ·     ·       1
  └─ ~all                                                   ·     ·       ·

  5 of 10 look-ups, 1 of 2 void, 107 octets in a TXT answer of 168.

  left: 5 look-ups

  info     spf-ptr  client.example
           "ptr" at a.vendor.example (by way of spf.messagingengine.com) looks up the reverse name of each client: slow, unreliable, and not to be published.
           why  RFC 7208 §5.5
           fix  Tell its owner.
`);
  });

  test("says at least, and what to do, where the lock lacks something", () => {
    const { code, stdout } = on.run("spf", "full.example");
    expect(code).toBe(0);
    expect(stdout).toMatch(/├─ include:s0\.unknown\.example +1 +· +\? +spf\.terms\[0\]; not in dns\.lock\.json\n/);
    expect(stdout).toContain("\n  at least 9 of 10 look-ups, ");
    expect(stdout).toContain("left: at most 1 look-up\n");
  });

  test("exits with 1 for a record that receivers refuse", () => {
    const { code, stdout } = on.run("spf", "over.example");
    expect(code).toBe(1);
    expect(stdout).toContain("error    spf-lookups  over.example");
  });

  test("a parked domain has its record, and none to spare", () => {
    const { code, stdout } = on.run("spf", "parked.example");
    expect(code).toBe(0);
    expect(stdout).toContain("  v=spf1 -all\n");
    expect(stdout).toContain("0 of 10 look-ups, 0 of 2 void, 11 octets in a TXT answer of 56.");
  });

  test("a spec that cannot be planned shows why", () => {
    const { code, stdout } = on.run("spf", "unplanned.example");
    expect([code, stdout.includes("spec-unknown-key  nonsense")]).toEqual([1, true]);
  });

  test("an unknown domain cannot be run", () => {
    const { code, stdout, stderr } = on.run("spf", "cliemt.example");
    expect([code, stdout]).toEqual([2, ""]);
    expect(stderr).toBe(
      "mailwright: No spec declares cliemt.example; check the spelling, or add domains/cliemt.example.ts.\n",
    );
  });
});

describe("the budget as JSON", () => {
  interface Node {
    readonly name: string;
    readonly state: string;
    readonly record: string | null;
    readonly lookups: number;
    readonly voidLookups: number;
    readonly octets: number;
    readonly terms: readonly Term[];
  }
  interface Term {
    readonly term: string;
    readonly service?: string;
    readonly lookups: number;
    readonly addresses?: readonly string[];
    readonly tried: boolean;
    readonly dynamic: boolean;
    readonly node?: Node;
  }

  test("has the keys of the contract", () => {
    const said = document(on.run("spf", "client.example", "--json")) as Record<string, unknown> & { tree: Node };
    expect(Object.keys(said)).toEqual(
      "domain record lookups voidLookups atLeast sample size tree findings waysOut nextServices records".split(" "),
    );
    expect(said).toMatchObject({
      domain: "client.example",
      record:
        "v=spf1 ip4:192.0.2.10 include:_spf.client.example a:old.client.example include:spf.messagingengine.com ~all",
      lookups: 5,
      voidLookups: 1,
      atLeast: false,
      sample: false,
      size: { text: 14 + 107 + 3, message: 168 },
      waysOut: [],
      records: [],
    });
    const { tree } = said;
    expect(tree).toMatchObject({ name: "client.example", state: "ok", lookups: 5, voidLookups: 1, octets: 107 });
    expect(tree.terms.map(({ term, service, lookups }) => [term, service, lookups])).toEqual([
      ["ip4:192.0.2.10", undefined, 0],
      ["include:_spf.client.example", undefined, 1],
      ["a:old.client.example", undefined, 1],
      ["include:spf.messagingengine.com", "fastmail", 3],
      ["~all", undefined, 0],
    ]);
    expect(tree.terms[0]?.addresses).toEqual(["192.0.2.10"]);
    const vendor = tree.terms[3]?.node?.terms[0]?.node;
    expect(vendor).toMatchObject({ name: "a.vendor.example", state: "ok", lookups: 1 });
    expect(vendor?.terms.map(({ term, dynamic }) => `${term} ${dynamic}`)).toContain("ptr true");
  });

  test("unknown names, and specs without a plan, keep the form", () => {
    const { tree } = document(on.run("spf", "full.example", "--json")) as { tree: Node };
    expect(tree.terms[0]?.node).toMatchObject({ state: "missing", record: null, terms: [] });
    const broken = document(on.run("spf", "unplanned.example", "--json")) as Record<string, unknown>;
    expect(broken).toMatchObject({ domain: "unplanned.example", record: null, lookups: 0, tree: null });
  });
});

describe("a message", () => {
  const check = (...args: readonly string[]) => on.run("spf", "client.example", "--ip", ...args);

  test("that may pass: the way there, with who brought it", () => {
    const { code, stdout, stderr } = check("203.0.113.65");
    expect([code, stderr]).toEqual([0, ""]);
    expect(stdout).toBe(`pass       203.0.113.65 may send for client.example.
    client.example           include:spf.messagingengine.com  (Fastmail, services[0])
    spf.messagingengine.com  include:a.vendor.example
    a.vendor.example         ip4:203.0.113.64/28              matches
  4 of 10 look-ups, 1 void.
`);
  });

  test("in JSON, with all keys always", () => {
    expect(document(check("192.0.2.10", "--json"))).toEqual({
      result: "pass",
      mechanism: "ip4:192.0.2.10",
      via: ["client.example"],
      lookups: 0,
      voidLookups: 0,
      explanation: null,
      reason: null,
      missing: [],
    });
  });

  test("of another domain that the lock knows, with what that says to those it fails", () => {
    const { code, stdout } = check("192.0.2.1", "--mail-from", "<bounce@Elsewhere.example>");
    expect(code).toBe(0);
    expect(stdout).toContain("fail       192.0.2.1 must not send for elsewhere.example;");
    expect(stdout).toContain("    elsewhere.example  -all  matches\n  The domain says: 192.0.2.1 is none of ours\n");
  });

  test("of another domain of the fleet goes by that domain's plan", () => {
    const { stdout } = check("192.0.2.10", "--mail-from", "a@parked.example");
    expect(stdout).toMatch(/^fail +192\.0\.2\.10 must not send for parked\.example;/);
  });

  test.each<[string, readonly string[], number, string]>([
    [
      "none",
      ["192.0.2.1", "--mail-from", "a@nothing.example"],
      0,
      "SPF says nothing: nothing.example has no SPF record",
    ],
    ["permerror", ["192.0.2.1", "--mail-from", "a@broken.example"], 1, "Receivers cannot use the record"],
    [
      "temperror",
      ["192.0.2.1", "--mail-from", "a@unknown.example"],
      1,
      "No spec leads there, so no lock knows it: TXT unknown.example.",
    ],
    ["none", ["192.0.2.1", "--mail-from", "", "--helo", "nothing.example"], 0, "nothing.example has no SPF record"],
    ["fail", ["::ffff:192.0.2.1", "--mail-from", "a@elsewhere.example"], 0, "192.0.2.1 must not send"],
  ])("%s: %j", (result, args, code, says) => {
    const run = check(...args);
    expect(run.code).toBe(code);
    expect(run.stdout).toMatch(new RegExp(`^${result} `));
    expect(run.stdout).toContain(says);
  });

  test("what a run of lock would bring is named, with the command", () => {
    const { code, stdout } = on.run("spf", "full.example", "--ip", "192.0.2.1");
    expect(code).toBe(1);
    expect(stdout).toContain("Not in dns.lock.json: TXT s0.unknown.example. Run `mailwright lock`.");
  });

  test("what no lock can know is not blamed on it", () => {
    const { stdout } = check("192.0.2.1", "--mail-from", "a@a.vendor.example");
    expect(stdout).toContain("Asked anew for each message, so no lock knows it: PTR 1.2.0.192.in-addr.arpa.");
    expect(stdout).not.toContain("mailwright lock");
  });

  test.each<[string, readonly string[], string]>([
    ["an address that is none", ["192.0.2"], '"192.0.2" is no IP address; give one such as 192.0.2.10.'],
    [
      "a sender that is none",
      ["192.0.2.1", "--mail-from", "foo"],
      '--mail-from "foo" is no mail address; give one such as news@client.example.',
    ],
    [
      "a null sender without HELO",
      ["192.0.2.1", "--mail-from", "<>"],
      "With an empty --mail-from the HELO name is checked; give it with --helo mail.client.example.",
    ],
    [
      "a HELO name that is none",
      ["192.0.2.1", "--mail-from", "", "--helo", "x"],
      '--helo "x" is no host name; give one such as mail.client.example.',
    ],
  ])("%s is one sentence and exit 2", (_, args, says) => {
    expect(check(...args)).toEqual({ code: 2, stdout: "", stderr: `mailwright: ${says}\n` });
  });

  test("text that would steer a terminal is not passed on", () => {
    const { stderr } = check("\u001b[2J");
    expect(stderr).toBe('mailwright: "?[2J" is no IP address; give one such as 192.0.2.10.\n');
  });

  test("its options want an address", () => {
    const { code, stderr } = on.run("spf", "client.example", "--helo", "mail.client.example");
    expect([code, stderr]).toEqual([
      2,
      "mailwright: --mail-from and --helo belong to a message; give the address it comes from with --ip.\n",
    ]);
  });
});
