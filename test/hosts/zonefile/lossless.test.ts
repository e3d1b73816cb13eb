import { expect, it } from "@jest/globals";
import fc from "fast-check";
import { bumpSerial, removeRecord, setRecord } from "../../../src/hosts/zonefile/edit-zone.ts";
import { formatRecordLine } from "../../../src/hosts/zonefile/format-zone.ts";
import { parseZone } from "../../../src/hosts/zonefile/parse-zone.ts";

const ORIGIN = "client.example";
const LINES = [
  `www A 192.0.2.1`,
  `  AAAA 2001:db8::1 ; same owner`,
  `\tTXT "a;b" "c\\"d" \\; `,
  `mail 60 IN MX ( 10 ; why\n  mx.other.example. )`,
  `$ORIGIN sub.client.example.`,
  `$ORIGIN client.example.`,
  `$TTL 2h`,
  `$GENERATE 1-9 h$ A 192.0.2.$`,
  `; just a comment, \xe9 in Latin-1`,
  ``,
  `  `,
  `@ 1h30m TXT (\n"v=DKIM1; " ; part\n\n"p=abc" )`,
  `a.client.example. 5 TXT "hand-kept"`,
  `x TXT "ours" ; mailwright another/TXT/label`,
];
const NAMES = ["client.example", "www.client.example", "_dmarc.client.example", "a.client.example"];

const zoneText = fc
  .record({
    ttl: fc.constantFrom("$TTL 1h", "$TTL 300", "; none"),
    lines: fc.array(fc.constantFrom(...LINES), { maxLength: 12 }),
    eol: fc.constantFrom("\n", "\r\n"),
    last: fc.boolean(),
  })
  .map(({ ttl, lines, eol, last }) => {
    const text = [ttl, "@ 900 IN SOA ns1 host 2024010101 2 3 4 5", ...lines].join("\n") + (last ? "\n" : "");
    return text.replaceAll("\n", eol);
  });

/** No control characters: the provider refuses them. */
const txtContent = fc
  .string({ unit: "grapheme", maxLength: 300 })
  .filter(text => !/[\x00-\x1f\x7f]/.test(text) && text.isWellFormed());

const record = fc.record({
  name: fc.constantFrom(...NAMES),
  type: fc.constant("TXT" as const),
  ttl: fc.integer({ min: 0, max: 0x7fffffff }),
  content: txtContent,
  label: fc.constantFrom("client.example/TXT/spf", "a/TXT/b"),
});

/** Name, TTL, type and data of every foreign record: what a name server sees. */
function foreign(text: string, label: string) {
  return parseZone(text, ORIGIN)
    .records.filter(entry => entry.label !== label)
    .map(({ name, ttl, type, rdata }) => [name, ttl, type, ...rdata.map(token => token.raw)].join(" "));
}

it("every line keeps its place: the spans cover the text without gap or overlap", () => {
  fc.assert(
    fc.property(zoneText, text => {
      const { records, opaque } = parseZone(text, ORIGIN);
      const lines = [...records.map(entry => entry.line), ...opaque].toSorted((a, b) => a.start - b.start);
      lines.forEach((line, index) => expect(line.start).toBeGreaterThanOrEqual(lines[index - 1]?.end ?? 0));
    }),
  );
});

it("adding a record and taking it out again gives the same bytes", () => {
  fc.assert(
    fc.property(zoneText, record, (text, wanted) => {
      expect(removeRecord(setRecord(text, ORIGIN, wanted), ORIGIN, wanted)).toBe(text);
    }),
  );
});

it("a record is read back as it was written, and written once", () => {
  fc.assert(
    fc.property(zoneText, record, (text, wanted) => {
      const after = setRecord(text, ORIGIN, wanted);
      const { name, type, ttl, content, label } = wanted;
      const found = parseZone(after, ORIGIN).records.filter(entry => entry.label === label);
      expect(found).toMatchObject([{ name, type, ttl, content }]);
      expect(setRecord(after, ORIGIN, wanted)).toBe(after);
      expect(after.split(/\r?\n/)).toContain(formatRecordLine(wanted));
    }),
  );
});

it("changing a record in the middle changes its line only, and foreign records mean what they meant", () => {
  fc.assert(
    fc.property(zoneText, zoneText, record, record, (above, below, first, second) => {
      const before =
        setRecord(above.endsWith("\n") ? above : `${above}\n`, ORIGIN, first) + below.replace(/@ 900.*/, "");
      const changed = { ...first, ttl: second.ttl, content: second.content };
      const after = setRecord(before, ORIGIN, changed);
      expect(foreign(after, first.label)).toEqual(foreign(before, first.label));
      const removed = removeRecord(after, ORIGIN, changed);
      expect(foreign(removed, first.label)).toEqual(foreign(before, first.label));
      expect(removed.startsWith(above)).toBe(true);
    }),
  );
});

it("the serial is all that a bump changes", () => {
  fc.assert(
    fc.property(
      zoneText,
      fc.date({ min: new Date("2024-01-02"), max: new Date("2040-01-01"), noInvalidDate: true }),
      (text, today) => {
        const after = bumpSerial(text, ORIGIN, today);
        expect(after.replace(/SOA ns1 host \d+/, "")).toBe(text.replace(/SOA ns1 host \d+/, ""));
        expect(after).not.toBe(text);
      },
    ),
  );
});
