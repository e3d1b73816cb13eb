/** The quick way for addresses agrees with the slow one. */
import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { isPlainIp6, readSourceIp } from "../../src/feedback/read-source-ip.ts";

test("a plain IPv6 address is in canonical text already", () => {
  const piece = fc.constantFrom("2001", "db8", "0", "1", "ffff", "00", "A", "12345", "g", ":", "::", ":", ":", ":");
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 16 }), pieces => {
      const text = pieces.join("");
      if (isPlainIp6(text)) expect(readSourceIp(text)).toEqual({ value: text, repairs: [] });
    }),
    { numRuns: 20_000 },
  );
});

test.each<[string, string, string]>([
  ["3221225985", "192.0.2.1", "a number"],
  ["16777216", "1.0.0.0", "a number"],
  ["192.0.2.1.", "192.0.2.1", "more than an address"],
  ["::ffff:192.0.2.1", "192.0.2.1", "IPv4-mapped address"],
  ["16777215", "", "not an address"],
  ["4294967296", "", "not an address"],
])("%s", (text, value, what) => {
  expect(readSourceIp(text)).toEqual({ value, repairs: [`source_ip: ${what}`] });
});

test("most addresses are plain", () => {
  fc.assert(
    fc.property(fc.ipV6(), text => {
      const { value } = readSourceIp(text);
      // Groups of zeros beside "::", IPv4-mapped addresses, and those that begin with zeros take the slow way.
      if (/^[^:.]/.test(value) && !/(^|:)0(:|$)/.test(value)) expect(isPlainIp6(value)).toBe(true);
    }),
  );
  expect(["2001:db8::1", "2001:db8::", "2001:db8:1:2:3:4:5:6"].map(isPlainIp6)).toEqual([true, true, true]);
  expect(["", ":", "::", "1:", "1::2::3", "1:2", ":1:2:3:4:5:6:7", "2001:db8::1%eth0"].some(isPlainIp6)).toBe(false);
});
