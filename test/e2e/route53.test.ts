/**
 * Domains at Route 53: the real engine and the real @pulumi/aws classes, a stand-in plugin that plans and sends as the real one,
 * and a fake of the API that refuses as the live one. The tests are one story, told in order.
 */
import { afterAll, beforeAll, describe, expect, jest, test } from "@jest/globals";
import { makeCheckout, type Checkout, type Run } from "../support/checkout.ts";
import { startRoute53Api, type LoggedRoute53Call, type Route53Api } from "../support/fakes/route53-api.ts";
import { breaches, policiesBefore, type Standing } from "../support/fakes/never-two.ts";
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

const CLIENT = `route53({ zoneId: "Z0CLIENT" })`;
const SPEC = "domains/client.test.ts";
const borders = BORDERS.map(length => JSON.stringify(borderText(length)));
const first = { services: [OWN, OWN_PATH], txt: [...borders, '"site-verification=one"'] };

let api: Route53Api;
let checkout: Checkout;
beforeAll(async () => {
  api = await startRoute53Api();
  api.addZone("client.test", "Z0CLIENT");
  api.addZone("parked.test", "Z0PARKED");
  checkout = await makeCheckout(
    { "client.test.ts": clientText(CLIENT, first), "parked.test.ts": parkedText(`route53({ zoneId: "Z0PARKED" })`) },
    {
      plugins: ["aws"],
      env: {
        AWS_ENDPOINT_URL_ROUTE_53: api.endpoint,
        AWS_REGION: "us-east-1",
        AWS_ACCESS_KEY_ID: "loopback",
        AWS_SECRET_ACCESS_KEY: "loopback",
      },
    },
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
const calls = async (run: () => Promise<unknown>): Promise<readonly LoggedRoute53Call[]> => {
  api.clearLog();
  await run();
  return [...api.log];
};
const run = (...options: string[]): Promise<Run> =>
  checkout.mailwrightAside("up", "--", "--yes", "--skip-preview", ...options);
const preview = (...options: string[]): Promise<Run> => checkout.mailwrightAside("preview", "--", ...options);
/** An `up` of a changed spec, never two records for one role in it, and nothing left to do after it; gives its changes. */
const upTo = async (form: Parameters<typeof clientText>[1]): Promise<readonly LoggedRoute53Call[]> => {
  checkout.write(SPEC, clientText(CLIENT, form));
  const made = await calls(() => succeed(run()));
  expect(breaches(moments(made))).toEqual([]);
  await succeed(preview("--refresh", "--expect-no-changes"));
  return made.filter(one => one.changes !== undefined);
};
const moments = (log: readonly LoggedRoute53Call[]): readonly (readonly Standing[])[] =>
  log.flatMap(({ after }) =>
    after === undefined
      ? []
      : [after.flatMap(({ name, type, values }) => values.map(content => ({ name, type, content })))],
  );
/** `CREATE TXT client.test`, batches apart. */
const steps = (log: readonly LoggedRoute53Call[]): readonly (readonly string[])[] =>
  log.flatMap(({ changes }) =>
    changes === undefined ? [] : [changes.map(({ action, set }) => `${action} ${set.type} ${set.name}`)],
  );
const valuesAt = (name: string, type: string): readonly string[] =>
  api.sets("client.test").find(one => one.name === name && one.type === type)?.values ?? [];
const all = () => [...api.sets("client.test"), ...api.sets("parked.test")];

describe("a domain at Route 53", () => {
  test("the first preview asks the API nothing", async () => {
    expect(await calls(() => succeed(preview()))).toEqual([]);
  });

  test("the first up makes each RRset by one change, in the form the API takes, the policy last", async () => {
    const log = await calls(() => succeed(run()));
    expect(log.filter(one => one.status !== 200)).toEqual([]);
    expect(steps(log).toSorted()).toEqual(
      all()
        .map(({ name, type }) => [`CREATE ${type} ${name}`])
        .toSorted(),
    );
    expect(breaches(moments(log))).toEqual([]);
    const needs = (policy: string): readonly string[] =>
      policy === "_dmarc.client.test"
        ? ["client.test", "s1._domainkey.client.test", "ses._domainkey.client.test", "bounce.client.test"]
        : ["parked.test", "*._domainkey.parked.test"];
    expect(policiesBefore(moments(log), needs)).toEqual([]);
    const key = `v=DKIM1; k=rsa; p=${RSA_2048_KEY}`;
    expect(valuesAt("s1._domainkey.client.test", "TXT")).toEqual([`"${key.slice(0, 255)}" "${key.slice(255)}"`]);
    expect(valuesAt("bounce.client.test", "MX")).toEqual(["10 feedback-smtp.eu-west-1.amazonses.com"]);
    expect(api.sets("parked.test").find(one => one.type === "MX")?.values).toEqual(["0 ."]);
  });

  test.each(BORDERS)("a string of %i octets is one value, in strings of 255", length => {
    const strings = borderText(length).match(/.{1,255}/g) ?? [];
    expect(valuesAt("client.test", "TXT")).toContain(strings.map(one => `"${one}"`).join(" "));
  });

  test("then nothing is left to do, not even after the engine has read every set back", async () => {
    expect(await calls(() => succeed(preview("--expect-no-changes")))).toEqual([]);
    const read = await calls(() => succeed(checkout.pulumiAside("refresh", "--yes", "--skip-preview")));
    expect(steps(read)).toEqual([]);
    expect(read.filter(one => one.operation === "ListResourceRecordSets").length).toBeGreaterThanOrEqual(all().length);
    expect(await calls(() => succeed(preview("--expect-no-changes")))).toEqual([]);
  });

  test("one edit is one change, and the other strings of the name go with it", async () => {
    const before = valuesAt("client.test", "TXT");
    const log = await upTo({ ...first, policy: "quarantine", txt: [...borders, '"site-verification=two"'] });
    expect(steps(log).flat().toSorted()).toEqual(["UPSERT TXT _dmarc.client.test", "UPSERT TXT client.test"]);
    expect(valuesAt("client.test", "TXT").toSorted()).toEqual(
      before.map(one => one.replace("=one", "=two")).toSorted(),
    );
  });

  test("what was changed by hand shows with --refresh only, and is put right", async () => {
    const before = all();
    const mx = before.find(one => one.name === "bounce.client.test" && one.type === "MX")!;
    const policy = before.find(one => one.name === "_dmarc.client.test")!;
    api.put("client.test", { ...policy, values: ['"v=DMARC1; p=none"'] });
    api.put("client.test", { ...mx, ttl: 60 });
    api.put("client.test", { ...before.find(one => one.name === "ses._domainkey.client.test")!, values: [] });
    api.put("client.test", { name: "www.client.test", type: "A", ttl: 300, values: ["192.0.2.80"] });
    await succeed(preview("--expect-no-changes"));
    const seen = await preview("--refresh", "--diff", "--expect-no-changes");
    expect(seen.code).not.toBe(0);
    expect(seen.stdout).toMatch(/\+ 1 to create\s+~ 2 to update/);
    const log = await calls(() => succeed(run("--refresh")));
    expect(steps(log).flat().toSorted()).toEqual([
      "CREATE TXT ses._domainkey.client.test",
      "UPSERT MX bounce.client.test",
      "UPSERT TXT _dmarc.client.test",
    ]);
    const foreign = (one: { readonly name: string }): boolean => one.name === "www.client.test";
    expect(all().filter(one => !foreign(one))).toEqual(before);
    expect(all().filter(foreign)).toHaveLength(1);
  });

  test("a label given later is no change at all: here one RRset holds all strings of the name", async () => {
    const log = await upTo({
      ...first,
      policy: "quarantine",
      txt: [...borders, '{ label: "shop", text: "site-verification=two" }'],
    });
    expect(log).toEqual([]);
  });

  test("a key becomes a delegation and a key again, each in one batch that is done whole", async () => {
    const to = await upTo({ services: [DELEGATED, OWN_PATH] });
    expect(steps(to)).toContainEqual([
      "DELETE TXT s1._domainkey.client.test",
      "CREATE CNAME s1._domainkey.client.test",
    ]);
    const back = await upTo({ services: [OWN, OWN_PATH] });
    expect(steps(back)).toContainEqual([
      "DELETE CNAME s1._domainkey.client.test",
      "CREATE TXT s1._domainkey.client.test",
    ]);
  });

  test("a return path of its own becomes a delegated one, and its own again", async () => {
    const to = await upTo({ services: [OWN, DELEGATED_PATH] });
    expect(
      steps(to)
        .flat()
        .filter(one => one.endsWith(" bounce.client.test")),
    ).toEqual(["DELETE MX bounce.client.test", "DELETE TXT bounce.client.test", "CREATE CNAME bounce.client.test"]);
    expect(valuesAt("bounce.client.test", "CNAME")).toEqual(["u1.wl1.sendgrid.net"]);
    const back = await upTo({ services: [OWN, OWN_PATH] });
    expect(steps(back).filter(([one]) => one?.endsWith(" bounce.client.test"))).toEqual([
      ["DELETE CNAME bounce.client.test", "CREATE TXT bounce.client.test"],
      ["CREATE MX bounce.client.test"],
    ]);
    expect(valuesAt("bounce.client.test", "CNAME")).toEqual([]);
    expect(valuesAt("bounce.client.test", "TXT")).toEqual(['"v=spf1 include:amazonses.com ~all"']);
    expect(valuesAt("bounce.client.test", "MX")).toHaveLength(1);
  });

  test("a set that stands there already stops the up, and is left alone", async () => {
    const byHand = { name: "fm1._domainkey.client.test", type: "CNAME", ttl: 300, values: ["elsewhere.example"] };
    api.put("client.test", byHand);
    checkout.write(SPEC, clientText(CLIENT, { services: [OWN, OWN_PATH, "fastmail()"] }));
    const stopped = await run();
    expect(stopped.code).not.toBe(0);
    expect(stopped.stdout).toContain("but it already exists");
    expect(all()).toContainEqual(byHand);
    await upTo({ services: [OWN, OWN_PATH] });
  });

  test("throttling and a change that is still under way cost time and lose nothing", async () => {
    checkout.write(
      SPEC,
      clientText(CLIENT, { services: [OWN, OWN_PATH, DELEGATED.replace('"em1"', '"em2", selectors: ["t1", "t2"]')] }),
    );
    api.refuseNext(3, "Throttling");
    const log = await calls(() => succeed(run()));
    expect(log.filter(one => one.code === "Throttling")).toHaveLength(3);
    api.refuseNext(2, "PriorRequestNotComplete");
    const back = await upTo({ services: [OWN, OWN_PATH] });
    expect(back.filter(one => one.code === "PriorRequestNotComplete")).toHaveLength(2);
  });

  test("destroy takes out what it made, the policy first, and nothing else", async () => {
    const log = await calls(() => succeed(checkout.pulumiAside("destroy", "--yes", "--skip-preview")));
    expect(all().map(one => one.name)).toEqual(["fm1._domainkey.client.test", "www.client.test"]);
    const left = policiesBefore(moments(log), name =>
      name === "_dmarc.client.test" ? ["client.test", "s1._domainkey.client.test"] : ["*._domainkey.parked.test"],
    );
    expect(left).toEqual([]);
  });
});
