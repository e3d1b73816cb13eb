/** A plugin process, asked over the wire as the engine asks it. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { credentials } from "@grpc/grpc-js";
import structProto from "google-protobuf/google/protobuf/struct_pb.js";
import providerGrpc from "@pulumi/pulumi/proto/provider_grpc_pb.js";
import proto from "@pulumi/pulumi/proto/provider_pb.js";
import type { Fault, Values } from "./property-table.ts";

export interface Resource {
  readonly id: string;
  /** What the program gave. */
  readonly inputs: Values;
  readonly state: Values;
}

export interface PluginClient {
  check(inputs: Values): Promise<readonly Fault[]>;
  create(inputs: Values): Promise<Resource>;
  /** As a refresh does it; undefined: it is gone. */
  refresh(resource: Resource): Promise<Resource | undefined>;
  importById(id: string): Promise<Resource | undefined>;
  /** What a preview of these inputs would say. */
  diff(
    resource: Resource,
    inputs: Values,
  ): Promise<{
    readonly changed: readonly string[];
    readonly replaces: readonly string[];
    readonly deletesFirst: boolean;
  }>;
  update(resource: Resource, inputs: Values): Promise<Resource>;
  remove(resource: Resource): Promise<void>;
  stop(): Promise<void>;
}

export async function startPlugin(
  name: "aws" | "cloudflare",
  token: string,
  env: Readonly<Record<string, string>>,
): Promise<PluginClient> {
  const path = join(__dirname, name, `pulumi-resource-${name}`);
  const child = spawn(path, ["127.0.0.1:1"], { env: { ...process.env, ...env }, stdio: ["pipe", "pipe", "inherit"] });
  const [port] = (await once(child.stdout, "data")) as [Buffer];
  const client = new providerGrpc.ResourceProviderClient(
    `127.0.0.1:${String(port).trim()}`,
    credentials.createInsecure(),
  );
  const urn = `urn:pulumi:dev::mailwright::${token}::r`;
  const struct = (values: Values) => structProto.Struct.fromJavaScript(values as never);
  const plain = (message: unknown): Values =>
    ((message as { toJavaScript(): Values } | undefined)?.toJavaScript() ?? {}) as Values;
  // oxlint-disable-next-line typescript/no-explicit-any -- the generated client has no types for its answers
  const call = (method: string, request: unknown): Promise<any> =>
    new Promise((done, failed) =>
      (
        client as unknown as Record<
          string,
          (request: unknown, back: (error: Error | null, answer: unknown) => void) => void
        >
      )[method]?.(request, (error, answer) => (error === null ? done(answer) : failed(error))),
    );
  const read = async (id: string, inputs: Values, state: Values): Promise<Resource | undefined> => {
    const request = new proto.ReadRequest();
    request.setUrn(urn);
    request.setId(id);
    request.setInputs(struct(inputs));
    request.setProperties(struct(state));
    const answer = await call("read", request);
    if (answer.getId() === "") return undefined;
    return { id: answer.getId(), inputs: plain(answer.getInputs()), state: plain(answer.getProperties()) };
  };
  return {
    check: async inputs => {
      const request = new proto.CheckRequest();
      request.setUrn(urn);
      request.setNews(struct(inputs));
      const failures = (await call("check", request)).getFailuresList() as {
        getProperty(): string;
        getReason(): string;
      }[];
      return failures.map(one => ({ property: one.getProperty(), reason: one.getReason() }));
    },
    create: async inputs => {
      const request = new proto.CreateRequest();
      request.setUrn(urn);
      request.setProperties(struct(inputs));
      const answer = await call("create", request);
      return { id: answer.getId(), inputs, state: plain(answer.getProperties()) };
    },
    refresh: ({ id, inputs, state }) => read(id, inputs, state),
    importById: id => read(id, {}, {}),
    diff: async ({ id, inputs: olds, state }, inputs) => {
      const request = new proto.DiffRequest();
      request.setUrn(urn);
      request.setId(id);
      request.setOldInputs(struct(olds));
      request.setOlds(struct(state));
      request.setNews(struct(inputs));
      const answer = await call("diff", request);
      return {
        changed: answer.getDiffsList(),
        replaces: answer.getReplacesList(),
        deletesFirst: answer.getDeletebeforereplace(),
      };
    },
    update: async ({ id, inputs: olds, state }, inputs) => {
      const request = new proto.UpdateRequest();
      request.setUrn(urn);
      request.setId(id);
      request.setOldInputs(struct(olds));
      request.setOlds(struct(state));
      request.setNews(struct(inputs));
      return { id, inputs, state: plain((await call("update", request)).getProperties()) };
    },
    remove: async ({ id, state }) => {
      const request = new proto.DeleteRequest();
      request.setUrn(urn);
      request.setId(id);
      request.setProperties(struct(state));
      await call("delete", request);
    },
    stop: async () => {
      client.close();
      const ended = child.exitCode === null ? once(child, "exit") : undefined;
      child.kill();
      await ended;
    },
  };
}
