/** checkdmarc, a checker that other people use, pointed at `mailwright serve`: no error for any example domain. */
import { execFile } from "node:child_process";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { describe, expect, test } from "@jest/globals";
import { zoneSkeleton } from "../../src/hosts/zonefile/skeleton.ts";
import { lockedFolder, run } from "../support/cli.ts";
import { checkdmarc, pythonOf } from "../support/python-tool.ts";
import { startServe } from "../support/serve.ts";

const support = join(__dirname, "../support");
const project = join(__dirname, "../..");

interface Checked {
  readonly soa: { readonly error?: string };
  readonly ns: { readonly error?: string; readonly hostnames: readonly string[] };
  readonly mx: { readonly error?: string };
  readonly spf: {
    readonly error?: string;
    readonly valid: boolean;
    readonly record: string;
    readonly dns_lookups: number;
  };
  readonly dmarc: {
    readonly error?: string;
    readonly valid: boolean;
    readonly record: string;
    readonly location: string;
  };
}

interface Planned {
  readonly domain: string;
  readonly findings: readonly { readonly id: string; readonly severity: string }[];
  readonly rrsets: readonly { readonly name: string; readonly rdata: readonly string[]; readonly purpose: string }[];
}

/** The domains of a folder of specs, planned and checked. */
async function check(
  specs: string,
): Promise<{ planned: readonly Planned[]; checked: Readonly<Record<string, Checked>> }> {
  const { domains: planned } = JSON.parse(run(["plan", "--json", "--domains", specs]).stdout) as {
    domains: Planned[];
  };
  const serving = await startServe(["--domains", specs]);
  try {
    const names = planned.map(one => (isParked(one) ? `parked:${one.domain}` : one.domain));
    return { planned, checked: await runCheckdmarc(serving.port, names) };
  } finally {
    await serving.stop();
  }
}

async function runCheckdmarc(port: number, names: readonly string[]): Promise<Readonly<Record<string, Checked>>> {
  const args = [join(support, "run-checkdmarc.py"), String(port), ...names];
  const { stdout } = await promisify(execFile)(pythonOf(checkdmarc, support), args, { maxBuffer: 1 << 26 });
  return JSON.parse(stdout) as Record<string, Checked>;
}

function isParked({ domain, rrsets }: Planned): boolean {
  return rrsets.some(set => set.name === domain && set.rdata.includes("v=spf1 -all"));
}

function textAt({ rrsets }: Planned, name: string, start: string): string | undefined {
  const at = rrsets.filter(set => set.name === name).flatMap(set => set.rdata);
  return at.find(text => text.startsWith(start));
}

const folders = [
  "test/fixtures/domains",
  ...readdirSync(join(project, "test/golden"))
    .filter(name => /^\d/.test(name))
    .map(name => `test/golden/${name}`),
];

describe("checkdmarc on what is planned", () => {
  test.each(folders)(
    "%s",
    async folder => {
      const { planned, checked } = await check(folder);
      expect(planned.length).toBeGreaterThan(0);
      expect(Object.keys(checked).toSorted()).toEqual(planned.map(one => one.domain).toSorted());
      for (const one of planned) {
        const { soa, ns, mx, spf, dmarc } = checked[one.domain] as Checked;
        const errors = Object.entries({ soa, ns, mx, spf, dmarc }).flatMap(([part, { error }]) =>
          error === undefined ? [] : [`${part}: ${error}`],
        );
        expect([one.domain, errors]).toEqual([one.domain, []]);
        // It has read our records, and not found nothing.
        expect([spf.valid, spf.record]).toEqual([true, textAt(one, one.domain, "v=spf1")]);
        expect([dmarc.valid, dmarc.location, dmarc.record]).toEqual([
          true,
          one.domain,
          textAt(one, `_dmarc.${one.domain}`, "v=DMARC1"),
        ]);
      }
    },
    60_000,
  );

  test("it does find mistakes where there are some", async () => {
    const specs = lockedFolder();
    specs.write(
      "client.example.zone",
      `${zoneSkeleton("client.example", 1)}@ IN TXT "v=spf1 -all"
@ IN TXT "v=spf1 include:spf.vendor.example -all"
_dmarc IN TXT "v=DMARC1; p=maybe"
`,
    );
    const serving = await startServe(["--zone", "client.example.zone"], specs.path);
    try {
      const { "client.example": checked } = await runCheckdmarc(serving.port, ["client.example"]);
      expect(checked?.spf.error).toMatch(/multiple SPF/i);
      expect(checked?.dmarc.error).toMatch(/maybe/);
    } finally {
      await serving.stop();
      specs.remove();
    }
  }, 60_000);
});
