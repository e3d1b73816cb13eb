/** `mailwright adopt --all`: a whole account, in one go or in several, at fakes of both hosts. */
import { afterAll, beforeAll, describe, expect, jest, test } from "@jest/globals";
import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { ChangeResourceRecordSetsCommand, CreateHostedZoneCommand } from "@aws-sdk/client-route-53";
import { folder, runAside, type Folder, type Run } from "../support/cli.ts";
import { startCloudflareApi, type CloudflareApi } from "../support/fakes/cloudflare-api.ts";
import { startMoto, type Moto } from "../support/moto.ts";

jest.setTimeout(120_000);

const read = (at: Folder, file: string): string => readFileSync(join(at.path, file), "utf8");

describe("Cloudflare", () => {
  let api: CloudflareApi;
  let at: Folder;
  const adoptAll = (...more: string[]): Promise<Run> =>
    runAside(["adopt", "--all", "--from", "cloudflare", ...more], at.path, undefined, {
      CLOUDFLARE_BASE_URL: api.baseUrl,
      CLOUDFLARE_API_TOKEN: api.token,
    });
  const addClient = (name: string, id: string): void => {
    api.addZone(name, id);
    const txt = (owner: string, content: string) => api.add(name, { type: "TXT", name: owner, content, ttl: 3600 });
    txt(name, '"v=spf1 include:_spf.google.com ~all"');
    txt(name, '"google-site-verification=abc"');
    txt(`_dmarc.${name}`, `"v=DMARC1; p=none; rua=mailto:dmarc@${name}"`);
  };
  beforeAll(async () => {
    api = await startCloudflareApi();
    at = folder();
    addClient("one.example", "1".repeat(32));
    addClient("two.example", "2".repeat(32));
    api.addZone("empty.example", "3".repeat(32));
  });
  afterAll(async () => {
    at.remove();
    await api.close();
  });

  test("--json shows what would be written and writes nothing", async () => {
    const run = await adoptAll("--json");
    expect([run.code, run.stderr]).toEqual([1, ""]);
    const { adopted, skipped, failed } = JSON.parse(run.stdout) as {
      adopted: { domain: string; imports: unknown[] }[];
      skipped: string[];
      failed: { domain: string }[];
    };
    expect(adopted.map(one => [one.domain, one.imports.length])).toEqual([
      ["one.example", 3],
      ["two.example", 3],
    ]);
    expect([skipped, failed.map(one => one.domain)]).toEqual([[], ["empty.example"]]);
    expect(at.files()).toEqual(["domains"]);
  });

  test("every zone gets its spec and its map; one that cannot be adopted does not stop the others", async () => {
    const run = await adoptAll();
    expect(run.code).toBe(1);
    expect(run.stdout).toContain("2 adopted, 0 skipped, 1 failed.");
    expect(run.stdout).toMatch(
      /empty\.example {2}failed: No TXT, CNAME or MX record stands at or below empty\.example/,
    );
    expect(at.files().filter(file => file.includes("."))).toEqual([
      "domains/one.example.ts",
      "domains/two.example.ts",
      "imports/one.example.json",
      "imports/two.example.json",
    ]);
    expect(read(at, "domains/one.example.ts")).toContain("googleWorkspace(");
    const map = JSON.parse(read(at, "imports/one.example.json")) as Record<string, string>;
    expect(Object.keys(map)).toEqual([
      "_dmarc.one.example/TXT/dmarc",
      "one.example/TXT/spf",
      "one.example/TXT/verification-google-workspace",
    ]);
    expect(Object.values(map).every(id => /^1{32}\/[0-9a-f]{32}$/.test(id))).toBe(true);
  });

  test("a second run takes up what is new, and says what it skips", async () => {
    addClient("three.example", "4".repeat(32));
    const before = read(at, "domains/one.example.ts");
    const run = await adoptAll();
    expect(run.stdout).toContain("1 adopted, 2 skipped, 1 failed.");
    expect(run.stdout).toContain("one.example  skipped: it has a spec");
    expect(at.files()).toContain("domains/three.example.ts");
    expect(read(at, "domains/one.example.ts")).toBe(before);
  });

  test("a run that was stopped between the map and the spec is finished by the next; another map is left alone", async () => {
    addClient("four.example", "5".repeat(32));
    await adoptAll();
    const map = read(at, "imports/four.example.json");
    rmSync(join(at.path, "domains/four.example.ts"));
    expect((await adoptAll()).stdout).toContain("1 adopted, 3 skipped, 1 failed.");
    rmSync(join(at.path, "domains/four.example.ts"));
    at.write("imports/four.example.json", "{}\n");
    const run = await adoptAll();
    expect(run.stdout).toContain("imports/four.example.json is there already, and nothing is written over it");
    expect(read(at, "imports/four.example.json")).toBe("{}\n");
    expect(map).not.toBe("{}\n");
  });

  test("a spec in a group's folder counts", async () => {
    at.write(
      "domains/clinics/five.example.ts",
      read(at, "domains/one.example.ts").replaceAll("one.example", "five.example"),
    );
    addClient("five.example", "6".repeat(32));
    expect((await adoptAll()).stdout).toContain("five.example  skipped: it has a spec");
  });

  test.each([
    [["adopt", "--from", "cloudflare"], "Name one domain to adopt, or give --all."],
    [["adopt", "one.example", "--all", "--from", "cloudflare"], "Name one domain to adopt, or give --all."],
    [["adopt", "--all", "--from", "dns"], "--all lists the zones of an account"],
    [["adopt", "--all", "--from", "cloudflare"], "Cloudflare needs a token"],
    [["adopt", "new.example", "--from", "route53:Z0ONE"], "could not be reached"],
  ])("%j cannot run, and says why in one sentence", async (args, sentence) => {
    const env = {
      CLOUDFLARE_API_TOKEN: "",
      AWS_ENDPOINT_URL_ROUTE_53: "http://127.0.0.1:1",
      AWS_MAX_ATTEMPTS: "1",
      AWS_ACCESS_KEY_ID: "x",
      AWS_SECRET_ACCESS_KEY: "y",
    };
    const run = await runAside(args, at.path, undefined, env);
    expect([run.code, run.stdout]).toEqual([2, ""]);
    expect(run.stderr).toContain(sentence);
    expect(run.stderr.trim().split("\n")).toHaveLength(1);
  });
});

