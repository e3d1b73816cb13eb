/** Which specs a run of some domains reads: exactly those that tell its plan, or all where file names do not tell which. */
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterEach, describe, expect, test } from "@jest/globals";
import { folder, PROJECT, specText, type Folder } from "../support/cli.ts";

const loader = pathToFileURL(join(PROJECT, "src/cli/load-specs.ts")).href;
const program = (domains: readonly string[]): string => `
import { loadSelected } from ${JSON.stringify(loader)};
const parsed = await loadSelected({ directory: process.cwd() + "/domains", root: process.cwd() }, ${JSON.stringify(domains)});
console.log(JSON.stringify(parsed?.map(({ spec, findings }) => spec?.domain ?? findings.map(one => one.id)) ?? "all"));
`;

/** A client whose reports go to the address; the reports of the others go to themselves. */
const client = (domain: string, reportTo = "dmarc@reports.msp.example"): string =>
  specText(domain).replace(/reportTo: \[[^\]]*\]/, `reportTo: ["${reportTo}"]`);
const own = (domain: string): string => client(domain, `dmarc@${domain}`);

const fleet = {
  "a.example.ts": client("a.example"),
  "b.example.ts": client("b.example"),
  "own.example.ts": own("own.example"),
  "msp.example.ts": own("msp.example"),
};

let made: Folder | undefined;
afterEach(() => made?.remove());

function selected(domains: readonly string[], changes: Readonly<Record<string, string>> = {}): unknown {
  made = folder({ ...fleet, ...changes });
  const args = ["--input-type=module", "--eval", program(domains)];
  const { stdout, stderr } = spawnSync(process.execPath, args, { cwd: made.path, encoding: "utf8" });
  expect(stderr).toBe("");
  return JSON.parse(stdout);
}

describe("the specs of a run", () => {
  test.each<[string, string[], Record<string, string>, unknown]>([
    ["a client and the domain its reports go to", ["a.example"], {}, ["a.example", "msp.example"]],
    [
      "two clients, their report domain once",
      ["b.example", "a.example"],
      {},
      ["a.example", "b.example", "msp.example"],
    ],
    ["a domain that takes its own reports, alone", ["own.example"], {}, ["own.example"]],
    ["a report domain, alone: its clients' records are the clients'", ["msp.example"], {}, ["msp.example"]],
    [
      "a wildcard serves clients that only the fleet names",
      ["msp.example"],
      {
        "msp.example.ts": own("msp.example").replace("dmarc:", 'reportAuthorisation: "wildcard",\n  dmarc:'),
      },
      "all",
    ],
    [
      "reports that go to a domain without a spec of its name",
      ["a.example"],
      {
        "a.example.ts": client("a.example", "dmarc@elsewhere.example"),
      },
      "all",
    ],
    ["no file of that name", ["c.example"], {}, "all"],
    ["a chosen file that declares another domain", ["a.example"], { "a.example.ts": client("c.example") }, "all"],
    [
      "a report domain's file that declares another domain",
      ["a.example"],
      { "msp.example.ts": own("c.example") },
      "all",
    ],
    ["a broken client: its findings", ["a.example"], { "a.example.ts": `${client("a.example")}}` }, [["spec-syntax"]]],
    [
      "a broken report domain: its findings, for the client to be stopped by",
      ["a.example"],
      {
        "msp.example.ts": `${own("msp.example")}}`,
      },
      ["a.example", ["spec-syntax"]],
    ],
    [
      "a file that does not say the domain it is named for",
      ["own.example"],
      { "b.example.ts": "export default {" },
      "all",
    ],
    ["two files of one name", ["own.example"], { "group/own.example.ts": own("own.example") }, "all"],
    [
      "domains above and below: their names may meet",
      ["own.example"],
      {
        "deep.own.example.ts": own("deep.own.example"),
        "example.ts": "export {};",
      },
      "all",
    ],
    [
      "a domain below comes along",
      ["own.example"],
      { "deep.own.example.ts": own("deep.own.example") },
      ["deep.own.example", "own.example"],
    ],
    [
      "a domain above comes along",
      ["deep.own.example"],
      { "deep.own.example.ts": own("deep.own.example") },
      ["deep.own.example", "own.example"],
    ],
    [
      "a parked domain may be one that reports go to",
      ["own.example"],
      {
        "own.example.ts":
          'import { parked, zonefile } from "#mailwright";\nexport default parked({ domain: "own.example", host: zonefile() });\n',
      },
      "all",
    ],
  ])("%s", (_, domains, changes, expected) => {
    expect(selected(domains, changes)).toEqual(expected);
  });
});
