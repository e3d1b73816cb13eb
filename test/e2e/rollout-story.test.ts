/** Where the product came from, on the real engine: a spoofed client goes from none to quarantine, and no mail is lost. */
import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, extname, join } from "node:path";
import { afterAll, beforeAll, expect, jest, test } from "@jest/globals";
import { BAKERY } from "../../samples/mail-streams.ts";
import { packReports } from "../../samples/pack-reports.ts";
import { dayAt } from "../../src/feedback/evidence-days.ts";
import type { Evidence } from "../../src/feedback/evidence.ts";
import { dispositionsOf, monthOfMail } from "../support/bakery-mail.ts";
import { makeCheckout, type Checkout, type Run } from "../support/checkout.ts";
import { clock } from "../support/clock.ts";
import { ED25519_KEY, RSA_2048_KEY } from "../support/specs.ts";

jest.setTimeout(120_000);

const SPEC = `domains/${BAKERY}.ts`;
const ZONE = `.mailwright/zones/${BAKERY}.zone`;
const spec = `import { defineDomain, googleWorkspace, ownServer, zonefile } from "#mailwright";

export default defineDomain({
  domain: "${BAKERY}",
  host: zonefile(),
  services: [
    googleWorkspace({ dkim: { google: "${RSA_2048_KEY}" } }),
    ownServer({ name: "till", ip4: ["192.0.2.10"], dkim: { till: "${ED25519_KEY}" } }),
  ],
  // The client asked for care.
  dmarc: { policy: "none", reportTo: ["dmarc@${BAKERY}"] },
});
`;

/** Last days of three months, one after the other. */
const [FIRST, SECOND, THIRD] = ["2026-06-30", "2026-07-30", "2026-08-29"];
const day = clock("2026-06-01");

let checkout: Checkout;
beforeAll(async () => {
  const own = process.env["NODE_OPTIONS"];
  process.env["NODE_OPTIONS"] = day.nodeOptions;
  checkout = await makeCheckout({ [`${BAKERY}.ts`]: spec });
  if (own === undefined) delete process.env["NODE_OPTIONS"];
  else process.env["NODE_OPTIONS"] = own;
  checkout.write(".gitignore", "node_modules\n.mailwright/\n");
  git("init", "--quiet", "--initial-branch=main");
  commit("A client at none");
});
afterAll(() => {
  checkout.remove();
  day.remove();
});

function git(...args: readonly string[]): void {
  const who = ["-c", "user.name=test", "-c", "user.email=test@client.test", "-c", "commit.gpgsign=false"];
  execFileSync("git", ["-C", checkout.path, ...who, ...args], { stdio: "ignore" });
}

function commit(message: string): void {
  git("add", "--all");
  git("commit", "--quiet", "--message", message);
}

const all = ({ stdout, stderr }: Run): string => `${stdout}${stderr}`;

function done(...args: readonly string[]): string {
  const run = checkout.mailwright(...args);
  expect(`${run.code}${run.code === 0 ? "" : all(run)}`).toBe("0");
  return run.stdout;
}

/** What the zone publishes, which BIND takes. */
function published(): "none" | "quarantine" | "reject" {
  const checked = spawnSync("named-checkzone", ["-i", "local", BAKERY, join(checkout.path, ZONE)], {
    encoding: "utf8",
  });
  expect(checked.stdout).toMatch(/OK\n$/);
  const [, p = "none"] = /_dmarc\S* .*"v=DMARC1; ?p=(\w+)/.exec(checkout.read(ZONE)) ?? [];
  return p as "none";
}

/** A month goes by under what is published then; its feedback comes in files of every kind, and is evidence the day after. */
function monthUntil(
  until: string,
  newsletterSigns: boolean,
): { reports: ReturnType<typeof monthOfMail>; evidence: Evidence } {
  const reports = monthOfMail({ until, published: published(), newsletterSigns });
  const folder = join(checkout.path, ".mailwright/feedback", until);
  const files = packReports(reports);
  for (const [path, content] of files) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  }
  expect(new Set([...files.keys()].map(path => extname(path)))).toEqual(
    new Set([".mbox", ".zip", ".gz", ".xml", ".eml", ".example"]),
  );
  day.set(dayAt(until, 1));
  const taken: unknown = JSON.parse(done("ingest", folder, "--json"));
  expect(taken).toMatchObject({ rejected: [], duplicates: 0 });
  done("evidence", "--until", until);
  const evidence = JSON.parse(checkout.read(`evidence/${BAKERY}.json`)) as Evidence;
  const sums = Object.values(dispositionsOf(reports)).reduce((sum, count) => sum + count, 0);
  expect(evidence.totals.messages).toBe(sums);
  return { reports, evidence };
}

