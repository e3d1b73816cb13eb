/** `mailwright verify` as people run it: a process of its own that asks a resolver and name servers on loopback. */
import { afterEach, describe, expect, test } from "@jest/globals";
import { parkedText } from "./parked-text.ts";
import { folder, specText } from "../../support/cli.ts";
import { dnsServer, type Zone, type ZoneName } from "../../support/dns-server.ts";
import { startServe } from "../../support/serve.ts";
import { edited } from "../../support/internet.ts";
import { clientText, verifyFleet, type VerifyFleet } from "./verify-fleet.ts";

let fleet: VerifyFleet;
afterEach(() => fleet.close());

const [one, two] = ["client.example", "other.example"];
const specs = { [one]: clientText(one), [two]: parkedText(two) };
const asPlanned = (zone: Zone) => ({ zone });
const changed = (names: Readonly<Record<string, ZoneName | undefined>>) => (zone: Zone) => ({
  zone: edited(zone, names),
});
const brief = (drift: VerifyFleet["json"] extends (...args: never[]) => Promise<{ drift: infer D }> ? D : never) =>
  drift.map(({ domain, name, type, kind, causeId }) => `${domain}: ${kind} ${name} ${type} ${causeId ?? ""}`.trim());

describe("at the zones' own name servers", () => {
  test("nothing differs: exit 0, one line a domain, and every RRset was asked of every server", async () => {
    fleet = await verifyFleet({ specs, servers: { "ns1.dns.example": asPlanned, "ns2.dns.example": asPlanned } });
    expect(await fleet.verify()).toEqual({
      code: 0,
      stderr: "",
      stdout: `client.example  as planned  5 RRsets at ns1.dns.example, ns2.dns.example
other.example  as planned  4 RRsets at ns1.dns.example, ns2.dns.example

2 domains as planned.
`,
    });
    const asked = fleet.servers["ns2.dns.example"]?.asked ?? [];
    expect(asked).toEqual(fleet.servers["ns1.dns.example"]?.asked);
    expect(asked).toEqual(
      expect.arrayContaining([
        "udp SOA client.example",
        "udp TXT client.example",
        "udp MX client.example",
        "udp TXT _dmarc.client.example",
        "udp CNAME s1._domainkey.client.example",
        "udp CNAME s2._domainkey.client.example",
        "udp CNAME em1234.client.example",
        "udp TXT *._report._dmarc.client.example",
        "udp TXT *.client.example",
        "udp TXT *._domainkey.other.example",
      ]),
    );
    // The resolver says where the servers are, and nothing else.
    expect(fleet.resolver.asked.filter(question => !/ (NS|A|AAAA) /.test(question))).toEqual([]);
    expect(await fleet.verify("--json", one)).toMatchObject({
      code: 0,
      stdout: '{\n  "drift": [],\n  "notes": []\n}\n',
    });
  });

  test("drift: exit 1, in a block for people and in the contract's JSON", async () => {
    const names = {
      "_dmarc.client.example": { TXT: ["v=DMARC1; p=none; rua=mailto:0a1b@dmarc-reports.cloudflare.net"] },
      "s1._domainkey.client.example": { A: ["192.0.2.77"] },
      "em1234.client.example": undefined,
    };
    fleet = await verifyFleet({
      specs,
      servers: { "ns1.dns.example": changed(names), "ns2.dns.example": changed(names) },
    });
    const { run, drift } = await fleet.json(one);
    expect(run.code).toBe(1);
    expect(drift.find(({ kind }) => kind === "missing")).toEqual({
      domain: one,
      name: "em1234.client.example",
      type: "CNAME",
      kind: "missing",
      expected: ["u1234567.wl123.sendgrid.net"],
      found: [],
      servers: ["ns1.dns.example", "ns2.dns.example"],
      advice: "revert",
      fix: expect.stringContaining("mailwright up"),
    });
    expect(brief(drift)).toEqual([
      `${one}: different _dmarc.${one} TXT cloudflare-dmarc-management`,
      `${one}: different s1._domainkey.${one} CNAME cloudflare-proxied`,
      `${one}: missing em1234.${one} CNAME`,
    ]);
    const { code, stdout } = await fleet.verify();
    expect(code).toBe(1);
    expect(stdout).toContain(`
  different  _dmarc.client.example TXT
             planned  v=DMARC1; p=quarantine; rua=mailto:dmarc@client.example
             found    v=DMARC1; p=none; rua=mailto:0a1b@dmarc-reports.cloudflare.net
             why      Cloudflare DMARC Management added its report address (0a1b@dmarc-reports.cloudflare.net), and the policy is p=none where p=quarantine is declared.
             fix      Revert: `);
    expect(stdout).toMatch(/\n\n1 of 2 domains not as planned, 3 differences\.\n$/);
  });

  test("one server that is dead loses nothing of the others", async () => {
    const names = { "_dmarc.client.example": { TXT: ["v=DMARC1; p=none; rua=mailto:dmarc@client.example"] } };
    fleet = await verifyFleet({
      specs,
      servers: {
        "ns1.dns.example": zone => ({ zone, dead: true }),
        "ns2.dns.example": changed(names),
      },
    });
    const begin = Date.now();
    const { drift } = await fleet.json();
    expect(brief(drift)).toEqual([
      `${one}: unreachable ${one} NS server-silent`,
      `${one}: different _dmarc.${one} TXT dmarc-looser`,
      `${two}: unreachable ${two} NS server-silent`,
    ]);
    // Three tries of two seconds, once for both.
    expect(Date.now() - begin).toBeLessThan(12_000);
    // People read of a dead server once, not once a domain.
    const { stdout } = await fleet.verify();
    expect(stdout.match(/does not answer/g)).toHaveLength(1);
    expect(stdout).toContain("other.example  as planned where asked  4 RRsets at ns2.dns.example\n");
    expect(stdout).toMatch(/\nns1\.dns\.example does not answer \(no answer\), for 2 domains\./);
  }, 30_000);

  test("an old copy at one server is told from drift", async () => {
    fleet = await verifyFleet({
      specs,
      servers: {
        "ns1.dns.example": asPlanned,
        "ns2.dns.example": changed({
          "client.example": { SOA: 2025010101, TXT: ["v=spf1 -all"] },
        }),
      },
    });
    const { drift } = await fleet.json(one);
    expect(drift).toHaveLength(1);
    expect(drift[0]).toMatchObject({ servers: ["ns2.dns.example"], causeId: "servers-disagree" });
    expect((await fleet.verify(one)).stdout).toContain("  at       ns2.dns.example\n");
  });

  test("a lame server, an unanswered question, a zone that nobody delegates", async () => {
    fleet = await verifyFleet({
      specs,
      undelegated: [two],
      servers: {
        "ns1.dns.example": zone => ({ zone, authorityFor: ["elsewhere.example"] }),
        "ns2.dns.example": changed({ "_dmarc.client.example": { fail: "SERVFAIL" } }),
      },
    });
    const { run, drift } = await fleet.json();
    expect(run.code).toBe(1);
    expect(brief(drift)).toEqual([
      `${one}: unreachable ${one} NS lame-server`,
      `${one}: unreachable ${one} NS answers-missing`,
      `${two}: unreachable ${two} NS not-delegated`,
    ]);
    expect(drift[1]?.found).toEqual(["TXT _dmarc.client.example: SERVFAIL"]);
  });

  test("an answer that does not fit into UDP is read whole, over TCP", async () => {
    const strings = Array.from({ length: 12 }, (_, index) => `vendor${index}-verification=${"x".repeat(120)}`);
    fleet = await verifyFleet({
      specs,
      servers: {
        "ns1.dns.example": zone => ({
          zone: edited(zone, { [one]: { ...zone[one], TXT: [...(zone[one]?.TXT ?? []), ...strings] } }),
        }),
      },
    });
    const { run, drift } = await fleet.json(one);
    expect([run.code, drift]).toEqual([0, []]);
    expect((JSON.parse(run.stdout) as { notes: unknown[] }).notes).toHaveLength(12);
    expect(fleet.servers["ns1.dns.example"]?.asked).toContain("tcp TXT client.example");
  });

  test("nothing in a zone steers the terminal", async () => {
    fleet = await verifyFleet({
      specs,
      servers: {
        "ns1.dns.example": changed({ "_dmarc.client.example": { TXT: ["v=DMARC1; p=none\u001b[2J\u202e"] } }),
      },
    });
    const { stdout } = await fleet.verify(one);
    expect(stdout).toContain("v=DMARC1; p=none?[2J?");
    expect((await fleet.json(one)).run.stdout).not.toMatch(/[\u001b\u202e]/);
  });
});

