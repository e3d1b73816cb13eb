/**
 * Domains at Cloudflare: the real engine and the real @pulumi/cloudflare classes, a stand-in plugin that judges, plans and sends
 * as the real one, and a fake of the API that keeps and refuses as the live one. The tests are one story, told in order.
 */
import { afterAll, beforeAll, describe, expect, jest, test } from "@jest/globals";
import { makeCheckout, type Checkout, type Run } from "../support/checkout.ts";
import { startCloudflareApi, type CloudflareApi, type LoggedCall } from "../support/fakes/cloudflare-api.ts";
import { breaches, policiesBefore } from "../support/fakes/never-two.ts";
import {
  BORDERS,
  borderText,
  clientText,
  DELEGATED,
  DELEGATED_PATH,
  OWN,
  OWN_PATH,
  parkedText,
} from "../support/host-specs.ts";
import { RSA_2048_KEY } from "../support/specs.ts";

jest.setTimeout(120_000);

const CLIENT_ZONE = "1".repeat(32);
const PARKED_ZONE = "2".repeat(32);
const CLIENT = `cloudflare({ zoneId: "${CLIENT_ZONE}" })`;
const SPEC = "domains/client.test.ts";
const borders = BORDERS.map(length => JSON.stringify(borderText(length)));
const first = { services: [OWN, OWN_PATH], txt: [...borders, '"site-verification=one"'] };

let api: CloudflareApi;
let checkout: Checkout;
beforeAll(async () => {
  api = await startCloudflareApi();
  api.addZone("client.test", CLIENT_ZONE);
  api.addZone("parked.test", PARKED_ZONE);
  checkout = await makeCheckout(
    {
      "client.test.ts": clientText(CLIENT, first),
      "parked.test.ts": parkedText(`cloudflare({ zoneId: "${PARKED_ZONE}" })`),
    },
    { plugins: ["cloudflare"], env: { CLOUDFLARE_BASE_URL: api.baseUrl, CLOUDFLARE_API_TOKEN: api.token } },
  );
});
afterAll(async () => {
  checkout.remove();
  await api.close();
});

const succeed = async (run: Promise<Run>): Promise<string> => {
  const { code, stdout, stderr } = await run;
  expect(`${code} ${code === 0 ? "" : stdout + stderr}`).toBe("0 ");
  return stdout;
};
/** What the step sends, without the rest of the story. */
const calls = async (run: () => Promise<unknown>): Promise<readonly LoggedCall[]> => {
  api.clearLog();
  await run();
  return [...api.log];
};
const up = (...options: string[]): Promise<string> =>
  succeed(checkout.mailwrightAside("up", "--", "--yes", "--skip-preview", ...options));
/** An `up` of a changed spec, never two records for one role in it, and nothing left to do after it. */
const upTo = async (form: Parameters<typeof clientText>[1]): Promise<readonly LoggedCall[]> => {
  checkout.write(SPEC, clientText(CLIENT, form));
  const made = await calls(() => up());
  expect(breaches(moments(made))).toEqual([]);
  await succeed(preview("--refresh", "--expect-no-changes"));
  return made;
};
const preview = (...options: string[]): Promise<Run> => checkout.mailwrightAside("preview", "--", ...options);
const refresh = (): Promise<string> => succeed(checkout.pulumiAside("refresh", "--yes", "--skip-preview"));
const moments = (log: readonly LoggedCall[]) => log.flatMap(({ after }) => (after === undefined ? [] : [after]));
const methods = (log: readonly LoggedCall[]): Record<string, number> =>
  Object.fromEntries([...Map.groupBy(log, one => one.method)].map(([method, all]) => [method, all.length]));
const bodies = (log: readonly LoggedCall[], method: string): readonly Record<string, unknown>[] =>
  log.filter(one => one.method === method).map(one => one.body as Record<string, unknown>);
const at = (name: string) => api.records().filter(one => one.name === name);
const contents = (name: string): readonly string[] =>
  at(name)
    .map(({ type, content }) => `${type} ${content}`)
    .toSorted();

