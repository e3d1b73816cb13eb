import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import * as fs from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createRecordHandlers } from "../../../src/hosts/zonefile/record-handlers.ts";
import { createZoneStore } from "../../../src/hosts/zonefile/zone-store.ts";

const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
const HEAD = "$TTL 1h\n@ SOA ns1 host 2026112400 2 3 4 5\n";
const HEAD_NEXT = HEAD.replace("2026112400", "2026112401");

let base: string;
let file: string;

beforeEach(async () => {
  base = await fs.mkdtemp(join(tmpdir(), "zone-handlers-"));
  await fs.mkdir(join(base, "zones"));
  file = join(base, "zones", "client.example.zone");
});
afterEach(() => fs.rm(base, { recursive: true, force: true }));

/** A run of the engine: a process of its own, so that nothing is remembered but the file. */
const run = () =>
  createRecordHandlers({
    store: createZoneStore(),
    baseDirectory: base,
    now: () => new Date("2026-11-24T10:00:00Z"),
  });
const seed = (lines: string) => fs.writeFile(file, HEAD + lines, "latin1");
const text = () => fs.readFile(file, "latin1");

const spf = {
  directory: "zones",
  zone: "client.example",
  name: "client.example",
  type: "TXT",
  ttl: 300,
  content: "v=spf1 -all",
  label: "client.example/TXT/spf",
};
const dmarc = {
  ...spf,
  name: "_dmarc.client.example",
  content: "v=DMARC1; p=none",
  label: "_dmarc.client.example/TXT/dmarc",
};
const cname = {
  ...spf,
  name: "s1.client.example",
  type: "CNAME",
  content: "s1.provider.example",
  label: "s1.client.example/CNAME",
};
const SPF_LINE = `client.example. 300 IN TXT "v=spf1 -all" ; mailwright client.example/TXT/spf\n`;
const SPF_ID = "client.example/client.example/TXT/client.example/TXT/spf";

describe("check looks into the zone of a record that is not in state yet", () => {
  it.each([
    [
      "CNAME beside foreign data",
      `s1 A 192.0.2.1\n`,
      cname,
      "a CNAME cannot stand beside the A record (RFC 1034 §3.6.2) at s1.client.example",
    ],
    ["CNAME beside a foreign CNAME", `s1 CNAME other\n`, cname, "there is already a CNAME (RFC 2181 §10.1)"],
    [
      "data beside a foreign CNAME",
      `@ CNAME other\n`,
      spf,
      "no TXT record can stand beside the CNAME (RFC 1034 §3.6.2)",
    ],
    [
      "second SPF",
      `@ TXT "V=SPF1 ~all"\n`,
      spf,
      "there is already an SPF record, and two are an error (RFC 7208 §3.2)",
    ],
    [
      "second DMARC",
      `_dmarc TXT "v = DMARC1;p=none"\n`,
      dmarc,
      "there is already a DMARC record, and two count as none (RFC 9989 §4.10.1)",
    ],
    [
      "identical",
      `@ TXT "v=spf1 " "-all"\n`,
      spf,
      `the same TXT record already stands at client.example, and mailwright did not write line 3 of the zone file of client.example; import it with id ${SPF_ID} or remove it.`,
    ],
    [
      "broken file",
      `@ TXT "open\n`,
      spf,
      "the zone file of client.example: line 3: a quoted string does not end on its line.",
    ],
  ])("%s: refused", async (_name, lines, record, reason) => {
    await seed(lines);
    const faults = await run().check(undefined, record);
    expect(faults).toHaveLength(1);
    expect(faults[0]?.reason).toContain(reason);
    expect(await text()).toBe(HEAD + lines);
  });

  it.each([
    ["no file yet", undefined, spf],
    ["an unknown string at the name", `@ TXT "google-site-verification=abc"\n`, spf],
    ["v=spf10 is no SPF record (RFC 7208 §4.5)", `@ TXT "v=spf10"\n`, spf],
    ["SPF at another name", `a TXT "v=spf1 -all"\n`, spf],
    ["a DMARC string that stands at no _dmarc name", `@ TXT "v=DMARC1"\n`, { ...dmarc, name: "client.example" }],
    ["our own mark", SPF_LINE.replace("-all", "~all"), spf],
    ["DNSSEC data beside a CNAME (RFC 4035 §2.5)", `s1 RRSIG A 8 2 3 4 5 6 x. y\n`, cname],
    ["a type that is not ours", `@ A 192.0.2.1\n`, spf],
  ])("%s: allowed", async (_name, lines, record) => {
    if (lines !== undefined) await seed(lines);
    expect(await run().check({}, record)).toEqual([]);
  });

  it("lets in what is in state already, and what is not known yet", async () => {
    await seed(`@ TXT "v=spf1 ~all"\n`);
    expect(await run().check(spf, spf)).toEqual([]);
    expect(await run().check(undefined, { ...spf, content: UNKNOWN })).toEqual([]);
  });
});

