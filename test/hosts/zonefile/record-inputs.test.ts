import { describe, expect, it } from "@jest/globals";
import { diffRecord } from "../../../src/hosts/zonefile/diff.ts";
import { isUnknown, unwrapProperties } from "../../../src/hosts/zonefile/property-values.ts";
import { formatRecordId, parseRecordId } from "../../../src/hosts/zonefile/record-id.ts";
import { inputFaults } from "../../../src/hosts/zonefile/record-inputs.ts";

const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
const SIGNATURE = "4dabf18193072939515e22adb298388d";
const good = {
  directory: "zones",
  zone: "client.example",
  name: "a.client.example",
  type: "TXT",
  ttl: 300,
  content: "x",
  label: "a.client.example/TXT/txt-x",
};

describe("inputFaults", () => {
  it.each([
    ["directory", ""],
    ["directory", 1],
    ["directory", undefined],
    ["directory", "a\0b"],
    ["zone", "../../etc/passwd"],
    ["zone", "*.example"],
    ["zone", "Client.example"],
    ["zone", "client.example."],
    ["name", "a.client.example."],
    ["name", "A.client.example"],
    ["name", "a.my-client.example"],
    ["name", "a b.client.example"],
    ["type", "A"],
    ["type", "txt"],
    ["ttl", "300"],
    ["ttl", -1],
    ["ttl", 1.5],
    ["ttl", 2 ** 31],
    ["content", undefined],
    ["content", "a\nb"],
    ["content", "a\r"],
    ["content", "\u007f"],
    ["content", "\ud800"],
    ["content", "x".repeat(65_280)],
    ["label", ""],
    ["label", "a b"],
    ["label", "a;b"],
    ["label", "a=b"],
    ["label", "a\nb IN A 192.0.2.1"],
    ["extra", 1],
  ])("%s %j", (property, value) => {
    const faults = inputFaults({ ...good, [property]: value });
    expect(faults.map(fault => fault.property)).toEqual([property]);
    expect(faults[0]?.reason).toMatch(/^[^\n]*\.$/);
  });

  it.each([
    ["CNAME", "b.example", "b.example.", "B.example", "", "a b"],
    [
      "MX",
      "10 mx.example",
      "10 mx.example.",
      "mx.example",
      "65536 mx.example",
      "010 mx.example",
      "10  mx",
      "10 MX.example",
    ],
  ])("content of %s", (type, right, ...wrong) => {
    expect(inputFaults({ ...good, type, content: right })).toEqual([]);
    for (const content of wrong) expect(inputFaults({ ...good, type, content })).toHaveLength(1);
  });

  it("takes quotes, backslashes, semicolons and null MX, and reports all faults at once", () => {
    expect(inputFaults({ ...good, content: '";\\()' })).toEqual([]);
    expect(inputFaults({ ...good, type: "MX", content: "0 ." })).toEqual([]);
    expect(inputFaults({}).map(fault => fault.property)).toEqual([
      "directory",
      "zone",
      "name",
      "type",
      "ttl",
      "content",
      "label",
    ]);
  });

  it("judges no value that is not known yet", () => {
    expect(inputFaults(Object.fromEntries(Object.keys(good).map(key => [key, UNKNOWN])))).toEqual([]);
  });
});

describe("diffRecord", () => {
  it.each([
    ["nothing", good, []],
    ["ttl", { ...good, ttl: 1 }, [["ttl", "update"]]],
    ["content not known yet", { ...good, content: UNKNOWN }, [["content", "update"]]],
    ["label", { ...good, label: "b" }, [["label", "update"]]],
    ["name", { ...good, name: "b.client.example" }, [["name", "replace"]]],
    [
      "type and content",
      { ...good, type: "CNAME", content: "b" },
      [
        ["type", "replace"],
        ["content", "update"],
      ],
    ],
    [
      "directory and zone",
      { ...good, directory: "b", zone: "example" },
      [
        ["directory", "replace"],
        ["zone", "replace"],
      ],
    ],
  ])("%s", (_name, news, changes) => {
    expect([...diffRecord({ ...good, marked: true }, news)]).toEqual(changes);
  });

  it("puts a mark back that was cut off, and asks for none that never was", () => {
    expect([...diffRecord({ ...good, marked: false }, good)]).toEqual([["marked", "update"]]);
    expect([...diffRecord(good, good)]).toEqual([]);
  });
});

describe("ids", () => {
  const record = {
    zone: "client.example",
    name: "_dmarc.client.example",
    type: "TXT",
    label: "_dmarc.client.example/TXT/dmarc",
  } as const;

  it("are read as they are written, slashes in the label and all", () => {
    expect(formatRecordId(record)).toBe("client.example/_dmarc.client.example/TXT/_dmarc.client.example/TXT/dmarc");
    expect(parseRecordId(formatRecordId(record))).toEqual(record);
  });

  it("may carry a folder and a content", () => {
    expect(parseRecordId(`../my zones::${formatRecordId(record)}=v=DMARC1; p=none/`)).toEqual({
      ...record,
      directory: "../my zones",
      content: "v=DMARC1; p=none/",
    });
  });

  it.each([
    "",
    "x",
    "client.example/a.client.example/TXT",
    "client.example/a.other.example/TXT/l",
    "client.example/a.client.example/A/l",
    "../x/a/TXT/l",
    "Client.example/client.example/TXT/l",
  ])("%j is none", id => {
    expect(() => parseRecordId(id)).toThrow("is not an id of a zone-file record; write <zone>/<name>/<TYPE>/<label>");
  });
});

it("unwraps secrets and outputs", () => {
  const secret = (value: unknown) => ({ [SIGNATURE]: "1b47061264138c4ac30d75fd1eb44270", value });
  const output = (rest: object) => ({ [SIGNATURE]: "d0e6a833031e9bbcd3f4e8bde6ca49a4", ...rest });
  const values = unwrapProperties({
    a: secret("x"),
    b: output({ value: secret(1) }),
    c: output({}),
    d: "y",
    e: null,
    f: { g: 1 },
  });
  expect(values).toEqual({ a: "x", b: 1, c: UNKNOWN, d: "y", e: null, f: { g: 1 } });
  expect(isUnknown(values["c"])).toBe(true);
});
