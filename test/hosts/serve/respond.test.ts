/** Messages as octets: headers, EDNS, sizes, and what hostile clients send. */
import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import type { Served } from "../../../src/hosts/serve/answer.ts";
import { respond } from "../../../src/hosts/serve/respond.ts";
import { readServedZone } from "../../../src/hosts/serve/served-zone.ts";
import { heard, queryMessage, types, type Asking, type Heard } from "./exchange.ts";

const texts = (count: number): string =>
  Array.from({ length: count }, (_, n) => `IN TXT "${String(n).padStart(200, ".")}"`).join("\n    ");
const { zone } = readServedZone(
  `$TTL 60
@ IN SOA ns hostmaster 1 2 3 4 5
  IN NS ns
mx IN MX 10 mail
two ${texts(2)}
six ${texts(6)}
forty ${texts(40)}
huge ${texts(400)}
`,
  "client.example",
);
const served: Served = { zones: new Map([[zone.origin, zone]]), locked: new Map() };

function ask(label: string, over: "udp" | "tcp", asking: Asking = {}): Heard {
  return heard(respond(served, queryMessage([label, "client", "example"], types.TXT, asking), over) as Uint8Array);
}

function opt({
  packet,
}: Heard): { ednsVersion: number; extendedRcode: number; udpPayloadSize: number; flags: number } | undefined {
  return packet.additionals?.find(one => one.type === "OPT") as ReturnType<typeof opt>;
}

describe("the header", () => {
  test("id, RD and CD come back; RA and AD are never set", () => {
    const octets = respond(
      served,
      queryMessage(["two", "client", "example"], 16, { id: 0xbeef, flags: 0x01b0 }),
      "udp",
    ) as Buffer;
    expect(octets.readUInt16BE(0)).toBe(0xbeef);
    expect(octets.readUInt16BE(2).toString(16)).toBe("8510");
  });

  test("a response is never answered, nor is less than a header", () => {
    const response = queryMessage(["two", "client", "example"], 16, { flags: 0x8000 });
    expect(respond(served, response, "udp")).toBeUndefined();
    expect(respond(served, queryMessage([], 16).subarray(0, 11), "udp")).toBeUndefined();
    expect(respond(served, Buffer.alloc(0), "tcp")).toBeUndefined();
  });

  test.each([1, 2, 4, 5, 6, 15])("opcode %s is not implemented, and comes back", opcode => {
    const { packet } = ask("two", "udp", { flags: opcode << 11 });
    expect([packet.rcode, ((packet.flags ?? 0) >> 11) & 0xf, packet.flag_aa]).toEqual(["NOTIMP", opcode, false]);
  });

  test.each([0, 2, 65_535])("%s questions are a format error (RFC 9619 §4)", count => {
    const message = queryMessage(["two", "client", "example"], 16);
    message.writeUInt16BE(count, 4);
    expect(heard(respond(served, message, "udp") as Uint8Array).packet.rcode).toBe("FORMERR");
  });

  test.each<[string, Buffer]>([
    ["a pointer in the question", Buffer.from("0001000000010000000000000c00c00000100001", "hex")],
    ["a question pointing at itself", Buffer.from("000100000001000000000000c00c00100001", "hex")],
    ["a label longer than the message", Buffer.from("0001000000010000000000003f6100", "hex")],
    ["a label of a kind that is not used", Buffer.from("000100000001000000000000806100", "hex")],
    ["a name of 256 octets", queryMessage(["k".repeat(63), "k".repeat(63), "k".repeat(63), "k".repeat(62)], 16)],
    ["no type", queryMessage(["two", "client", "example"], 16).subarray(0, -4)],
    ["a record that is not there", bumped(10)],
  ])("%s is a format error", (_, message) => {
    expect(heard(respond(served, message, "udp") as Uint8Array).packet.rcode).toBe("FORMERR");
  });
});

function bumped(at: number): Buffer {
  const message = queryMessage(["two", "client", "example"], 16);
  message.writeUInt16BE(1, at);
  return message;
}

describe("EDNS (RFC 6891)", () => {
  test("is answered where it is asked, and only there", () => {
    expect(opt(ask("two", "udp"))).toBeUndefined();
    expect(opt(ask("two", "udp", { payload: 4096, dnssecOk: true }))).toMatchObject({
      ednsVersion: 0,
      extendedRcode: 0,
      udpPayloadSize: 1232,
      flags: 0x8000,
    });
    expect(opt(ask("none", "udp", { payload: 512 }))).toMatchObject({ flags: 0 });
  });

  test("a version that is not known is BADVERS, with none of the data (§6.1.3)", () => {
    const answer = ask("two", "udp", { payload: 4096, version: 1 });
    expect(opt(answer)).toMatchObject({ ednsVersion: 0, extendedRcode: 1 });
    expect([answer.packet.rcode, answer.packet.answers]).toEqual(["NOERROR", []]);
  });

  test("two OPT records, or one in the wrong section or at another name, are a format error (§6.1.1)", () => {
    const one = queryMessage(["two", "client", "example"], 16, { payload: 1232 });
    const two = Buffer.concat([one, one.subarray(-11)]);
    two.writeUInt16BE(2, 10);
    const moved = Buffer.from(one);
    moved.writeUInt16BE(1, 6);
    moved.writeUInt16BE(0, 10);
    const named = Buffer.concat([one.subarray(0, -11), Buffer.from("0161", "hex"), one.subarray(-11)]);
    for (const message of [two, moved, named]) {
      expect(heard(respond(served, message, "udp") as Uint8Array).packet.rcode).toBe("FORMERR");
    }
  });
});

