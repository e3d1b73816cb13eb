/** `mailwright evidence` over a store that is played, on folders of specs of its own. */
import { mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { fastmail, zonefile, type DomainSpec } from "#mailwright";
import { evidence, type EvidenceOptions } from "../../src/cli/evidence.ts";
import type { Output } from "../../src/cli/output.ts";
import { readEvidence } from "../../src/cli/read-evidence.ts";
import type { DomainFeedback, FeedbackWindow, UndeclaredDomain } from "../../src/feedback/domain-feedback.ts";
import type { FeedbackQuestion, FeedbackReader } from "../../src/feedback/feedback-reader.ts";
import { dayAt } from "../../src/feedback/evidence-days.ts";
import type { FleetPlan } from "../../src/plan/domain-plan.ts";
import type { SourceRow } from "../../src/feedback/source-row.ts";
import { feedback, reporter, row } from "../support/made-up-feedback.ts";
import { folder, type Folder } from "../support/cli.ts";
import { clientSpec, planOf } from "../support/specs.ts";

let on: Folder;
let fleet: FleetPlan;
let before: string;
beforeEach(() => {
  on = folder();
  fleet = planOf(spec("shop.example"), spec("bakery.example"));
  before = process.cwd();
  process.chdir(on.path);
});
afterEach(() => {
  process.chdir(before);
  on.remove();
});

const spec = (domain: string): DomainSpec => clientSpec({ domain, services: [fastmail()], host: zonefile() });

/** A store with rows on days of their own; what is asked of it is written down. */
interface Played {
  readonly reader: FeedbackReader;
  readonly asked: {
    readonly wanted: readonly string[];
    readonly declared: readonly string[];
    readonly window: FeedbackWindow;
  }[];
}

interface Stored {
  readonly rows?: Readonly<Record<string, readonly Partial<SourceRow>[]>>;
  readonly undeclared?: readonly UndeclaredDomain[];
  readonly lastDay?: string | undefined;
}

function played({ rows = {}, undeclared = [], ...rest }: Stored): Played {
  const asked: Played["asked"] = [];
  const lastDay = "lastDay" in rest ? rest.lastDay : "2026-06-30";
  const of = (domain: string, { window }: FeedbackQuestion): DomainFeedback => {
    const inWindow = window.last === "2026-06-30";
    return feedback({ domain, window, rows: inWindow ? (rows[domain] ?? []).map(row) : [] });
  };
  return {
    asked,
    reader: {
      async *feedbackOf(wanted, question) {
        asked.push({ wanted, ...question });
        for (const domain of wanted) if (rows[domain] !== undefined) yield of(domain, question);
      },
      undeclared: async () => undeclared,
      lastDay: async () => lastDay,
    },
  };
}

interface Said {
  readonly code: number;
  readonly text: string;
  readonly json: Record<string, unknown> | undefined;
  readonly diagnostics: readonly string[];
}

async function run(store: Played, changes: Partial<EvidenceOptions> = {}): Promise<Said> {
  const text: string[] = [];
  const diagnostics: string[] = [];
  let json: Record<string, unknown> | undefined;
  const output: Output = {
    style: (_, shown) => shown,
    columns: undefined,
    text: line => void text.push(line),
    json: document => void (json = document as Record<string, unknown>),
    diagnostic: line => void diagnostics.push(line),
  };
  const options = {
    directory: "domains",
    names: [],
    declared: [...new Set([...fleet.domains, ...fleet.findings].map(({ domain }) => domain))].filter(Boolean),
    days: "30",
    until: undefined,
    json: false,
    today: "2026-07-02",
  };
  const code = await evidence(fleet, { ...options, ...changes }, store.reader, output);
  return { code, text: text.join("\n"), json, diagnostics };
}

const two: Stored = {
  rows: {
    "shop.example": [
      {
        headerFrom: "shop.example",
        messages: 1_204,
        days: [0, 1, 2],
        dkim: [{ domain: "shop.example", selector: "fm1", result: "pass" }],
        spf: [{ domain: "shop.example", scope: "mfrom", result: "pass" }],
      },
      {
        sourceIp: "203.0.113.7",
        headerFrom: "shop.example",
        messages: 40,
        alignedDkim: false,
        alignedSpf: false,
        dkim: [],
        spf: [],
      },
    ],
    "bakery.example": [],
  },
};

const content = (name: string): string => readFileSync(join("evidence", name), "utf8");

describe("what is written", () => {
  test("one file a domain that can be read; the same store again changes nothing", async () => {
    expect((await run(played(two), { json: true })).json).toEqual({
      written: ["evidence/bakery.example.json", "evidence/shop.example.json"],
      unchanged: [],
      removed: [],
      without: [],
      leftover: [],
      unplanned: [],
    });
    const { evidence: files, unreadable } = readEvidence("domains");
    expect(unreadable).toEqual([]);
    expect(files.map(({ file, evidence: one }) => [file, one.domain, one.totals.messages])).toEqual([
      ["evidence/bakery.example.json", "bakery.example", 0],
      ["evidence/shop.example.json", "shop.example", 1_244],
    ]);
    const inode = statSync("evidence/shop.example.json").ino;
    const again = await run(played(two), { json: true });
    expect(again.json).toMatchObject({
      written: [],
      unchanged: ["evidence/bakery.example.json", "evidence/shop.example.json"],
    });
    expect(statSync("evidence/shop.example.json").ino).toBe(inode);
  });

  test("named domains alone, while all that are declared are told to the store", async () => {
    const store = played({
      ...two,
      undeclared: [{ domain: "x.example", reports: 1, messages: 2, first: "2026-06-01", last: "2026-06-01" }],
    });
    const { json } = await run(store, { names: ["Shop.Example."], json: true });
    expect(json).toMatchObject({ written: ["evidence/shop.example.json"] });
    expect(store.asked.map(({ wanted, declared }) => [wanted, declared])).toEqual(
      Array.from({ length: 2 }, () => [["shop.example"], ["bakery.example", "shop.example"]]),
    );
  });

  test("the file of undeclared domains comes and goes with them", async () => {
    const undeclared = [{ domain: "x.example", reports: 1, messages: 2, first: "2026-06-01", last: "2026-06-01" }];
    await run(played({ ...two, undeclared }));
    expect(content("_undeclared.json")).toContain(
      '{"domain":"x.example","reports":1,"messages":2,"first":"2026-06-01","last":"2026-06-01"}',
    );
    expect((await run(played(two), { json: true })).json).toMatchObject({ removed: ["evidence/_undeclared.json"] });
    expect(on.files()).not.toContain("evidence/_undeclared.json");
  });

  test("a domain without any report has no file, and keeps the one it had", async () => {
    mkdirSync("evidence");
    writeFileSync("evidence/bakery.example.json", "old");
    const { text, diagnostics } = await run(played({ rows: { "shop.example": [] } }));
    expect(diagnostics).toEqual(["No report was ever about bakery.example: no evidence is written."]);
    expect(content("bakery.example.json")).toBe("old");
    expect(text).toMatch(/\n1 file written\.$/);
  });

  test("evidence of a domain that nobody declares stays, and is told", async () => {
    mkdirSync("evidence");
    writeFileSync("evidence/retired.example.json", "old");
    const { diagnostics, code } = await run(played(two));
    expect(diagnostics).toEqual([
      "warning: no spec declares what evidence/retired.example.json is about; delete what is not wanted any more.",
    ]);
    expect([code, content("retired.example.json")]).toEqual([0, "old"]);
  });

  test("a spec with errors keeps its domain's evidence as it is: exit 1", async () => {
    fleet = planOf(spec("shop.example"), spec("bakery.example"), { ...spec("broken.example"), nonsense: true });
    const { code, diagnostics } = await run(played(two));
    expect(code).toBe(1);
    expect(diagnostics).toEqual([
      "warning: a spec with errors keeps the evidence of broken.example as it is; mailwright check lists them.",
    ]);
  });
});

describe("the window", () => {
  const windows = async (
    changes: Partial<EvidenceOptions>,
    stored: Stored = two,
  ): Promise<readonly FeedbackWindow[]> => {
    const store = played(stored);
    await run(store, changes);
    return store.asked.map(({ window }) => window);
  };

  test("ends with the store's last day; before it a year is looked through", async () => {
    expect(await windows({})).toEqual([
      { first: "2025-06-30", last: "2026-05-31" },
      { first: "2026-06-01", last: "2026-06-30" },
    ]);
  });

  test("does not end tomorrow, whatever a report says", async () => {
    expect((await windows({}, { ...two, lastDay: "2031-01-01" }))[1]?.last).toBe("2026-07-02");
  });

  test("is what is asked for", async () => {
    expect((await windows({ days: "7", until: "2026-06-20" }))[1]).toEqual({ first: "2026-06-14", last: "2026-06-20" });
    expect(await windows({ days: "400" })).toEqual([{ first: dayAt("2026-06-30", -399), last: "2026-06-30" }]);
  });

  test.each([
    [{ days: "0" }, "--days 0 is no number of days from 1 to 400."],
    [{ days: "401" }, "--days 401 is no number of days from 1 to 400."],
    [{ days: "many" }, "--days many is no number of days from 1 to 400."],
    [{ until: "2026-06-31" }, "--until 2026-06-31 is no day such as 2026-06-30."],
    [{ until: "2026-07-03" }, "--until 2026-07-03 is still to come; the last day that can be asked for is 2026-07-02."],
    [
      { names: ["other.example"] },
      "No spec declares other.example; check the spelling, or add domains/other.example.ts.",
    ],
  ])("%j cannot be run", async (changes, message) => {
    await expect(run(played(two), changes)).rejects.toThrow(message);
    expect(on.files().filter(file => file.startsWith("evidence"))).toEqual([]);
  });

  test("a store without reports cannot be run", async () => {
    await expect(run(played({ lastDay: undefined }))).rejects.toThrow("The store holds no reports yet");
  });

  test("a file in the folder's place is said in a sentence", async () => {
    writeFileSync("evidence", "");
    await expect(run(played(two))).rejects.toThrow(/^The folder .*evidence cannot be made: EEXIST\.$/);
  });
});

describe("for people", () => {
  test("a table a domain", async () => {
    const { text } = await run(played(two), { names: ["shop.example"] });
    expect(text).toBe(
      [
        "shop.example  2026-06-01 to 2026-06-30, reports of 30 of 30 days, 1 reporter",
        "                   messages  passing    SPF   DKIM  days",
        "  fastmail            1,204    1,204  1,204  1,204     3",
        "  unauthenticated        40        0      0      0        spoofed or broken, from 1 address",
        "  all                 1,244    1,204  1,204  1,204",
        "",
        "1 file written.",
      ].join("\n"),
    );
  });

  test("a line a domain where there are more than twenty", async () => {
    const names = Array.from({ length: 20 }, (_, at) => `d${at}.example`);
    fleet = planOf(...["shop.example", "bakery.example", ...names].map(spec));
    const { text } = await run(played({ rows: { ...two.rows, ...Object.fromEntries(names.map(name => [name, []])) } }));
    const lines = text.split("\n");
    expect(lines).toHaveLength(1 + 22 + 2);
    expect(lines[0]).toBe(
      "                  messages  passing  unknown  unauthenticated  days  reporters  not seen  findings",
    );
    expect(lines.find(line => line.startsWith("  shop.example"))).toBe(
      "  shop.example       1,244    1,204        0               40    30          1         0         0",
    );
  });
});

test("the last mail of a service that was not seen in the window is found before it", async () => {
  const store = played(two);
  const reader: FeedbackReader = {
    ...store.reader,
    async *feedbackOf(wanted, { window }) {
      const isEarlier = window.last === "2026-05-31";
      const rows = [
        row({
          headerFrom: "shop.example",
          days: [100],
          dkim: [{ domain: "shop.example", selector: "fm1", result: "pass" }],
        }),
      ];
      for (const domain of wanted)
        if (domain === "shop.example")
          yield feedback({ domain, window, reporters: [reporter("r.example")], rows: isEarlier ? rows : [] });
    },
  };
  const { text } = await run({ reader, asked: [] }, { names: ["shop.example"] });
  expect(text).toContain("  fastmail         0        0    0     0     0  last seen 2025-10-08\n");
});
