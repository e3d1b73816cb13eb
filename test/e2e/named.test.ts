/** The name server beside BIND's: the same zone files, thousands of questions, the same answers. */
import { spawn, type ChildProcess } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import type { Served } from "../../src/hosts/serve/answer.ts";
import { respond } from "../../src/hosts/serve/respond.ts";
import { readServedZone } from "../../src/hosts/serve/served-zone.ts";
import { heard, lines, overTcp, overUdp, queryMessage, types, type Heard } from "../hosts/serve/exchange.ts";
import { named } from "../support/named.ts";

const long = (letter: string): string => `"${letter.repeat(250)}" "${letter.repeat(100)}"`;

const zones: Readonly<Record<string, string>> = {
  "client.example": `$TTL 3600
@ 7200 IN SOA ns1 hostmaster 7 7200 3600 1209600 900
@ IN NS ns1
@ IN NS ns.elsewhere.test.
@ IN MX 10 mail
@ IN MX 20 mail.elsewhere.test.
@ IN TXT "v=spf1 include:spf.vendor.test -all"
@ IN TXT "with \\"quotes\\" and \\\\ and \\200\\001"
@ IN CAA 0 issue "ca.test; policy=ev"
ns1 IN A 192.0.2.53
ns1 IN AAAA 2001:db8::53
Mail 300 IN A 192.0.2.25
mail 300 IN A 192.0.2.26
mail IN AAAA 2001:db8::192.0.2.25
_dmarc IN TXT "v=DMARC1; p=none"
s1._domainkey IN CNAME s1.keys.vendor.test.
deep.below.nothing IN A 192.0.2.1
_sip._tcp IN SRV 0 5 5060 mail
box IN HINFO "PDP-11" UNIX
svc IN TYPE65 \\# 3 000100
alias IN CNAME alias2
alias2 IN CNAME mail
dangling IN CNAME not.there
loop IN CNAME loop2
loop2 IN CNAME loop
out IN CNAME www.elsewhere.test.
over IN CNAME www.other.example.
overno IN CNAME nobody.other.example.
towild IN CNAME x.wild
intocut IN CNAME host.cut
*.wild IN TXT "from the wildcard"
*.wild IN MX 5 mail
a.wild IN A 192.0.2.2
b.c.wild IN A 192.0.2.3
*.cwild IN CNAME mail
*.deepwild.x IN A 192.0.2.4
cut IN NS ns1.cut
cut IN NS ns1
cut IN DS 12345 13 2 ${"ab".repeat(32)}
ns1.cut 600 IN A 192.0.2.60
cut2 IN NS ns1.cut
cut2 IN NS ns.elsewhere.test.
host.cut IN A 192.0.2.61
gone IN DNAME other.example.
gone IN TXT "beside a DNAME"
tree IN DNAME cut
odd\\.dot IN TXT "a dot in a label"
odd\\000\\255 IN TXT "octets"
big IN TXT ${long("a")}
big IN TXT ${long("b")}
big IN TXT ${long("c")}
big IN TXT ${long("d")}
middle IN TXT ${long("m")}
middle IN TXT ${long("n")}
`,
  "other.example": `$TTL 60
@ IN SOA localhost. hostmaster 1 2 3 4 500
@ IN NS localhost.
www IN CNAME host
host IN A 192.0.2.70
*.star IN CNAME mail.client.example.
`,
  "sub.other.example": `$TTL 60
@ IN SOA localhost. hostmaster 1 2 3 4 5
@ IN NS localhost.
x IN A 192.0.2.71
`,
};

const folder = mkdtempSync(join(tmpdir(), "mailwright-named-"));
const served: Served = {
  zones: new Map(
    Object.entries(zones).map(([origin, text]) => {
      const { zone } = readServedZone(text, origin);
      return [zone.origin, zone];
    }),
  ),
  locked: new Map(),
};
let bind: ChildProcess;
let port = 0;

