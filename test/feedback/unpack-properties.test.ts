import { deflateSync, gzipSync } from "node:zlib";
import { beforeAll, expect, test } from "@jest/globals";
import fc from "fast-check";
import { JSON_REPORT, XML, cut, mail, mboxOf, rawZip, unpackAll, zip64Of, zipOf } from "../support/containers.ts";

/** Sound containers of each kind, from which broken ones are made. */
let containers: readonly Buffer[];

beforeAll(async () => {
  const gzip = gzipSync(XML);
  const zip = await zipOf({ "a.xml": XML, "b.gz": gzip, "c.json": JSON_REPORT });
  const message = mail([
    { type: "text/plain", content: "Hello", encoding: "quoted-printable" },
    { type: "application/zip", content: zip, filename: "report.zip" },
    { type: "message/rfc822", content: mail([{ type: "application/gzip", content: gzip }]), encoding: "8bit" },
  ]);
  containers = [
    Buffer.from(XML),
    Buffer.from(JSON_REPORT),
    gzip,
    deflateSync(XML),
    zip,
    await zipOf({ "a.xml": XML }, true),
    await zip64Of("a.xml", XML),
    rawZip([{ name: "a.xml", content: XML, method: 0 }]),
    gzipSync(zip),
    message,
    mboxOf([message, message]),
    gzipSync(mboxOf([message])),
    Buffer.from(gzip.toString("base64")),
  ];
});

const mutation = fc.oneof(
  fc.record({ kind: fc.constant("set" as const), at: fc.nat(), octet: fc.nat(255) }),
  fc.record({ kind: fc.constant("cut" as const), at: fc.nat(), length: fc.nat(64) }),
  fc.record({ kind: fc.constant("insert" as const), at: fc.nat(), octets: fc.uint8Array({ maxLength: 20 }) }),
  fc.record({ kind: fc.constant("repeat" as const), at: fc.nat(), length: fc.nat(200) }),
  fc.record({ kind: fc.constant("end" as const), at: fc.nat() }),
);

function mutated(octets: Buffer, how: typeof mutation extends fc.Arbitrary<infer T> ? T : never): Buffer {
  const at = how.at % (octets.length + 1);
  const [before, after] = [octets.subarray(0, at), octets.subarray(at)];
  switch (how.kind) {
    case "set":
      return Buffer.concat([before, Buffer.from([how.octet]), after.subarray(1)]);
    case "cut":
      return Buffer.concat([before, after.subarray(how.length)]);
    case "insert":
      return Buffer.concat([before, how.octets, after]);
    case "repeat":
      return Buffer.concat([before, after.subarray(0, how.length), after]);
    case "end":
      return Buffer.from(before);
  }
}

test("whatever is broken, something comes of it and nothing is thrown", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.nat(),
      fc.array(mutation, { minLength: 1, maxLength: 6 }),
      fc.integer({ min: 1, max: 3_000 }),
      async (which, mutations, size) => {
        const sound = containers[which % containers.length] as Buffer;
        const broken = mutations.reduce(mutated, sound);
        const { documents, rejected } = await unpackAll(cut(broken, size));
        expect(documents.length + rejected.length).toBeGreaterThan(0);
        for (const { reason } of rejected) expect(reason).toMatch(/^[A-Z].*\.$/);
        for (const { source } of [...documents, ...rejected]) expect(source).not.toMatch(/[\x00-\x1f\x7f-\x9f]/);
      },
    ),
    { numRuns: 2_000 },
  );
}, 60_000);

test("random octets are refused in one sentence", async () => {
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 2_000 }), async octets => {
      const { documents, rejected } = await unpackAll([octets]);
      expect(documents.length + rejected.length).toBe(1);
    }),
  );
});

test("how octets are cut into pieces changes nothing", async () => {
  for (const container of containers) {
    const whole = await unpackAll([container]);
    expect(whole.documents.length).toBeGreaterThan(0);
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: container.length }), async size => {
        expect(await unpackAll(cut(container, size))).toEqual(whole);
      }),
      { numRuns: 20 },
    );
  }
});