describe("sizes", () => {
  test.each<[string, number | undefined, boolean]>([
    ["two", undefined, false],
    ["six", undefined, true],
    ["six", 512, true],
    ["six", 100, true],
    ["six", 1232, true],
    ["six", 1400, false],
    ["six", 65_535, false],
    // Above 4,096 octets, whatever the client says.
    ["forty", 65_535, true],
  ])("%s with payload size %s over UDP: cut is %s", (label, payload, cut) => {
    const { packet, octets } = ask(label, "udp", payload === undefined ? {} : { payload });
    expect([packet.flag_tc, octets.length <= Math.min(4096, Math.max(512, payload ?? 0))]).toEqual([cut, true]);
    if (cut)
      expect([packet.rcode, packet.answers, opt({ packet, octets }) !== undefined]).toEqual([
        "NOERROR",
        [],
        payload !== undefined,
      ]);
  });

  test("whole over TCP; SERVFAIL above what a TCP message can hold", () => {
    const { packet, octets } = ask("forty", "tcp");
    expect([packet.flag_tc, packet.answers?.length, octets.length > 8000]).toEqual([false, 40, true]);
    expect(ask("huge", "tcp").packet).toMatchObject({ rcode: "SERVFAIL", answers: [], flag_tc: false });
  });

  test("names are compressed whatever their case", () => {
    const odd = heard(respond(served, queryMessage(["MX", "Client", "EXAMPLE"], types.MX), "tcp") as Uint8Array);
    // Header, question, and the record: a pointer, ten octets, the preference, `mail` and a pointer.
    expect(odd.octets).toHaveLength(12 + 23 + 2 + 10 + 2 + 5 + 2);
  });

  test("behind 16,383 octets, where no pointer reaches, names are written out", () => {
    const targets = Array.from({ length: 1500 }, (_, n) => `a${n}.shared${Math.floor(n / 2)}.test`);
    const far = readServedZone(
      `$TTL 60\n@ IN SOA ns h 1 2 3 4 5\n@ IN NS ns\n${targets.map(one => `@ IN MX 1 ${one}.`).join("\n")}\n`,
      "e.test",
    ).zone;
    const zones = new Map([[far.origin, far]]);
    const { packet } = heard(
      respond({ zones, locked: new Map() }, queryMessage(["e", "test"], types.MX), "tcp") as Uint8Array,
    );
    expect(packet.answers?.map(one => (one as unknown as { data: { exchange: string } }).data.exchange)).toEqual(
      targets,
    );
  });

  test("an answer exactly as long as the limit is not cut", () => {
    const { octets } = ask("six", "tcp", { payload: 4096 });
    expect(ask("six", "udp", { payload: octets.length }).packet.flag_tc).toBe(false);
    expect(ask("six", "udp", { payload: octets.length - 1 }).packet.flag_tc).toBe(true);
  });
});

describe("hostile messages", () => {
  const seed = queryMessage(["two", "client", "example"], 16, { payload: 4096 });
  const hostile = fc.oneof(
    fc.uint8Array({ maxLength: 600 }),
    // A sound header with anything behind it.
    fc
      .uint8Array({ maxLength: 300 })
      .map(rest => Buffer.concat([Buffer.from("000100000001000000000001", "hex"), rest])),
    // A sound query with a few octets changed, or cut off.
    fc
      .tuple(fc.array(fc.tuple(fc.nat(seed.length - 1), fc.nat(255)), { maxLength: 6 }), fc.nat(seed.length))
      .map(([changes, length]) => {
        const message = Buffer.from(seed);
        for (const [at, octet] of changes) message[at] = octet;
        return message.subarray(0, length);
      }),
  );

  test("2,000 random ones: none throws, none takes long, each answer is a response to that id that can be read", () => {
    const answered = { all: 0, some: 0 };
    fc.assert(
      fc.property(hostile, fc.constantFrom("udp" as const, "tcp" as const), (message, over) => {
        const started = performance.now();
        const answer = respond(served, message, over);
        expect(performance.now() - started).toBeLessThan(2000);
        answered.all += 1;
        if (answer === undefined) return;
        answered.some += 1;
        const octets = Buffer.from(answer);
        expect(octets.readUInt16BE(0)).toBe(Buffer.from(message).readUInt16BE(0));
        expect(octets[2]! & 0x80).toBe(0x80);
        if (over === "udp") expect(octets.length).toBeLessThanOrEqual(4096);
        heard(octets);
      }),
      { numRuns: 2000 },
    );
    expect(answered.some).toBeGreaterThan(500);
    expect(answered.some).toBeLessThan(answered.all);
  });
});
