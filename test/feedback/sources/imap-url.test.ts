import { describe, expect, test } from "@jest/globals";
import { parseImapUrl } from "../../../src/feedback/sources/imap-url.ts";

describe("an address", () => {
  test.each([
    ["imaps://dmarc@mail.example.test", "mail.example.test", 993, "dmarc", ["INBOX"], "tls"],
    [
      "imaps://dmarc%40client.example@mail.example.test/INBOX/Sub",
      "mail.example.test",
      993,
      "dmarc@client.example",
      ["INBOX", "Sub"],
      "tls",
    ],
    [
      "imaps://dmarc@client.example@mail.example.test:9993/",
      "mail.example.test",
      9993,
      "dmarc@client.example",
      ["INBOX"],
      "tls",
    ],
    ["IMAP://dmarc@MAIL.example.test/a%2Fb/%C3%BC", "mail.example.test", 143, "dmarc", ["a/b", "ü"], "starttls"],
    ["imap://dmarc@bücher.example/INBOX", "xn--bcher-kva.example", 143, "dmarc", ["INBOX"], "starttls"],
    ["imap://dmarc@127.0.0.9/INBOX", "127.0.0.9", 143, "dmarc", ["INBOX"], "offered"],
    ["imap://dmarc@[::1]:1143/INBOX", "::1", 1143, "dmarc", ["INBOX"], "offered"],
    ["imap://dmarc@127.0.0.1.example.test/INBOX", "127.0.0.1.example.test", 143, "dmarc", ["INBOX"], "starttls"],
    ["imap://dmarc@127.example/INBOX", "127.example", 143, "dmarc", ["INBOX"], "starttls"],
    ["imap://dmarc@192.0.2.1/INBOX?tls=no", "192.0.2.1", 143, "dmarc", ["INBOX"], "none"],
  ])("%s", (text, host, port, user, mailbox, protection) => {
    expect(parseImapUrl(text)).toMatchObject({ host, port, user, mailbox, protection, moveTo: undefined });
  });

  test("names where to move to", () => {
    expect(parseImapUrl("imaps://a@b.example/INBOX?move=Archive/DMARC+TLS%20x").moveTo).toEqual([
      "Archive",
      "DMARC+TLS x",
    ]);
  });

  test("is shown without the user", () => {
    expect(parseImapUrl("imaps://a@b.example:99/INBOX/x?move=y").shown).toBe("imaps://b.example:99/INBOX/x");
  });
});

describe("is refused, and not repeated:", () => {
  test.each([
    ["imaps://dmarc:s3cret@mail.example.test/INBOX", "put it into MAILWRIGHT_IMAP_PASSWORD"],
    ["imaps://dmarc:s3/cret@mail.example.test/INBOX", "is imaps://user@host/INBOX"],
    ["imaps://dmarc:99/s3cret@mail.example.test/INBOX", "names no user"],
    ["imaps://mail.example.test/INBOX", "names no user"],
    ["pop3://dmarc@s3cret.example.test/", "is imaps://user@host/INBOX"],
    ["imaps://dmarc@mail.example.test/INBOX#s3cret", "is imaps://user@host/INBOX"],
    ["imaps://dmarc@mail.example.test/%0d%0as3cret", "a broken %-escape or a control character"],
    ["imaps://dmarc%0d%0as3cret@mail.example.test/", "a broken %-escape or a control character"],
    ["imaps://dmarc@mail.example.test/%E0%A4%As3cret", "a broken %-escape or a control character"],
    ["imaps://dmarc@mail.example.test/?password=s3cret", "stand only move=FOLDER and tls=no"],
    ["imaps://dmarc@mail.example.test/?move=a&move=s3cret", "stand only move=FOLDER and tls=no"],
    ["imaps://dmarc@mail.example.test/?move=", "names no folder"],
    ["imaps://dmarc@mail.example.test/s3cret/x?move=s3cret/x", "names the mailbox that is read"],
    ["imaps://dmarc@mail.example.test/?tls=no", "begins with imap://"],
    ["imap://dmarc@mail.example.test/?tls=s3cret", "takes no other value"],
  ])("%s", (text, why) => {
    const parse = (): unknown => parseImapUrl(text);
    expect(parse).toThrow(why);
    expect(parse).not.toThrow(/s3cret|dmarc/);
  });
});
