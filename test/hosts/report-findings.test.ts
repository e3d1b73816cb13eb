/** Findings in the engine's own output: errors end the run before anything is registered. */
import * as pulumi from "@pulumi/pulumi";
import { afterEach, describe, expect, jest, test } from "@jest/globals";
import type { Finding } from "../../src/finding.ts";
import { reportFindings } from "../../src/hosts/report-findings.ts";

const finding = (severity: Finding["severity"], message: string): Finding => ({
  id: "some-id",
  severity,
  domain: "client.example",
  file: "domains/client.example.ts",
  name: "services[0]",
  message,
  cite: "RFC 7208 §3.2",
  fix: "Mend it.",
});
const line = "client.example (domains/client.example.ts) some-id at services[0]";

afterEach(() => void jest.restoreAllMocks());

describe("reportFindings", () => {
  test("errors end the run with one list, each with what, where, why and fix, and no stack trace", async () => {
    const errors = reportFindings([finding("error", "One."), finding("info", "Nothing."), finding("error", "Two.")]);
    await expect(errors).rejects.toBeInstanceOf(pulumi.RunError);
    await expect(errors).rejects.toThrow(
      `2 errors in the specs; nothing was planned.\n${line}: One. Why: RFC 7208 §3.2. Fix: Mend it.\n${line}: Two. Why: RFC 7208 §3.2. Fix: Mend it.`,
    );
  });

  test("warnings are logged and stop nothing; infos are for check", async () => {
    const warn = jest.spyOn(pulumi.log, "warn").mockResolvedValue(undefined);
    await reportFindings([finding("warning", "Careful."), finding("info", "Nothing.")]);
    expect(warn.mock.calls).toEqual([[`${line}: Careful. Why: RFC 7208 §3.2. Fix: Mend it.`]]);
  });

  test("what is flattened is said in one line a vendor, for all domains that have it", async () => {
    const info = jest.spyOn(pulumi.log, "info").mockResolvedValue(undefined);
    const google = "include:_spf.google.com (google-workspace) is published as 9 networks.";
    const of = (name: string, message: string): Finding => ({ ...finding("info", message), id: "spf-flattened", name });
    await reportFindings([
      ...["a", "b", "c", "d", "e"].map(label => of(`${label}.example`, google)),
      of("a.example", "Another."),
      finding("info", "Nothing."),
    ]);
    expect(info.mock.calls).toEqual([
      [`a.example, b.example, c.example and 2 more: ${google}`],
      ["a.example: Another."],
    ]);
  });

  test("a finding of no domain is said of its file", async () => {
    const warn = jest.spyOn(pulumi.log, "warn").mockResolvedValue(undefined);
    await reportFindings([{ ...finding("warning", "Old."), domain: "", file: "dns.lock.json", name: "a.example" }]);
    expect(warn.mock.calls).toEqual([["dns.lock.json some-id at a.example: Old. Why: RFC 7208 §3.2. Fix: Mend it."]]);
  });

  test("control characters of a spec do not reach the engine's terminal", async () => {
    await expect(reportFindings([finding("error", "a\u001b[31m\nb\u009b")])).rejects.toThrow(`${line}: a?[31m?b? Why`);
  });
});