describe("create", () => {
  it("appends, raises the serial and answers with id and outputs", async () => {
    await seed(`@ TXT "foreign"\n`);
    const state = await run().create(spf, false);
    expect(state).toEqual({ id: SPF_ID, inputs: spf, properties: { ...spf, marked: true } });
    expect(await text()).toBe(`${HEAD_NEXT}@ TXT "foreign"\n${SPF_LINE}`);
  });

  it("writes nothing in a preview, known or not", async () => {
    await seed("");
    expect(await run().create(spf, true)).toMatchObject({ id: SPF_ID });
    expect(await run().create({ ...spf, content: UNKNOWN }, true)).toMatchObject({
      id: "",
      properties: { content: UNKNOWN },
    });
    expect(await text()).toBe(HEAD);
    await fs.rm(file);
    await run().create(spf, true);
    expect(await fs.readdir(join(base, "zones"))).toEqual([]);
  });

  it("takes over what a killed run left, and replaces it where it differs", async () => {
    await seed(SPF_LINE);
    await run().create(spf, false);
    expect(await text()).toBe(HEAD + SPF_LINE);
    await run().create({ ...spf, content: "v=spf1 ~all" }, false);
    expect(await text()).toBe(HEAD_NEXT + SPF_LINE.replace("-all", "~all"));
  });

  it("starts a zone file", async () => {
    await run().create(spf, false);
    expect(await text()).toMatch(
      /^; Started by mailwright.*\n[^]* 2026112400 [^]*; mailwright client.example\/TXT\/spf\n$/,
    );
  });

  it("refuses what stands in the way, also in a preview", async () => {
    await seed(`@ TXT "v=spf1 ~all"\n`);
    await expect(run().create(spf, false)).rejects.toThrow("already an SPF record");
    await expect(run().create(spf, true)).rejects.toThrow("already an SPF record");
    expect(await text()).toBe(`${HEAD}@ TXT "v=spf1 ~all"\n`);
  });

  it("lets an old record of ours give way in the same write, but not one the program declares", async () => {
    const dkim = { ...cname, type: "TXT", content: "v=DKIM1; p=A", label: "s1.client.example/TXT/dkim" };
    await seed("");
    await run().create(dkim, false);
    const handlers = run();
    await handlers.check(undefined, dkim);
    await handlers.check(undefined, cname);
    await expect(handlers.create(cname, false)).rejects.toThrow(
      "s1.client.example/CNAME and s1.client.example/TXT/dkim cannot both stand at s1.client.example",
    );
    await run().create(cname, false);
    expect(await text()).not.toContain("DKIM1");
    expect(await text()).toContain("IN CNAME s1.provider.example. ; mailwright s1.client.example/CNAME");
  });

  it("refuses inputs that are no record", async () => {
    await expect(run().create({ ...spf, zone: "../../etc" }, false)).rejects.toThrow("zone must be a domain name");
    await expect(run().create({ ...spf, content: UNKNOWN }, false)).rejects.toThrow("not known yet");
  });

  it("loses none of many at once", async () => {
    await seed("");
    const handlers = run();
    const names = Array.from({ length: 30 }, (_, i) => `n${i}.client.example`);
    await Promise.all(names.map(name => handlers.create({ ...spf, name, label: `${name}/TXT/x` }, false)));
    expect((await text()).match(/; mailwright /g)).toHaveLength(30);
    expect(await text()).toContain("SOA ns1 host 2026112430");
  });
});

describe("read", () => {
  const state = { ...spf, marked: true };

  it("sees hand edits as inputs and outputs", async () => {
    await seed(SPF_LINE.replace("300", "60").replace("-all", "?all"));
    const drifted = { ...spf, ttl: 60, content: "v=spf1 ?all" };
    expect(await run().read("id", state, undefined)).toEqual({
      id: "id",
      inputs: drifted,
      properties: { ...drifted, marked: true },
    });
  });

  it.each([
    ["the line is gone", `@ TXT "other"\n`],
    ["a foreign SPF came in its place", `@ TXT "v=spf1 ?all"\n`],
  ])("%s: no record", async (_name, lines) => {
    await seed(lines);
    expect((await run().read("id", state, undefined)).id).toBe("");
  });

  it("no file: no record", async () => {
    expect((await run().read("id", state, undefined)).id).toBe("");
  });

  it("says for as long as it lasts that a mark was cut off; an import never had one", async () => {
    await seed(`@ 300 TXT "v=spf1 -all"\n`);
    expect((await run().read("id", state, undefined)).properties).toEqual({ ...spf, marked: false });
    expect((await run().read("id", { ...spf, marked: false }, undefined)).properties).toEqual({
      ...spf,
      marked: false,
    });
    expect((await run().read("id", spf, undefined)).properties).toEqual(spf);
  });

  it("finds an imported record by its role when both mark and content are new", async () => {
    await seed(`@ TXT "v=spf1 ?all"\n@ TXT "other"\n`);
    expect((await run().read("id", spf, undefined)).inputs).toMatchObject({ content: "v=spf1 ?all" });
  });
});

