/** `mailwright ingest imaps://…` against a real server: from a mail in a mailbox to rows in the store. */
import { readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, afterEach, beforeAll, beforeEach, expect, jest, test } from "@jest/globals";
import { folder, runAside, type Folder, type Run } from "../support/cli.ts";
import { startDovecot, type Dovecot } from "../support/dovecot.ts";
import { feedbackHead, feedbackRecord } from "../support/feedback.ts";
import { formatFeedback } from "../support/feedback-xml.ts";

const PASSWORD = "correct-horse-battery";
jest.setTimeout(60_000);

let dovecot: Dovecot;
let project: Folder;
let maildir: string;
let url: string;
let users = 0;

beforeAll(async () => {
  dovecot = await startDovecot({ password: PASSWORD });
});
afterAll(() => dovecot.stop());

beforeEach(() => {
  project = folder();
  users += 1;
  maildir = dovecot.user(`clerk${users}`);
  url = `imap://clerk${users}@127.0.0.1:${dovecot.port}/INBOX?tls=no`;
});
afterEach(() => project.remove());

function deliver(name: string, subject: string, attachment?: Uint8Array): void {
  const lines = [
    "From: reports@bigmail.example",
    "To: dmarc@reports.msp.example",
    `Subject: ${subject}`,
    "MIME-Version: 1.0",
    'Content-Type: multipart/mixed; boundary="b"',
    "",
    "--b",
    "Content-Type: text/plain",
    "",
    "This is an aggregate report.",
    ...(attachment === undefined
      ? []
      : [
          "--b",
          // As some reporters declare it: what it is shows only in its content.
          'Content-Type: application/octet-stream; name="invoice.pdf"',
          "Content-Transfer-Encoding: base64",
          "",
          ...(Buffer.from(attachment)
            .toString("base64")
            .match(/.{1,76}/g) ?? []),
        ]),
    "--b--",
    "",
  ];
  writeFileSync(join(maildir, "new", name), lines.join("\r\n"));
}

function report(id: string): Uint8Array {
  const records = [feedbackRecord({ count: 2 }), feedbackRecord({ ip: "192.0.2.9", count: 3 })];
  return gzipSync(formatFeedback({ ...feedbackHead({ id }), records }, { era: 9990 }));
}

/** Not `run`: the server is this process's child, whose pipes have to be read meanwhile. */
function ingest(...args: string[]): Promise<Run> {
  return runAside(["ingest", ...args], project.path, undefined, { MAILWRIGHT_IMAP_PASSWORD: PASSWORD });
}

test("stores what the mails hold, marks them, and reads only new ones the next time; nothing is deleted", async () => {
  deliver("1.first", "Report Domain: client.example", report("r-1"));
  deliver("2.second", "Report Domain: client.example", report("r-2"));
  deliver("3.minutes", "Minutes");
  const first = await ingest(url);
  expect(first.stderr).toBe("");
  expect(first.stdout).toMatch(
    /^3 files read: 2 new reports with 4 rows, 1 rejected\.\n\nrejected\n {2}imap:\/\/\S+: message 3 /,
  );
  expect(first.code).toBe(1);

  deliver("4.third", "Report Domain: client.example", report("r-3"));
  deliver("5.again", "Report Domain: client.example", report("r-1"));
  const second = await ingest(url);
  expect(second).toMatchObject({ code: 0, stdout: "2 files read: 1 new report with 2 rows, 1 already stored.\n" });
  expect(second.stderr).toMatch(/holds 1 messages? with the flag \$MailwrightRejected/);

  expect(await ingest(url)).toMatchObject({ code: 0, stdout: "0 files read: nothing new.\n" });
  const left = ["cur", "new"].flatMap(where => readdirSync(join(maildir, where)));
  expect(left.map(name => name.replace(/:2,.*$/, "")).toSorted()).toEqual([
    "1.first",
    "2.second",
    "3.minutes",
    "4.third",
    "5.again",
  ]);
});

test("a wrong password is a sentence and exit 2, and leaves no store behind; the password is never shown", async () => {
  const run = await runAside(["ingest", url], project.path, undefined, {
    MAILWRIGHT_IMAP_PASSWORD: "not-the-password",
  });
  expect(run).toMatchObject({ code: 2, stdout: "" });
  expect(run.stderr).toMatch(/^mailwright: 127\.0\.0\.1 refuses the login of clerk\d+ .*MAILWRIGHT_IMAP_PASSWORD\.\n$/);
  expect(run.stderr).not.toContain("not-the-password");
  expect(project.files()).not.toContain(".mailwright");
});

test("a password in the address is refused before anything is shown or asked", async () => {
  const run = await ingest(url.replace("@", ":hunter2@"));
  expect(run).toMatchObject({ code: 2, stdout: "" });
  expect(run.stderr).toMatch(/must not hold the password/);
  expect(run.stderr).not.toContain("hunter2");
});

test("files and mailboxes in one run", async () => {
  deliver("1.first", "Report Domain: client.example", report("r-1"));
  writeFileSync(join(project.path, "other.xml.gz"), report("r-2"));
  expect(await ingest("other.xml.gz", url)).toMatchObject({
    code: 0,
    stdout: "2 files read: 2 new reports with 4 rows.\n",
  });
});
