/** A run of just what changed, on the real engine: exact targets, nothing else touched. */
import { execFileSync } from "node:child_process";
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, jest, test } from "@jest/globals";
import { makeCheckout, type Checkout } from "../support/checkout.ts";

jest.setTimeout(120_000);

function spec(domain: string, policy: string, terms = '["ip4:192.0.2.1"]'): string {
  return `import { defineDomain, fastmail, zonefile } from "#mailwright";
export default defineDomain({
  domain: "${domain}",
  host: zonefile(),
  services: [fastmail()],
  spf: { terms: ${terms} },
  dmarc: { policy: "${policy}", reportTo: ["dmarc@reports.msp.test"] },
  allowDeletes: { reason: "services come and go here", until: "2099-12-31" },
});
`;
}

const domains = ["example.com", "my-example.com", "sub.example.com", "example.com.msp.test", "msp.test"];
const others = Array.from({ length: 8 }, (_, index) => `client-${index}.test`);

let checkout: Checkout;
beforeAll(async () => {
  const names = [...domains, ...others];
  checkout = await makeCheckout(Object.fromEntries(names.map(name => [`${name}.ts`, spec(name, "none")])));
  checkout.write(".gitignore", "node_modules\n.mailwright/\n");
  git("init", "--quiet", "--initial-branch=main");
  commit("All domains");
  expect(checkout.mailwright("up", "--", "--yes").code).toBe(0);
});
afterAll(() => checkout.remove());

function git(...args: string[]): string {
  const who = ["-c", "user.name=test", "-c", "user.email=test@client.test"];
  return execFileSync("git", ["-C", checkout.path, ...who, ...args], { encoding: "utf8" });
}

function commit(message: string): void {
  git("add", "--all");
  git("commit", "--quiet", "--message", message);
}

/** Every zone file by name. */
function zones(): Record<string, string> {
  const folder = join(checkout.path, ".mailwright/zones");
  return Object.fromEntries(readdirSync(folder).map(file => [file, readFileSync(join(folder, file), "utf8")]));
}

function changedZones(before: Record<string, string>): string[] {
  return Object.entries(zones()).flatMap(([file, text]) => (before[file] === text ? [] : [file]));
}

/** What a preview would do, by resource name; a missing step is a resource the program did not register or that stays. */
function planned(...args: string[]): Record<string, string> {
  const run = checkout.mailwright("preview", ...args, "--", "--json");
  expect(`${run.code} ${run.code === 0 ? "" : run.stdout}`).toBe("0 ");
  const { steps } = JSON.parse(run.stdout) as { steps: { op: string; urn: string }[] };
  return Object.fromEntries(
    steps.filter(one => one.op !== "same").map(one => [one.urn.split("::").at(-1) ?? "", one.op]),
  );
}

const change = (domain: string, text: string): void => checkout.write(`domains/${domain}.ts`, text);