describe("import", () => {
  it.each([
    ["by role", SPF_ID, `@ 300 TXT "v=spf1 -all"\n@ TXT "x"\n`, "v=spf1 -all"],
    [
      "DMARC by role",
      "client.example/_dmarc.client.example/TXT/a/TXT/dmarc",
      `_dmarc TXT "v=DMARC1; p=none"\n_dmarc TXT "x"\n`,
      "v=DMARC1; p=none",
    ],
    ["by being alone", "client.example/s1.client.example/CNAME/x", "s1 CNAME a.\n", "a"],
    ["by content", "client.example/client.example/TXT/t/TXT/txt-x=a=b;c", `@ TXT "v=spf1"\n@ TXT "a=b;c"\n`, "a=b;c"],
    ["by mark", SPF_ID, `@ TXT "x"\n${SPF_LINE}`, "v=spf1 -all"],
  ])("%s", async (_name, id, lines, content) => {
    await seed(lines);
    const read = await run().read(id, {}, "zones");
    expect(read.id).toBe(id.split("=")[0]);
    expect(read.inputs).toMatchObject({ directory: "zones", zone: "client.example", content });
    expect(await text()).toBe(HEAD + lines);
  });

  it.each([
    ["two that it may be", "client.example/client.example/TXT/x", `@ TXT "a"\n@ TXT "b"\n`],
    ["another content", "client.example/client.example/TXT/x=c", `@ TXT "a"\n`],
    ["another's mark", "client.example/client.example/TXT/x", `@ TXT "a" ; mailwright y\n`],
  ])("%s: no record", async (_name, id, lines) => {
    await seed(lines);
    expect((await run().read(id, {}, "zones")).id).toBe("");
  });

  it("needs a folder, from the id or the configuration", async () => {
    await seed(SPF_LINE);
    await expect(run().read(SPF_ID, {}, undefined)).rejects.toThrow("zonefile:directory");
    expect((await run().read(`zones::${SPF_ID}`, {}, "elsewhere")).id).toBe(SPF_ID);
  });

  it("is owned from the next update on", async () => {
    await seed(`@ TXT "v=spf1 ~all" ; ask Jo\nb A 192.0.2.1\n`);
    const { properties } = await run().read(SPF_ID, {}, "zones");
    await run().update(properties, spf, false);
    expect(await text()).toBe(`${HEAD_NEXT}${SPF_LINE.trimEnd()} ; ask Jo\nb A 192.0.2.1\n`);
  });
});

describe("update and delete", () => {
  it("change the one line, back and forth", async () => {
    await seed(`a A 192.0.2.1\n${SPF_LINE} A 192.0.2.2\n`);
    const next = { ...spf, content: "v=spf1 ~all", label: "client.example/TXT/spf2" };
    expect(await run().update(spf, next, true)).toEqual({ ...next, marked: true });
    expect(await text()).toContain(HEAD);
    await run().update(spf, next, false);
    expect(await text()).toBe(
      `${HEAD_NEXT}a A 192.0.2.1\n${SPF_LINE.replace("-all", "~all").replace("spf\n", "spf2\n")} A 192.0.2.2\n`,
    );
    await run().remove(next);
    expect(await text()).toBe(`${HEAD.replace("00 2", "02 2")}a A 192.0.2.1\nclient.example. A 192.0.2.2\n`);
    const after = await text();
    await run().remove(next);
    expect(await text()).toBe(after);
  });

  it("refuse an update into a conflict", async () => {
    await seed(`@ TXT "taken"\n${SPF_LINE}`);
    await expect(run().update(spf, { ...spf, content: "taken" }, true)).rejects.toThrow("the same TXT record");
  });

  it("write a line again that somebody deleted", async () => {
    await seed("");
    await run().update(spf, spf, false);
    expect(await text()).toBe(HEAD_NEXT + SPF_LINE);
  });

  it("delete from no file makes none", async () => {
    await run().remove(spf);
    expect(await fs.readdir(join(base, "zones"))).toEqual([]);
  });

  it("never take a foreign record of the same name and type", async () => {
    await seed(`@ TXT "v=spf1 ?all"\n`);
    await run().remove(spf);
    expect(await text()).toBe(`${HEAD}@ TXT "v=spf1 ?all"\n`);
  });

  it("delete what a refresh found, even if no program may ask for it", async () => {
    await seed(SPF_LINE.replace("-all", "\\010"));
    const { properties } = await run().read("id", { ...spf, marked: true }, undefined);
    await run().remove(properties);
    expect(await text()).toBe(HEAD_NEXT);
  });

  it("put 600 octets and hostile characters there and back", async () => {
    await seed("");
    const content = `"quoted" \\ ; ( ) \\034 é ${"x".repeat(600)}`;
    await run().create({ ...spf, content }, false);
    expect((await run().read("id", { ...spf, marked: true }, undefined)).inputs).toMatchObject({ content });
    expect(
      (await text())
        .split("\n")
        .at(-2)
        ?.match(/"(?:[^"\\]|\\.)*"/g),
    ).toHaveLength(3);
  });
});