describe("--resolver", () => {
  test("asks that server alone, as a resolver", async () => {
    fleet = await verifyFleet({ specs, servers: { "ns1.dns.example": asPlanned } });
    const alone = await dnsServer(
      edited(fleet.servers["ns1.dns.example"]?.zone ?? {}, { "s2._domainkey.client.example": undefined }),
    );
    const { run, drift } = await fleet.json("--resolver", alone.address, one);
    await alone.close();
    expect([run.code, brief(drift)]).toEqual([1, [`${one}: missing s2._domainkey.${one} CNAME`]]);
    expect(drift[0]?.servers).toEqual([alone.address]);
    expect(fleet.resolver.asked).toEqual([]);
    // A cache's TTLs count down: they are no note.
    expect((JSON.parse(run.stdout) as { notes: unknown[] }).notes).toEqual([]);
  });

  test("may be mailwright serve, which says what the plan says before anything is applied", async () => {
    fleet = await verifyFleet({ specs, servers: { "ns1.dns.example": asPlanned } });
    const serving = await startServe([], fleet.path);
    const at = `127.0.0.1:${serving.port}`;
    const result = await fleet.verify("--json", "--resolver", at);
    await serving.stop();
    expect(result).toEqual({ code: 0, stderr: "", stdout: '{\n  "drift": [],\n  "notes": []\n}\n' });
  });

  test("that nobody listens at: exit 2, one sentence", async () => {
    fleet = await verifyFleet({ specs, servers: { "ns1.dns.example": asPlanned } });
    expect(await fleet.verify("--json", "--resolver", "127.0.0.1:1")).toEqual({
      code: 2,
      stdout: "",
      stderr:
        "mailwright: Nothing was heard of 2 domains from 127.0.0.1:1 (nobody listens there); nothing is known of drift.\n",
    });
    expect((await fleet.verify("--resolver", "dns.example")).stderr).toMatch(/is no address of a DNS resolver/);
  });
});

