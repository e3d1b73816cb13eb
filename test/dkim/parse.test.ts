import { describe, expect, test } from "@jest/globals";
import { formatKeyRecord } from "../../src/dkim/format.ts";
import type { KeyRecord } from "../../src/dkim/key-record.ts";
import { parseKeyRecord } from "../../src/dkim/parse.ts";

const plain: KeyRecord = { keyType: "rsa", publicKey: "MIIB", hashes: [], services: [], flags: [] };

describe("parseKeyRecord accepts", () => {
  test.each<[string, string, KeyRecord]>([
    ["§3.6.1 p= alone: v and k have defaults", "p=MIIB", plain],
    ["§3.6.1 v first", "v=DKIM1; k=rsa; p=MIIB", plain],
    ["§3.2 a semicolon at the end", "v=DKIM1;p=MIIB;", plain],
    ["§3.2 white space around everything", " v = DKIM1 ;\r\n\t k = rsa ; p = MIIB \n", plain],
    ["§3.6.1 white space inside the base64", "p=MI\r\n IB", plain],
    ["§3.6.1 any order behind v", "v=DKIM1; p=MIIB; k=rsa", plain],
    ["§3.6.1 empty p: a revoked key", "v=DKIM1; p=", { ...plain, publicKey: "" }],
    ["RFC 8463 §3 ed25519", "k=ed25519; p=MIIB", { ...plain, keyType: "ed25519" }],
    ["§3.6.1 hashes", "h=sha1 : sha256; p=MIIB", { ...plain, hashes: ["sha1", "sha256"] }],
    ["§3.6.1 services", "s=email:*; p=MIIB", { ...plain, services: ["email", "*"] }],
    ["§3.6.1 flags, unknown ones too", "t=y:s:x-new; p=MIIB", { ...plain, flags: ["y", "s", "x-new"] }],
    ["§2.11 a note in quoted-printable", "n=a=3B b=3dc=C3=BC; p=MIIB", { ...plain, note: "a; b=cü" }],
    ["§3.2 a folded note", "n=one\r\n two; p=MIIB", { ...plain, note: "one two" }],
    ["§3.6.1 an empty note", "n=; p=MIIB", { ...plain, note: "" }],
    ["§3.2 unknown tags", "v=DKIM1; g=*; x_1=a=b; p=MIIB", plain],
    ["§3.2 tag names have case: V is unknown", "p=MIIB; V=DKIM2", plain],
    ["§3.6.1 base64 without padding", "p=MI", { ...plain, publicKey: "MI" }],
  ])("%s", (_, text, record) => {
    expect(parseKeyRecord(text)).toStrictEqual({ ok: true, record });
  });
});

describe("parseKeyRecord refuses", () => {
  test.each([
    ["nothing", "", ["Part 1 of the record is not tag=value.", "p= is missing."]],
    ["§3.6.1 no p", "v=DKIM1; k=rsa", ["p= is missing."]],
    ["§3.6.1 v behind another tag", "p=MIIB; v=DKIM1", ["v= is not the first tag."]],
    ["§3.6.1 another version", "v=DKIM2; p=MIIB", ["v= is not DKIM1."]],
    ["§3.6.1 the version in lower case", "v=dkim1; p=MIIB", ["v= is not DKIM1."]],
    ["§3.2 a tag twice", "p=MIIB; p=MIIB", ["p= stands in the record twice."]],
    ["§3.2 an unknown tag twice, not named", "p=MIIB; MIIE=1; MIIE=1", ["An unknown tag stands twice."]],
    ["§3.2 an empty part", "v=DKIM1;; p=MIIB", ["Part 2 of the record is not tag=value."]],
    ["§3.2 a tag name with a hyphen", "p=MIIB; a-b=1", ["Part 2 of the record is not tag=value."]],
    ["§3.6.1 an unknown key type", "k=dsa; p=MIIB", ["k= is neither rsa nor ed25519."]],
    ["§3.2 values have case", "k=RSA; p=MIIB", ["k= is neither rsa nor ed25519."]],
    ["§3.6.1 p is not base64", "p=MI*B", ["p= is not base64."]],
    ["§3.6.1 p with too much padding", "p=M===", ["p= is not base64."]],
    ["RFC 4648 §4 p with a digit too many", "p=MIIBM", ["p= is not base64."]],
    ["§3.6.1 an empty flag", "t=y:; p=MIIB", ["t= is not a list of words with colons between."]],
    ["§3.6.1 * among hashes", "h=*; p=MIIB", ["h= is not a list of words with colons between."]],
    ["§3.2 non-ASCII", "n=für; p=MIIB", ["Tag 1 holds characters outside US-ASCII."]],
    ["RFC 2045 §6.7 broken quoted-printable", "n=50=zz; p=MIIB", ["n= is not quoted-printable."]],
    [
      "everything at once",
      "k=x; h=; p=?",
      ["h= is not a list of words with colons between.", "k= is neither rsa nor ed25519.", "p= is not base64."],
    ],
  ])("%s", (_, text, problems) => {
    expect(parseKeyRecord(text)).toEqual({ ok: false, problems });
  });
});

describe("formatKeyRecord", () => {
  test.each<[string, KeyRecord, string]>([
    ["§3.6.1 the least: v, k, p", plain, "v=DKIM1; k=rsa; p=MIIB"],
    ["RFC 8463 §3 ed25519", { ...plain, keyType: "ed25519" }, "v=DKIM1; k=ed25519; p=MIIB"],
    [
      "every tag in order",
      { ...plain, hashes: ["sha256"], services: ["email"], flags: ["y", "s"], note: "key of 2026" },
      "v=DKIM1; h=sha256; k=rsa; n=key of 2026; s=email; t=y:s; p=MIIB",
    ],
    ["§2.11 a note with ; = and non-ASCII", { ...plain, note: "a;b=cü" }, "v=DKIM1; k=rsa; n=a=3Bb=3Dc=C3=BC; p=MIIB"],
    ["§3.2 spaces at the ends of a note", { ...plain, note: " a  b " }, "v=DKIM1; k=rsa; n==20a =20b=20; p=MIIB"],
  ])("%s", (_, record, text) => {
    expect(formatKeyRecord(record)).toBe(text);
  });
});
