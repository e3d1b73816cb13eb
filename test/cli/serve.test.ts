/** `mailwright serve` as a process: what it says, what it answers, how it ends. */
import { createSocket } from "node:dgram";
import { promises as dns } from "node:dns";
import { connect, createServer } from "node:net";
import { afterEach, describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { formatLock } from "../../src/dns/format-lock.ts";
import { lockedFolder, specText, type Folder } from "../support/cli.ts";
import { startServe, type Serving } from "../support/serve.ts";

const zoneText = `$TTL 60
@ IN SOA ns hostmaster 1 2 3 4 5
@ IN NS ns
@ IN TXT "from a file"
`;

let open: { readonly specs: Folder; serving?: Serving }[] = [];
afterEach(async () => {
  await Promise.all(open.map(one => one.serving?.stop()));
  for (const { specs } of open) specs.remove();
  open = [];
});

function folder(files: Readonly<Record<string, string>> = {}): Folder {
  const specs = lockedFolder(files);
  open.push({ specs });
  return specs;
}

async function start(specs: Folder, ...args: readonly string[]): Promise<Serving> {
  const serving = await startServe(args, specs.path);
  const one = open.find(each => each.specs === specs);
  if (one !== undefined) one.serving = serving;
  return serving;
}

function resolver({ address }: Serving): dns.Resolver {
  const made = new dns.Resolver({ timeout: 5000, tries: 1 });
  made.setServers([address]);
  return made;
}

describe("over the plan", () => {
  test("says where it is in one line, answers UDP and TCP, and ends in good order", async () => {
    const specs = folder({
      "client.example.ts": specText("client.example", 'spf: { terms: ["ip4:192.0.2.10"] },'),
      "other.example.ts": specText("other.example"),
    });
    const serving = await start(specs);
    expect(serving.address).toMatch(/^127\.0\.0\.1:\d+$/);
    const ask = resolver(serving);
    expect(await ask.resolveTxt("client.example")).toEqual([
      ["v=spf1 ip4:192.0.2.10 include:spf.messagingengine.com ~all"],
    ]);
    expect(await ask.resolveTxt("_DMARC.Other.Example")).toEqual([
      ["v=DMARC1; p=none; rua=mailto:dmarc@other.example"],
    ]);
    expect((await ask.resolveSoa("client.example")).nsname).toBe("localhost");
    expect(await ask.resolveNs("client.example")).toEqual(["localhost"]);
    await expect(ask.resolveTxt("no.client.example")).rejects.toMatchObject({ code: "ENOTFOUND" });
    await expect(ask.resolveMx("client.example")).rejects.toMatchObject({ code: "ENODATA" });
    await expect(ask.resolveTxt("client.test")).rejects.toMatchObject({ code: "EREFUSED" });
    // Another name than the plan's: the lock's answer.
    expect((await ask.resolveTxt("spf.messagingengine.com"))[0]?.[0]).toMatch(/^v=spf1 /);
    const ended = await serving.stop("SIGINT");
    expect(ended.code).toBe(0);
    expect(ended.stdout).toBe(`${serving.address}\n`);
    expect(ended.stderr).toMatch(
      /^Answering for 2 zones on 127\.0\.0\.1:\d+.*, and from dns\.lock\.json for \d+ names of others\. Later changes of files are not seen; Ctrl\+C ends it\.\n$/,
    );
  });

  test("only of the domains that are named", async () => {
    const specs = folder({
      "client.example.ts": specText("client.example"),
      "other.example.ts": specText("other.example"),
    });
    const ask = resolver(await start(specs, "client.example"));
    expect(await ask.resolveTxt("client.example")).toHaveLength(1);
    await expect(ask.resolveTxt("other.example")).rejects.toMatchObject({ code: "EREFUSED" });
  });

  test("a value of many strings comes whole, over TCP where UDP cuts it", async () => {
    const long = Array.from({ length: 12 }, (_, n) => `{ label: "t${n}", text: "${String(n).padStart(240, "-")}" }`);
    const specs = folder({ "client.example.ts": specText("client.example", `txt: [${long.join(", ")}],`) });
    expect(await resolver(await start(specs)).resolveTxt("client.example")).toHaveLength(13);
  });

  test("with an error in it: it is answered as it is, said on stderr, and is exit code 1", async () => {
    const specs = folder({
      "client.example.ts": specText("client.example", 'spf: { terms: ["ip4:192.0.2.300"] },'),
      "other.example.ts": specText("other.example"),
    });
    const serving = await start(specs);
    expect(await resolver(serving).resolveTxt("other.example")).toHaveLength(1);
    const ended = await serving.stop("SIGTERM");
    expect(ended.code).toBe(1);
    expect(ended.stderr).toContain("spf-term-syntax");
    expect(ended.stdout).toBe(`${serving.address}\n`);
  });

  test("verify finds there what is planned", async () => {
    const specs = folder({ "client.example.ts": specText("client.example") });
    const { address } = await start(specs);
    const { code, stdout } = specs.run("verify", "--resolver", address);
    expect([code, stdout.trimEnd().split("\n").at(-1)]).toEqual([0, "1 domain as planned."]);
  });

  test("the lock's A, AAAA and MX are answered too", async () => {
    const specs = folder({ "client.example.ts": specText("client.example") });
    const entry = { status: "ok", resolver: "192.0.2.53:53", resolved: "2026-11-24" } as const;
    specs.write(
      "dns.lock.json",
      formatLock({
        names: {
          "mail.vendor.test": {
            A: { ...entry, records: ["192.0.2.1"] },
            AAAA: { ...entry, records: ["2001:db8::1"] },
            MX: { ...entry, records: ["10 mx.vendor.test"] },
          },
        },
      }),
    );
    const ask = resolver(await start(specs));
    expect(await ask.resolve4("mail.vendor.test")).toEqual(["192.0.2.1"]);
    expect(await ask.resolve6("mail.vendor.test")).toEqual(["2001:db8::1"]);
    expect(await ask.resolveMx("mail.vendor.test")).toEqual([{ priority: 10, exchange: "mx.vendor.test", type: "MX" }]);
  });
});

test("2,000 messages of random octets, and TCP clients that send them, leave it standing", async () => {
  const specs = folder({ "client.example.ts": specText("client.example") });
  const serving = await start(specs);
  const messages = fc.sample(fc.uint8Array({ minLength: 1, maxLength: 600 }), 2000);
  const socket = createSocket("udp4");
  for (const [index, message] of messages.entries()) {
    await new Promise(done => socket.send(message, serving.port, "127.0.0.1", done));
    if (index % 40 > 0) continue;
    const client = connect(serving.port, "127.0.0.1").on("error", () => undefined);
    client.end(Buffer.concat(messages.slice(index, index + 40)));
    await new Promise(done => client.resume().once("close", done));
  }
  socket.close();
  expect(await resolver(serving).resolveTxt("client.example")).toHaveLength(1);
  const ended = await serving.stop();
  expect([ended.code, ended.stderr.split("\n").length]).toEqual([0, 2]);
}, 60_000);

describe("over zone files", () => {
  test("alone, by the name of the file, and what is not served is said", async () => {
    const specs = folder({ "client.example.ts": specText("client.example") });
    specs.write("file.example.zone", `${zoneText}$INCLUDE more.zone\n`);
    specs.write("db.second.example", zoneText);
    const serving = await start(specs, "--zone", "file.example.zone", "db.second.example");
    const ask = resolver(serving);
    expect(await ask.resolveTxt("file.example")).toEqual([["from a file"]]);
    expect(await ask.resolveTxt("second.example")).toEqual([["from a file"]]);
    await expect(ask.resolveTxt("client.example")).rejects.toMatchObject({ code: "EREFUSED" });
    const ended = await serving.stop();
    expect([ended.code, ended.stderr.split("\n")[0]]).toEqual([
      0,
      "file.example.zone: line 5: $INCLUDE is not followed.",
    ]);
  });

  test("beside the domains named", async () => {
    const specs = folder({ "client.example.ts": specText("client.example") });
    specs.write("any.txt", `$ORIGIN file.example.\n${zoneText}`);
    const ask = resolver(await start(specs, "client.example", "--zone", "any.txt"));
    expect(await ask.resolveTxt("client.example")).toHaveLength(1);
    expect(await ask.resolveTxt("file.example")).toEqual([["from a file"]]);
  });

  test.each<[string, string, RegExp]>([
    [
      "a broken line",
      `${zoneText}x IN A 192.0.2\n`,
      /^mailwright: z\.example\.zone: line 5: "192\.0\.2" is no IPv4 address\.\n$/,
    ],
    ["no SOA", "$TTL 60\n@ IN TXT x\n", /^mailwright: z\.example\.zone: has 0 SOA records/],
    ["an open quote", `${zoneText}x IN TXT "x\n`, /line 5: a quoted string does not end on its line/],
  ])("%s is exit code 2 and one sentence", (_, text, said) => {
    const specs = folder();
    specs.write("z.example.zone", text);
    const run = specs.run("serve", "--zone", "z.example.zone");
    expect([run.code, run.stdout]).toEqual([2, ""]);
    expect(run.stderr).toMatch(said);
  });

  test("a zone given twice is exit code 2", () => {
    const specs = folder({ "client.example.ts": specText("client.example") });
    specs.write("client.example.zone", zoneText);
    const run = specs.run("serve", "client.example", "--zone", "client.example.zone");
    expect([run.code, run.stderr]).toEqual([
      2,
      "mailwright: client.example.zone holds a zone that is served already; give each zone once.\n",
    ]);
  });

  test("a file that is not there is exit code 2", () => {
    const run = folder().run("serve", "--zone", "none.zone");
    expect([run.code, run.stderr]).toEqual([2, "mailwright: There is no file none.zone.\n"]);
  });
});

describe("the port", () => {
  test("is the one asked for, or exit code 2 where another has it", async () => {
    const holder = createServer();
    await new Promise<void>(done => holder.listen(0, "127.0.0.1", done));
    const { port } = holder.address() as { port: number };
    const specs = folder({ "client.example.ts": specText("client.example") });
    const refused = specs.run("serve", "--port", String(port));
    expect([refused.code, refused.stdout]).toEqual([2, ""]);
    expect(refused.stderr).toContain(`mailwright: port ${port} is in use; give another, or none to take a free one.\n`);
    await new Promise(done => holder.close(done));
    expect((await start(specs, "--port", String(port))).address).toBe(`127.0.0.1:${port}`);
  });

  test.each(["65536", "-1", "dns", "5.3", ""])("--port=%s is exit code 2", text => {
    const run = folder().run("serve", `--port=${text}`);
    expect([run.code, run.stdout, run.stderr.startsWith("mailwright: --port ")]).toEqual([2, "", true]);
  });
});