describe("only what changed", () => {
  test("nothing changed: says so and starts no engine", () => {
    const run = checkout.mailwright("preview", "--base", "HEAD");
    expect(run).toEqual({ code: 0, stdout: "No domain's plan differs from HEAD.\n", stderr: "" });
  });

  test("one changed domain is run alone, though other specs on disk differ from the stack as well", () => {
    change("my-example.com", spec("my-example.com", "quarantine"));
    commit("Not yet applied");
    change("example.com", spec("example.com", "quarantine"));
    expect(planned("--base", "HEAD")).toEqual({ "_dmarc.example.com/TXT/dmarc": "update" });
    // By name as well; sub.example.com comes along and has nothing to do.
    expect(planned("example.com")).toEqual({ "_dmarc.example.com/TXT/dmarc": "update" });
  });

  test("up of example.com leaves my-example.com and every other zone as it is, to the byte", () => {
    const before = zones();
    expect(checkout.mailwright("up", "example.com", "--", "--yes").code).toBe(0);
    expect(changedZones(before)).toEqual(["example.com.zone"]);
    expect(zones()["my-example.com.zone"]).toContain("p=none");
    expect(planned()).toEqual({ "_dmarc.my-example.com/TXT/dmarc": "update" });
  });

  test("a service that goes takes its records along, only in its domain", () => {
    change(
      "example.com",
      spec("example.com", "none")
        .replace("services: [fastmail()]", "services: [mandrill({})]")
        .replace("fastmail,", "mandrill,"),
    );
    const plan = planned("--base", "HEAD");
    expect(plan["fm1._domainkey.example.com/CNAME"]).toBe("delete");
    expect(Object.keys(plan).filter(name => !name.includes("example.com/"))).toEqual([]);
    expect(Object.keys(plan).filter(name => /my-|sub\.|msp\.test/.test(name))).toEqual([]);
    change("example.com", spec("example.com", "quarantine"));
    commit("example.com applied");
  });

  test("a new client comes with its authorisation record in the report domain's zone", () => {
    const before = zones();
    change("new.test", spec("new.test", "none"));
    expect(planned("--base", "HEAD")["new.test._report._dmarc.reports.msp.test/TXT/report-authorisation"]).toBe(
      "create",
    );
    expect(checkout.mailwright("up", "--base", "HEAD", "--", "--yes").code).toBe(0);
    expect(changedZones(before).toSorted()).toEqual(["msp.test.zone", "new.test.zone"]);
    commit("A new client");
  });

  test("a changed report address takes the old authorisation record away", () => {
    change("client-3.test", spec("client-3.test", "none").replace("reports.msp.test", "dmarc.msp.test"));
    const plan = planned("--base", "HEAD");
    expect(plan["client-3.test._report._dmarc.dmarc.msp.test/TXT/report-authorisation"]).toBe("create");
    expect(plan["client-3.test._report._dmarc.reports.msp.test/TXT/report-authorisation"]).toBe("delete");
    git("checkout", "--quiet", "--", ".");
  });

  test("the report domain is run alone, and its clients' authorisation records stay", () => {
    change("msp.test", spec("msp.test", "quarantine"));
    expect(planned("msp.test")).toEqual({ "_dmarc.msp.test/TXT/dmarc": "update" });
    expect(planned("--base", "HEAD")).toEqual({ "_dmarc.msp.test/TXT/dmarc": "update" });
    git("checkout", "--quiet", "--", ".");
  });

  test("a domain below another is neither touched with it nor touches it, whatever is wrong in its spec", () => {
    change("sub.example.com", spec("sub.example.com", "none").replace("host:", "hots:"));
    expect(planned("example.com")).toEqual({});
    expect(checkout.mailwright("preview", "sub.example.com").code).toBe(1);
    git("checkout", "--quiet", "--", ".");
    execFileSync("rm", [join(checkout.path, "domains/sub.example.com.ts")]);
    expect(planned("example.com")).toEqual({});
    git("checkout", "--quiet", "--", ".");
  });

  test("a report domain with an error in its spec stops its clients: their authorisation would be lost", () => {
    change("msp.test", spec("msp.test", "none").replace("services", "servces"));
    const run = checkout.mailwright("preview", "client-7.test");
    expect(run.code).toBe(1);
    expect(run.stdout).toContain("dmarc-report-host-unplanned");
    git("checkout", "--quiet", "--", ".");
  });

  test("a wildcard authorisation that is not there yet stops a client's policy, and the whole stack makes it", () => {
    change("msp.test", spec("msp.test", "none").replace("dmarc:", 'reportAuthorisation: "wildcard",\n  dmarc:'));
    commit("Wildcard");
    expect(checkout.mailwright("up", "client-7.test", "--", "--yes").code).not.toBe(0);
    const whole = checkout.mailwright("preview", "msp.test");
    expect(whole.stderr).toContain("Policies of other domains depend on msp.test; running the whole stack.");
    expect(checkout.mailwright("up", "--", "--yes").code).toBe(0);
    expect(zones()["msp.test.zone"]).toContain("*._report._dmarc.reports.msp.test.");
    expect(planned("client-7.test")).toEqual({});
  });

  test("a name that moves from one spec to another is the same record: not made anew and deleted", () => {
    const own = 'ownServer({ name: "office", ip4: ["192.0.2.9"], subdomain: "mail", dkim: { s1: { revoked: true } } })';
    const withServices = (services: string): string =>
      spec("client-4.test", "none").replace("fastmail,", "fastmail, ownServer,").replace("[fastmail()]", services);
    change("client-4.test", withServices(`[fastmail(), ${own}]`));
    expect(checkout.mailwright("up", "client-4.test", "--", "--yes").code).toBe(0);
    const before = zones()["client-4.test.zone"] ?? "";
    expect(before).toContain("s1._domainkey.mail.client-4.test.");
    change("client-4.test", spec("client-4.test", "none"));
    change(
      "mail.client-4.test",
      spec("mail.client-4.test", "none")
        .replace("fastmail,", "ownServer,")
        .replace("[fastmail()]", `[${own.replace(' subdomain: "mail",', "")}]`)
        .replace("host:", 'zone: "client-4.test",\n  host:')
        .replace('["ip4:192.0.2.1"]', "[]"),
    );
    expect(checkout.mailwright("up", "--", "--yes").code).toBe(0);
    const after = zones()["client-4.test.zone"] ?? "";
    for (const name of ["mail.client-4.test/TXT/spf", "s1._domainkey.mail.client-4.test/TXT/dkim"]) {
      expect(before.split("\n").filter(line => line.endsWith(`; mailwright ${name}`))).toHaveLength(1);
      expect(after.split("\n").filter(line => line.endsWith(`; mailwright ${name}`))).toHaveLength(1);
    }
    expect(planned()).toEqual({});
    execFileSync("rm", [join(checkout.path, "domains/mail.client-4.test.ts")]);
    git("checkout", "--quiet", "--", ".");
    const refused = checkout.mailwright("up", "--", "--yes");
    expect(refused.code).toBe(1);
    expect(refused.stdout).toContain("mail.client-4.test has no spec any more, and its 3 records would be deleted.");
    // Its records stay in the DNS: the stack forgets them, by the very command that the refusal gives.
    const [, command = ""] = /run pulumi (state delete [^.]*'[^']*')/.exec(refused.stdout) ?? [];
    const args = command.split(" ").map(one => one.replaceAll("'", ""));
    expect(checkout.pulumi(...args, "--yes").code).toBe(0);
    expect(checkout.mailwright("up", "--", "--yes").code).toBe(0);
    expect(zones()["client-4.test.zone"]).toContain("; mailwright mail.client-4.test/TXT/spf");
  });

  test("a shared bit is compared by its effect: only domains whose plan changes are run", () => {
    change("_shared", 'export const terms = ["ip4:192.0.2.7"];\nexport const unused = 1;\n');
    for (const domain of ["client-1.test", "client-2.test"]) {
      change(domain, `import { terms } from "./_shared.ts";\n${spec(domain, "none", "terms")}`);
    }
    commit("Shared terms");
    expect(checkout.mailwright("up", "--", "--yes").code).toBe(0);
    change("_shared", 'export const terms = ["ip4:192.0.2.7"];\nexport const unused = 2;\n');
    expect(checkout.mailwright("preview", "--base", "HEAD").stdout).toContain("No domain's plan differs");
    change("_shared", 'export const terms = ["ip4:192.0.2.8"];\nexport const unused = 2;\n');
    expect(planned("--base", "HEAD")).toEqual({ "client-1.test/TXT/spf": "update", "client-2.test/TXT/spf": "update" });
    git("checkout", "--quiet", "--", ".");
  });

  test("a spec that is gone is said aloud, and its records are in the preview", () => {
    execFileSync("rm", [join(checkout.path, "domains/client-5.test.ts")]);
    const run = checkout.mailwright("preview", "--base", "HEAD");
    expect(run.stderr).toContain("client-5.test has lost its spec, so its records would be deleted");
    expect(run.stdout).toMatch(/_dmarc\.client-5\.test\/TXT\/dmarc delete/);
    expect(run.code).toBe(1);
    expect(run.stdout).toContain("spec-gone");
    git("checkout", "--quiet", "--", ".");
  });

  test("an error in another domain's spec does not stop this one; its own does", () => {
    change("client-6.test", "export default {");
    expect(checkout.mailwright("preview", "client-7.test").code).toBe(0);
    expect(checkout.mailwright("preview", "client-6.test").code).toBe(1);
    expect(checkout.mailwright("preview").code).toBe(1);
    git("checkout", "--quiet", "--", ".");
  });

  test.each([
    [["preview", "nobody.test"], "No spec of this stack declares nobody.test"],
    [["preview", "--base", "no-such-ref"], 'Git knows no revision "no-such-ref" here'],
  ])("mailwright %j cannot run, and says why in one sentence", (args, sentence) => {
    const run = checkout.mailwright(...args);
    expect(run.code).toBe(2);
    expect(run.stderr).toContain(sentence);
    expect(run.stderr.trim().split("\n")).toHaveLength(1);
  });
});
