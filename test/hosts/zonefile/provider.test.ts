import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import * as fs from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { credentials, status } from "@grpc/grpc-js";
import emptyProto from "google-protobuf/google/protobuf/empty_pb.js";
import structProto from "google-protobuf/google/protobuf/struct_pb.js";
import providerGrpc from "@pulumi/pulumi/proto/provider_grpc_pb.js";
import proto from "@pulumi/pulumi/proto/provider_pb.js";

const PLUGIN = resolve(__dirname, "../../../src/hosts/zonefile/pulumi-resource-zonefile");
const URN = "urn:pulumi:dev::p::zonefile:index:Record::r";
const record = {
  directory: "zones",
  zone: "client.example",
  name: "client.example",
  type: "TXT",
  ttl: 300,
  content: "v=spf1 -all",
  label: "client.example/TXT/spf",
};
const struct = (values: object) => structProto.Struct.fromJavaScript(values as never);

let directory: string;
let plugin: ChildProcess;
let client: InstanceType<typeof providerGrpc.ResourceProviderClient>;

/** One call over the wire, as the engine makes it. */
const call = (method: string, request: unknown): Promise<any> =>
  new Promise((done, failed) =>
    (client as unknown as Record<string, Function>)[method]?.(request, (error: unknown, response: unknown) =>
      error ? failed(error) : done(response),
    ),
  );

beforeAll(async () => {
  directory = await fs.mkdtemp(join(tmpdir(), "zone-plugin-"));
  plugin = spawn(PLUGIN, ["127.0.0.1:1"], { cwd: directory, stdio: ["pipe", "pipe", "inherit"] });
  const [port] = (await once(plugin.stdout as NodeJS.ReadableStream, "data")) as [Buffer];
  client = new providerGrpc.ResourceProviderClient(`127.0.0.1:${String(port).trim()}`, credentials.createInsecure());
}, 20_000);

afterAll(async () => {
  client.close();
  const ended = plugin.exitCode === null ? once(plugin, "exit") : undefined;
  plugin.kill();
  await ended;
  await fs.rm(directory, { recursive: true, force: true });
});

function aboutRecord<T extends { setUrn(urn: string): void }>(message: T, set: (message: T) => void): T {
  message.setUrn(URN);
  set(message);
  return message;
}

const check = (news: object, olds?: object) =>
  call(
    "check",
    aboutRecord(new proto.CheckRequest(), message => {
      message.setNews(struct(news));
      if (olds !== undefined) message.setOlds(struct(olds));
    }),
  );
const diff = (olds: object, news: object) =>
  call(
    "diff",
    aboutRecord(new proto.DiffRequest(), message => {
      message.setOlds(struct(olds));
      message.setNews(struct(news));
    }),
  );

describe("the plugin over gRPC", () => {
  it("tells who it is", async () => {
    expect((await call("getPluginInfo", new emptyProto.Empty())).getVersion()).toMatch(/^\d+\.\d+\.\d+$/);
    const schema = JSON.parse((await call("getSchema", new proto.GetSchemaRequest())).getSchema());
    expect(Object.keys(schema.resources["zonefile:index:Record"].inputProperties)).toEqual(Object.keys(record));
    const configured = await call("configure", new proto.ConfigureRequest());
    expect([configured.getAcceptsecrets(), configured.getSupportspreview()]).toEqual([false, true]);
  });

  it("checks its settings, and tells a change without replacing anything", async () => {
    const checkRequest = new proto.CheckRequest();
    checkRequest.setNews(struct({ directory: "zones", token: "x" }));
    const failures = (await call("checkConfig", checkRequest)).getFailuresList();
    expect(failures.map((failure: { getProperty(): string }) => failure.getProperty())).toEqual(["token"]);
    const diffRequest = new proto.DiffRequest();
    diffRequest.setOlds(struct({}));
    diffRequest.setNews(struct({ directory: "zones" }));
    const changed = await call("diffConfig", diffRequest);
    expect([changed.getChanges(), changed.getReplacesList()]).toEqual([proto.DiffResponse.DiffChanges.DIFF_SOME, []]);
  });

  it("checks a record and names each property at fault", async () => {
    expect((await check(record)).toObject().failuresList).toEqual([]);
    const { failuresList } = (await check({ ...record, ttl: -1, type: "A" })).toObject();
    expect(failuresList.map((failure: { property: string }) => failure.property)).toEqual(["type", "ttl"]);
  });

  it("diffs in detail, deleting before a replacement", async () => {
    const none = await diff(record, record);
    expect(none.getChanges()).toBe(proto.DiffResponse.DiffChanges.DIFF_NONE);
    const some = await diff(record, { ...record, name: "a.client.example", ttl: 1 });
    expect(some.getChanges()).toBe(proto.DiffResponse.DiffChanges.DIFF_SOME);
    expect([some.getReplacesList(), some.getDeletebeforereplace()]).toEqual([["name"], true]);
    expect(some.getDetaileddiffMap().get("name").getKind()).toBe(proto.PropertyDiff.Kind.UPDATE_REPLACE);
    expect(some.getDetaileddiffMap().get("ttl").getKind()).toBe(proto.PropertyDiff.Kind.UPDATE);
  });

  it("creates, reads, updates and deletes below the directory it was started in", async () => {
    const file = join(directory, "zones", "client.example.zone");
    const created = await call(
      "create",
      aboutRecord(new proto.CreateRequest(), message => message.setProperties(struct(record))),
    );
    expect(await fs.readFile(file, "latin1")).toContain("; mailwright client.example/TXT/spf\n");
    const state = created.getProperties().toJavaScript();
    expect(state).toEqual({ ...record, marked: true });

    const updateRequest = aboutRecord(new proto.UpdateRequest(), message => {
      message.setId(created.getId());
      message.setOlds(struct(state));
      message.setNews(struct({ ...record, ttl: 60 }));
    });
    expect((await call("update", updateRequest)).getProperties().toJavaScript()).toEqual({ ...state, ttl: 60 });

    const readRequest = aboutRecord(new proto.ReadRequest(), message => {
      message.setId(created.getId());
      message.setInputs(struct(record));
      message.setProperties(struct(state));
    });
    const read = await call("read", readRequest);
    expect(read.getInputs().toJavaScript()).toEqual({ ...record, ttl: 60 });

    const deleteRequest = aboutRecord(new proto.DeleteRequest(), message =>
      message.setProperties(struct({ ...state, ttl: 60 })),
    );
    await call("delete", deleteRequest);
    expect((await call("read", readRequest)).getId()).toBe("");
    expect(await fs.readFile(file, "latin1")).not.toContain("; mailwright ");
  });

  it("refuses other resources, and has no functions", async () => {
    const other = new proto.CreateRequest();
    other.setUrn("urn:pulumi:dev::p::a:b:C$zonefile:index:Zone::r");
    await expect(call("create", other)).rejects.toMatchObject({
      details: expect.stringContaining("no resource zonefile:index:Zone"),
    });
    await expect(call("invoke", new proto.InvokeRequest())).rejects.toMatchObject({ code: status.UNIMPLEMENTED });
  });
});

it("ends when its engine's end of the pipe closes", async () => {
  const orphan = spawn(PLUGIN, ["127.0.0.1:1"], { stdio: ["pipe", "pipe", "inherit"] });
  await once(orphan.stdout, "data");
  orphan.stdin.destroy();
  expect(await once(orphan, "exit")).toEqual([0, null]);
}, 20_000);