beforeAll(async () => {
  port = await freePort();
  for (const [origin, text] of Object.entries(zones)) writeFileSync(join(folder, `${origin}.zone`), text);
  writeFileSync(
    join(folder, "named.conf"),
    `options { directory "${folder}"; pid-file none; session-keyfile none; listen-on port ${port} { 127.0.0.1; };
  listen-on-v6 { none; }; recursion no; dnssec-validation no; minimal-responses yes; max-udp-size 4096; empty-zones-enable no;
  allow-transfer { none; }; notify no; zero-no-soa-ttl no; tcp-clients 100; };
controls { };
${Object.keys(zones)
  .map(origin => `zone "${origin}" { type primary; file "${origin}.zone"; check-names ignore; };`)
  .join("\n")}
`,
  );
  const { bin, env } = named();
  bind = spawn(bin, ["-g", "-n", "1", "-c", join(folder, "named.conf")], { env, stdio: ["ignore", "ignore", "pipe"] });
  await new Promise<void>((resolve, reject) => {
    let said = "";
    bind.stderr?.on("data", chunk => {
      said += String(chunk);
      if (/\brunning\n/.test(said)) resolve();
    });
    bind.once("error", reject);
    bind.once("exit", code => reject(new Error(`named ended with ${code}: ${said}`)));
  });
}, 30_000);

afterAll(async () => {
  if (bind.exitCode === null) {
    const ended = new Promise(resolve => bind.once("exit", resolve));
    bind.kill("SIGTERM");
    await ended;
  }
  rmSync(folder, { recursive: true, force: true });
});

const labelPool = [
  ..."client example other sub wild cwild deepwild cut gone cut2 tree star x a b c below nothing deep * www mail alias big".split(
    " ",
  ),
  ..."alias2 dangling loop out over overno towild intocut ns1 host _dmarc _tcp _sip _domainkey s1 box svc middle nope".split(
    " ",
  ),
  "odd.dot",
  "odd\0\xff",
  "k".repeat(63),
];
const owners = Object.entries(zones).flatMap(([origin, text]) =>
  [...text.matchAll(/^(\S+) /gm)]
    .map(match => match[1] as string)
    .filter(name => !/^[@$]|\\/.test(name))
    .map(name => [...name.split("."), ...origin.split(".")]),
);
const label = fc.constantFrom(...labelPool);
const someName = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(...owners) },
  {
    weight: 2,
    arbitrary: fc.tuple(fc.array(label, { maxLength: 2 }), fc.constantFrom(...owners)).map(([a, b]) => [...a, ...b]),
  },
  { weight: 2, arbitrary: fc.array(label, { maxLength: 4 }).map(a => [...a, "client", "example"]) },
  { weight: 1, arbitrary: fc.array(label, { maxLength: 4 }).map(a => [...a, "other", "example"]) },
  { weight: 1, arbitrary: fc.array(label, { maxLength: 3 }) },
);
const inOddCase = fc
  .tuple(someName, fc.infiniteStream(fc.boolean()))
  .map(([labels, coin]) =>
    labels.map(one => [...one].map(c => (coin.next().value ? c.toUpperCase() : c.toLowerCase())).join("")),
  )
  .filter(labels => labels.every(one => /^[\0-\xff]*$/.test(one)));
const type = fc.constantFrom(
  ...Object.entries(types)
    .filter(([key]) => key !== "ANY")
    .map(([, value]) => value),
  99,
  257,
  1234,
);

/** What must be the same; the order of records is free, and so is what comes along with an answer that is whole without it. */
function essence({ packet }: Heard): object {
  return {
    rcode: packet.rcode,
    aa: packet.flag_aa,
    question: packet.questions,
    answers: lines(packet.answers),
    authorities: lines(packet.authorities),
    additionals: packet.answers?.length === 0 ? lines(packet.additionals) : [],
  };
}

/**
 * The zones that a name stands in. Without recursion named ends a chain of aliases where it leaves the zone of the question,
 * even for another zone of its own; RFC 1034 §4.3.2 goes on there, and so does this server.
 */