describe("a domain at Cloudflare", () => {
  test("the first preview asks the API nothing", async () => {
    expect(await calls(() => succeed(preview()))).toEqual([]);
  });

  test("the first up makes each record by one call, in the form the API keeps, the policy last", async () => {
    const log = await calls(() => up());
    expect(methods(log)).toEqual({ POST: api.records().length });
    expect(log.filter(one => one.status !== 200)).toEqual([]);
    expect(breaches(moments(log))).toEqual([]);
    const needs = (policy: string): readonly string[] =>
      policy === "_dmarc.client.test"
        ? ["client.test", "s1._domainkey.client.test", "ses._domainkey.client.test", "bounce.client.test"]
        : ["parked.test", "*._domainkey.parked.test"];
    expect(policiesBefore(moments(log), needs)).toEqual([]);
    expect(bodies(log, "POST")).toContainEqual({
      type: "TXT",
      name: "s1._domainkey.client.test",
      content: `"v=DKIM1; k=rsa; p=${RSA_2048_KEY.slice(0, 255 - 18)}" "${RSA_2048_KEY.slice(255 - 18)}"`,
      ttl: 3600,
      proxied: false,
      comment: "mailwright dkim: own-server",
    });
    expect(bodies(log, "POST")).toContainEqual({
      type: "MX",
      name: "bounce.client.test",
      content: "feedback-smtp.eu-west-1.amazonses.com",
      priority: 10,
      ttl: 3600,
      proxied: false,
      comment: "mailwright mx-a: amazon-ses",
    });
    expect(bodies(log, "POST")).toContainEqual({
      type: "MX",
      name: "parked.test",
      content: ".",
      priority: 0,
      ttl: 3600,
      proxied: false,
      comment: "mailwright null",
    });
  });

  test.each(BORDERS)("a string of %i octets is kept as it was sent, in strings of 255", length => {
    const kept = at("client.test").filter(one => one.content.startsWith(`"border-${length}=`));
    const strings = borderText(length).match(/.{1,255}/g) ?? [];
    expect(kept.map(one => one.content)).toEqual([strings.map(one => `"${one}"`).join(" ")]);
  });

  test("then nothing is left to do, not even after the engine has read every record back", async () => {
    expect(await calls(() => succeed(preview("--expect-no-changes")))).toEqual([]);
    expect(methods(await calls(refresh))).toEqual({ GET: api.records().length });
    expect(await calls(() => succeed(preview("--expect-no-changes")))).toEqual([]);
  });

  test("one edit is one call with the whole record", async () => {
    const log = await upTo({ ...first, policy: "quarantine" });
    expect(log.map(one => one.method)).toEqual(["PUT"]);
    expect(bodies(log, "PUT")).toEqual([
      {
        type: "TXT",
        name: "_dmarc.client.test",
        content: '"v=DMARC1; p=quarantine; rua=mailto:dmarc@client.test"',
        ttl: 3600,
        proxied: false,
        comment: "mailwright dmarc",
        settings: {},
        tags: [],
      },
    ]);
  });

  test("what was changed by hand shows with --refresh only, and is put right", async () => {
    const [dkim] = at("ses._domainkey.client.test");
    const [policy] = at("_dmarc.client.test");
    const [mx] = at("bounce.client.test").filter(one => one.type === "MX");
    const before = api.records().map(({ name, type, content, ttl }) => [name, type, content, ttl].join(" "));
    api.remove(dkim!.id);
    api.change(policy!.id, { content: '"v=DMARC1; p=none"', comment: "looked at by hand" });
    api.change(mx!.id, { ttl: 60, priority: 20 });
    api.add("client.test", { type: "TXT", name: "client.test", content: '"vendor-verification=x"' });
    await succeed(preview("--expect-no-changes"));
    const seen = await preview("--refresh", "--diff", "--expect-no-changes");
    expect(seen.code).not.toBe(0);
    expect(seen.stdout).toMatch(/\+ 1 to create\s+~ 2 to update/);
    const log = await calls(() => up("--refresh"));
    expect({ ...methods(log), GET: 0 }).toEqual({ GET: 0, POST: 1, PUT: 2 });
    const after = api.records().map(({ name, type, content, ttl }) => [name, type, content, ttl].join(" "));
    // What it does not manage stays.
    expect(after.toSorted()).toEqual([...before, 'client.test TXT "vendor-verification=x" 1'].toSorted());
    expect(at("bounce.client.test").find(one => one.type === "MX")?.priority).toBe(10);
    await succeed(preview("--refresh", "--expect-no-changes"));
  });

  test("a label given later makes and deletes nothing: it is the same record under another name", async () => {
    const labelled = {
      ...first,
      policy: "quarantine",
      txt: [...borders, '{ label: "shop", text: "site-verification=one" }'],
    };
    const log = await upTo(labelled);
    // The comment tells the role, so it follows the label in place.
    expect(log.map(one => [one.method, (one.body as { comment: string }).comment])).toEqual([
      ["PUT", "mailwright txt-shop"],
    ]);
  });

  test("a key becomes a delegation and a key again: the old form goes before the new one comes", async () => {
    const to = await upTo({ services: [DELEGATED, OWN_PATH] });
    expect(contents("s1._domainkey.client.test")).toEqual(["CNAME s1.domainkey.u1.wl1.sendgrid.net"]);
    expect(steps(to, "s1._domainkey.client.test")).toEqual(["DELETE", "POST CNAME"]);
    const back = await upTo({ services: [OWN, OWN_PATH] });
    expect(steps(back, "s1._domainkey.client.test")).toEqual(["DELETE", "POST TXT"]);
    expect(contents("em1.client.test")).toEqual([]);
  });

  test("a return path of its own becomes a delegated one, and its own again", async () => {
    await upTo({ services: [OWN, DELEGATED_PATH] });
    expect(contents("bounce.client.test")).toEqual(["CNAME u1.wl1.sendgrid.net"]);
    await upTo({ services: [OWN, OWN_PATH] });
    expect(contents("bounce.client.test")).toEqual([
      "MX feedback-smtp.eu-west-1.amazonses.com",
      'TXT "v=spf1 include:amazonses.com ~all"',
    ]);
  });

  test("a record that stands there already stops the up, and everything stays as it was", async () => {
    api.add("client.test", { type: "TXT", name: "client.test", content: '"shop=1"' });
    const before = api.records();
    checkout.write(SPEC, clientText(CLIENT, { services: [OWN, OWN_PATH], txt: ['"shop=1"'] }));
    const run = await checkout.mailwrightAside("up", "--", "--yes", "--skip-preview");
    expect(run.code).not.toBe(0);
    expect(run.stdout).toContain("81058");
    expect(api.records()).toEqual(before);
    await upTo({ services: [OWN, OWN_PATH] });
  });

  test("destroy takes out what it made, the policy first, and nothing else", async () => {
    const log = await calls(() => succeed(checkout.pulumiAside("destroy", "--yes", "--skip-preview")));
    expect(Object.keys(methods(log))).toEqual(["DELETE"]);
    expect(api.records().map(one => one.content)).toEqual(['"vendor-verification=x"', '"shop=1"']);
    expect(
      policiesBefore(moments(log), () => ["s1._domainkey.client.test"]).filter(one => one.includes("client")),
    ).toEqual([]);
  });
});

/** The steps of one name, in order: what was taken out, what was made. */
function steps(log: readonly LoggedCall[], name: string): readonly string[] {
  let before: readonly { readonly id: string; readonly name: string }[] = [];
  return log.flatMap(({ method, path, body, after }) => {
    const gone = before.find(one => path.endsWith(`/${one.id}`));
    before = after ?? before;
    if (method === "DELETE") return gone === undefined || gone.name === name ? [method] : [];
    const { name: given, type } = body as { readonly name: string; readonly type: string };
    return given === name ? [`${method} ${type}`] : [];
  });
}