interface Forecast {
  readonly messages: number;
  readonly before: Readonly<Record<"none" | "quarantine" | "reject", number>>;
  readonly after: Forecast["before"];
  readonly spoofing: { readonly messages: number; readonly after: Forecast["before"] };
  readonly agreement: { readonly rate: number };
}

function impact(...args: readonly string[]): Forecast {
  const { domains } = JSON.parse(done("impact", BAKERY, "--json", ...args)) as { domains: readonly Forecast[] };
  expect(domains).toHaveLength(1);
  return domains[0] as Forecast;
}

test("the first month: the gate names the forgotten sender, and nothing else holds the policy up", () => {
  done("up", "--", "--yes");
  expect(published()).toBe("none");
  const { evidence } = monthUntil(FIRST, false);
  // More is spoofed than the bakery sends.
  expect(evidence.totals.unauthenticated).toBeGreaterThan(evidence.totals.declared);

  checkout.edit(SPEC, 'policy: "none"', 'policy: "quarantine"');
  const gate = checkout.mailwright("gate", "--json");
  const [judged] = (JSON.parse(gate.stdout) as { gates: { verdict: string; rules: { id: string; ok: unknown }[] }[] })
    .gates;
  expect([gate.code, judged?.verdict]).toEqual([1, "blocked"]);
  expect(judged?.rules.filter(({ ok }) => ok !== true).map(({ id }) => id)).toEqual(["unknown-senders"]);
  const text = checkout.mailwright("gate");
  expect([text.code, text.stdout]).toEqual([1, expect.stringMatching(/no +unknown-senders .*mailchimp/)]);
  for (const run of [checkout.mailwright("preview"), checkout.mailwright("up", "--", "--yes")]) {
    expect([run.code, all(run)]).toEqual([1, expect.stringMatching(/policy-not-carried[\s\S]*mailchimp/)]);
  }
  expect(published()).toBe("none");
});

test("advise has the line that is missing; with it, at none, the vendor's keys are published", () => {
  checkout.edit(SPEC, 'policy: "quarantine"', 'policy: "none"');
  const advice = done("advise");
  const [, line = ""] = /add to services \(import mailchimp\):\n +(mailchimp\(.*\),)\n/.exec(advice) ?? [];
  expect(line).toBe("mailchimp(),");
  checkout.edit(SPEC, "    ownServer", `    ${line}\n    ownServer`);
  checkout.edit(SPEC, "googleWorkspace, ", "googleWorkspace, mailchimp, ");
  done("up", "--", "--yes");
  expect(published()).toBe("none");
  expect(checkout.read(ZONE)).toMatch(/^k2\._domainkey\S* .*CNAME dkim2\.mcsv\.net\. /m);
  commit("The newsletter is declared");
});

let forecast: Forecast;

test("the second month: the gate allows quarantine, and up publishes it", () => {
  const { evidence } = monthUntil(SECOND, true);
  expect(evidence.services.find(({ id }) => id === "mailchimp")).toMatchObject({ messages: expect.any(Number) });
  commit("Evidence of the second month");
  expect(done("rollout", "advance", BAKERY)).toContain('policy: "quarantine"');
  expect(checkout.read(SPEC)).toContain('  // The client asked for care.\n  dmarc: { policy: "quarantine", ');
  expect(done("gate", BAKERY)).toMatch(/^allowed +harbour-bakery\.example +p=none → p=quarantine/);
  forecast = impact("--base", "HEAD");
  expect(forecast.before).toEqual({ none: forecast.messages, quarantine: 0, reject: 0 });
  expect(done("preview", "--base", "HEAD")).toContain("_dmarc");
  done("up", "--", "--yes");
  expect(published()).toBe("quarantine");
  commit("To quarantine");
});

test("the third month is as the forecast said, within 1 %; the spoof is quarantined, and no service's mail fell", () => {
  const { reports, evidence } = monthUntil(THIRD, true);
  const became = dispositionsOf(reports);
  const messages = evidence.totals.messages;
  // It is other mail, so the forecast is taken to its volume.
  expect(messages).not.toBe(forecast.messages);
  for (const one of ["none", "quarantine", "reject"] as const) {
    const expected = (forecast.after[one] * messages) / forecast.messages;
    expect([one, Math.abs(expected - became[one]) / messages < 0.01, expected, became[one]]).toEqual([
      one,
      true,
      expected,
      became[one],
    ]);
  }
  const now = impact();
  const stopped = (one: Forecast): number => one.spoofing.after.quarantine / one.spoofing.messages;
  expect(became.quarantine).toBeGreaterThan(0.8 * evidence.totals.unauthenticated);
  expect(Math.abs(stopped(now) - stopped(forecast))).toBeLessThan(0.01);
  expect(now.agreement.rate).toBeGreaterThan(0.99);
  const watch = done("rollout", "watch");
  expect(watch).toMatch(/^steady +harbour-bakery\.example +p=none → p=quarantine/);
  expect(watch).toContain("0 dropped");
});