describe("Route 53", () => {
  let moto: Moto;
  let at: Folder;
  beforeAll(async () => {
    moto = await startMoto();
    at = folder();
  });
  afterAll(() => {
    at.remove();
    moto.stop();
  });

  /** Real ids begin with Z, which a spec asks for; moto's begin with any letter. */
  async function makeZone(name: string): Promise<string> {
    for (let n = 0; ; n++) {
      const made = await moto.client.send(new CreateHostedZoneCommand({ Name: name, CallerReference: `${name} ${n}` }));
      const id = (made.HostedZone?.Id ?? "").replace("/hostedzone/", "");
      if (id.startsWith("Z")) return id;
      const { DeleteHostedZoneCommand } = await import("@aws-sdk/client-route-53");
      await moto.client.send(new DeleteHostedZoneCommand({ Id: id }));
    }
  }

  test("RRsets are taken over whole, by zone, name and type; a zone of two of one name waits for a choice", async () => {
    const zoneId = await makeZone("clinic.example");
    await makeZone("twice.example");
    await makeZone("twice.example");
    const set = (Name: string, ...values: string[]) => ({
      Action: "CREATE" as const,
      ResourceRecordSet: { Name, Type: "TXT" as const, TTL: 3600, ResourceRecords: values.map(Value => ({ Value })) },
    });
    const Changes = [
      set("clinic.example", '"v=spf1 include:_spf.google.com ~all"', '"MS=ms1"'),
      set("_dmarc.clinic.example", '"v=DMARC1; p=none; rua=mailto:dmarc@clinic.example"'),
    ];
    await moto.client.send(new ChangeResourceRecordSetsCommand({ HostedZoneId: zoneId, ChangeBatch: { Changes } }));
    const run = await runAside(["adopt", "--all", "--from", "route53"], at.path, undefined, moto.env);
    expect(run.stdout).toContain("1 adopted, 0 skipped, 1 failed.");
    expect(run.stdout).toContain(
      "twice.example  failed: there are several zones of that name; choose one with --from route53:ZONE_ID",
    );
    expect(JSON.parse(read(at, "imports/clinic.example.json"))).toEqual({
      "_dmarc.clinic.example/TXT": `${zoneId}__dmarc.clinic.example_TXT`,
      "clinic.example/TXT": `${zoneId}_clinic.example_TXT`,
    });
    expect(read(at, "domains/clinic.example.ts")).toContain(`route53({ zoneId: "${zoneId}" })`);
  });
});
