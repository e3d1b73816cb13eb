import { describe, expect, test } from "@jest/globals";
import { makeUndeclared } from "../../src/feedback/evidence-undeclared.ts";
import { formatEvidence } from "../../src/feedback/format-evidence.ts";
import { makeEvidence } from "../../src/feedback/make-evidence.ts";
import { parseEvidence, parseUndeclared } from "../../src/feedback/parse-evidence.ts";
import { context, feedback, row, WINDOW } from "../support/made-up-feedback.ts";

const sound = formatEvidence(makeEvidence(feedback({ rows: [row()] }), context));

describe("a file that is no evidence is refused with the reason", () => {
  const cases: readonly [string, string, string | RegExp][] = [
    ["empty", " \n", "is empty"],
    ["cut off", sound.slice(0, -40), "is no whole JSON document"],
    ...["<<<<<<< HEAD", "=======", ">>>>>>> theirs"].map((marker): [string, string, string] => [
      `a conflict: ${marker}`,
      sound.replace('  "domain"', `${marker}\n  "domain"`),
      "holds the conflict markers of a git merge",
    ]),
    [
      "a newer version",
      sound.replace('"version": 1', '"version": 2, "more": []'),
      "was made by a newer mailwright (version 2; this one reads version 1)",
    ],
    ["no version", sound.replace('"version": 1', '"versions": 1'), "does not say its version, which must be 1"],
    ["no object", "[]", "does not say its version, which must be 1"],
    ["an unknown key", sound.replace('"daysWithReports"', '"days"'), /^is not as evidence is written/],
    ["a negative count", sound.replace('"messages":1', '"messages":-1'), /^is not as evidence is written at \w+/],
    ["half a message", sound.replace('"messages":1', '"messages":1.5'), /^is not as evidence is written at \w+/],
    ["a day that is none", sound.replace('"first":"2026-06-01"', '"first":"2026-06-31"'), /at window\.first/],
    ["an escape sequence", sound.replace('"ip":"192.0.2.10"', '"ip":"\\u001b[2J"'), /at rows\.0\.ip/],
    [
      "a row under no policy",
      sound.replace('"policy":0', '"policy":1'),
      /expected rows under policies that the file has/,
    ],
  ];
  test.each(cases)("%s", (_, text, problem) => {
    expect(text).not.toBe(sound);
    const parsed = parseEvidence(text);
    expect(parsed).toEqual({
      ok: false,
      problem: typeof problem === "string" ? problem : expect.stringMatching(problem),
    });
  });

  test("and the sound one is read", () => {
    expect(parseEvidence(sound).ok).toBe(true);
  });

  test("and without its rows all else is the same, and checked", () => {
    const whole = parseEvidence(sound);
    expect(whole.ok && whole.value.rows.length).toBe(1);
    const light = { ok: true, value: { ...(whole.ok && whole.value), rows: [] } };
    const inRow = sound.replace('"ip":"192.0.2.10"', '"ip":7');
    expect(parseEvidence(inRow).ok).toBe(false);
    for (const text of [sound, inRow]) expect(parseEvidence(text, { rows: false })).toEqual(light);
    for (const [from, to] of [
      ['"daysWithReports"', '"days"'],
      ['\n    {"source"', '\n<<<<<<< HEAD\n    {"source"'],
      ['  "rest": [', '  "rest": [{},'],
      ["\n}\n", "\n"],
    ] as const) {
      const spoiled = sound.replace(from, to);
      expect(spoiled).not.toBe(sound);
      expect(parseEvidence(spoiled, { rows: false })).toEqual(parseEvidence(spoiled));
    }
    // A form that formatEvidence does not write is checked as a whole.
    const compact = JSON.stringify(JSON.parse(sound));
    expect(parseEvidence(compact, { rows: false })).toEqual(light);
  });
});

describe("reports about domains of nobody", () => {
  const domains = Array.from({ length: 201 }, (_, at) => {
    return { domain: `d${at}.example`, reports: 1, messages: at, first: WINDOW.first, last: WINDOW.last };
  });

  test("are ranked, two hundred of them, and the rest summed; written and read they are the same", () => {
    const undeclared = makeUndeclared(WINDOW, domains);
    expect(undeclared?.undeclared.map(({ domain }) => domain).slice(0, 2)).toEqual(["d200.example", "d199.example"]);
    expect(undeclared?.moreUndeclared).toEqual({ domains: 1, reports: 1, messages: 0 });
    expect(parseUndeclared(formatEvidence(undeclared as NonNullable<typeof undeclared>))).toEqual({
      ok: true,
      value: undeclared,
    });
    expect(makeUndeclared(WINDOW, domains.toReversed())).toEqual(undeclared);
  });

  test("are no file where there are none", () => {
    expect(makeUndeclared(WINDOW, [])).toBeUndefined();
  });
});