function around(labels: readonly string[]): Served {
  const name = `.${labels.join(".").toLowerCase()}`;
  const origins = Object.keys(zones).filter(origin => name.endsWith(`.${origin}`));
  return {
    ...served,
    zones: new Map([...served.zones].filter((_, index) => origins.includes(Object.keys(zones)[index] ?? ""))),
  };
}

describe("beside BIND's named", () => {
  test("all of the zones is served", () => {
    expect(Object.entries(zones).flatMap(([origin, text]) => readServedZone(text, origin).notes)).toEqual([]);
  });

  test("3,000 random questions over TCP", async () => {
    const questions = fc.sample(fc.tuple(inOddCase, type), { numRuns: 3000, seed: 20261124 });
    const messages = questions.map(([labels, number], id) => queryMessage(labels, number, { id, payload: 4096 }));
    const theirs = new Map<number, Buffer>();
    for (let at = 0; at < messages.length; at += 100) {
      for (const one of await overTcp(port, messages.slice(at, at + 100))) theirs.set(one.readUInt16BE(0), one);
    }
    const kinds = new Map<string, number>();
    for (const [id, message] of messages.entries()) {
      const [ours, other] = [
        heard(respond(around(questions[id]?.[0] ?? []), message, "tcp") as Uint8Array),
        heard(theirs.get(id) as Buffer),
      ];
      expect({ asked: questions[id], ...essence(ours) }).toEqual({ asked: questions[id], ...essence(other) });
      const kind = `${ours.packet.rcode} ${ours.packet.flag_aa} ${ours.packet.answers?.length === 0 ? "none" : "some"}`;
      kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
    }
    // Each kind of answer was met often enough to have been compared.
    for (const kind of [
      "NOERROR true some",
      "NOERROR true none",
      "NOERROR false none",
      "NXDOMAIN true none",
      "REFUSED false none",
    ]) {
      expect([kind, (kinds.get(kind) ?? 0) > 50]).toEqual([kind, true]);
    }
  }, 60_000);

  test.each([undefined, 0, 512, 700, 1232, 4096])(
    "the same answers are cut over UDP with payload size %s",
    async payload => {
      for (const owner of ["big", "middle", "mail", "_dmarc"]) {
        const message = queryMessage([owner, "client", "example"], types.TXT, payload === undefined ? {} : { payload });
        const [ours, theirs] = [
          heard(respond(served, message, "udp") as Uint8Array),
          heard(await overUdp(port, message)),
        ];
        expect([owner, ours.packet.flag_tc]).toEqual([owner, theirs.packet.flag_tc]);
        if (!ours.packet.flag_tc) expect(essence(ours)).toEqual(essence(theirs));
      }
    },
  );

  test.each([
    ["EDNS version 1", queryMessage(["client", "example"], types.A, { payload: 1232, version: 1 })],
    ["an opcode nobody has", queryMessage(["client", "example"], types.A, { flags: 0x7000 })],
    ["two OPT records", doubled()],
    ["no question", Buffer.from("123400000000000000000000", "hex")],
    ["octets behind the end", Buffer.concat([queryMessage(["client", "example"], types.A), Buffer.from([0])])],
    ["a question that ends early", queryMessage(["client", "example"], types.A).subarray(0, -1)],
    ["AXFR", queryMessage(["client", "example"], 252)],
    ["type OPT", queryMessage(["client", "example"], 41)],
    ["type MAILB", queryMessage(["client", "example"], 253)],
  ])("%s is refused in the same way", async (_, message) => {
    const ours = heard(respond(served, message, "udp") as Uint8Array);
    const theirs = heard(await overUdp(port, message));
    expect(essence(ours)).toEqual({ ...essence(theirs), question: ours.packet.questions });
  });
});

function doubled(): Buffer {
  const message = Buffer.concat([
    queryMessage(["client", "example"], types.A, { payload: 1232 }),
    Buffer.from("0000290200000000000000", "hex"),
  ]);
  message.writeUInt16BE(2, 10);
  return message;
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>(done => server.listen(0, "127.0.0.1", done));
  const { port: free } = server.address() as { port: number };
  await new Promise(done => server.close(done));
  return free;
}