describe("what cannot be compared", () => {
  test("an unknown domain: exit 2", async () => {
    fleet = await verifyFleet({ specs, servers: { "ns1.dns.example": asPlanned } });
    expect(await fleet.verify("nobody.example")).toMatchObject({ code: 2, stdout: "" });
  });

  test("a spec with errors is said, and is not clean", async () => {
    fleet = await verifyFleet({
      specs: { ...specs, "broken.example": specText("broken.example", "ttl: 'soon',") },
      servers: { "ns1.dns.example": asPlanned },
    });
    const { code, stderr, stdout } = await fleet.verify();
    expect(code).toBe(1);
    expect(stdout).toMatch(/2 domains as planned\.\n$/);
    expect(stderr).toBe(
      "warning: broken.example is not verified, since its spec has errors; mailwright check lists them.\n",
    );
  });

  test("a plan that errors have made holes in: what it lacks is not called too much", async () => {
    const holed = clientText(one).replace("services: [", 'spf: { terms: ["ip4:192.0.2.300"] },\n  services: [');
    fleet = await verifyFleet({
      specs: { [one]: holed },
      servers: { "ns1.dns.example": changed({ [one]: { SOA: 1, TXT: ["v=spf1 ip4:192.0.2.10 ~all"] } }) },
    });
    const { code, stderr, stdout } = await fleet.verify();
    expect([code, stdout]).toEqual([1, expect.stringMatching(/\n1 domain as planned\.\n$/)]);
    expect(stderr).toBe(
      `warning: what stands at ${one} and is not planned is not said, since its spec has errors; mailwright check lists them.\n`,
    );
  });

  test("no way to any name server: exit 2", async () => {
    fleet = await verifyFleet({ specs, servers: { "ns1.dns.example": asPlanned } });
    const nowhere = folder({ "client.example.ts": specText(one) });
    fleet.resolver.zone = { "client.example": { fail: "SERVFAIL" } };
    const { code, stdout, stderr } = await fleet.run(["verify"], nowhere.path);
    nowhere.remove();
    expect([code, stdout]).toEqual([2, ""]);
    expect(stderr).toMatch(
      /^mailwright: Nothing was heard of client\.example from any name server \(.+\); nothing is known of drift\.\n$/,
    );
  });
});
