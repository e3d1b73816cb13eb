/** A provider plugin of one resource, in place of the real one of the same name: the engine's messages in, a host's rules behind them. */
import { Server, ServerCredentials, status } from "@grpc/grpc-js";
import type { UntypedServiceImplementation, handleUnaryCall } from "@grpc/grpc-js";
import type { Struct as StructMessage } from "google-protobuf/google/protobuf/struct_pb.js";
import emptyProto from "google-protobuf/google/protobuf/empty_pb.js";
import structProto from "google-protobuf/google/protobuf/struct_pb.js";
import pluginProto from "@pulumi/pulumi/proto/plugin_pb.js";
import proto from "@pulumi/pulumi/proto/provider_pb.js";
import type * as messages from "@pulumi/pulumi/proto/provider_pb.js";
import providerGrpc from "@pulumi/pulumi/proto/provider_grpc_pb.js";
import { onParentGone } from "../../../src/hosts/zonefile/parent-watch.ts";
import { unwrapProperties } from "../../../src/hosts/zonefile/property-values.ts";
import { tableFaults, type Fault, type PropertyTable, type Values } from "./property-table.ts";

export interface ResourceState {
  readonly id: string;
  readonly state: Values;
}

export interface StandIn {
  readonly version: string;
  readonly table: PropertyTable;
  /** What the plugin refuses beyond its table. */
  check(inputs: Values): readonly Fault[];
  /** Names of the properties that differ between what is in state and what is wanted. */
  diff(state: Values, inputs: Values): readonly string[];
  /** State as a preview tells it. */
  planned(inputs: Values): Values;
  create(inputs: Values): Promise<ResourceState>;
  /** `inputs` and `state` are empty at an import; undefined: the record is gone. */
  read(id: string, inputs: Values, state: Values): Promise<(ResourceState & { readonly inputs: Values }) | undefined>;
  update(id: string, state: Values, inputs: Values): Promise<Values>;
  remove(id: string, state: Values): Promise<void>;
}

/** Serves it until the engine goes. */
export function serveProvider(standIn: StandIn): void {
  const server = new Server({ "grpc.max_receive_message_length": -1, "grpc.max_send_message_length": -1 });
  server.addService(providerGrpc.ResourceProviderService, providerService(standIn));
  const end = (): void => process.exit(0);
  onParentGone(end);
  process.on("SIGINT", end).on("SIGTERM", end);
  server.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), (error, port) => {
    if (error !== null) throw error;
    // The engine reads the port from the first line.
    process.stdout.write(`${port}\n`);
  });
}

function providerService(standIn: StandIn): UntypedServiceImplementation {
  const { table } = standIn;
  const required = (urn: string): void => {
    const type = urn.split("::")[2]?.split("$").at(-1);
    if (type !== table.token) throw new Error(`This stand-in has no resource ${type}; it has ${table.token}.`);
  };
  return {
    handshake: unary(async () => new proto.ProviderHandshakeResponse()),
    getPluginInfo: unary(async () => {
      const info = new pluginProto.PluginInfo();
      info.setVersion(standIn.version);
      return info;
    }),
    getSchema: unary(async () => new proto.GetSchemaResponse()),
    checkConfig: unary(async (request: messages.CheckRequest) => checkResponse(request.getNews(), [])),
    diffConfig: unary(async () => new proto.DiffResponse()),
    configure: unary(async () => {
      const response = new proto.ConfigureResponse();
      response.setSupportspreview(true);
      return response;
    }),
    check: unary(async (request: messages.CheckRequest) => {
      required(request.getUrn());
      const news = values(request.getNews());
      const faults = tableFaults(table, news);
      return checkResponse(request.getNews(), faults.length > 0 ? faults : standIn.check(news));
    }),
    diff: unary(async (request: messages.DiffRequest) =>
      diffResponse(standIn.diff(values(request.getOlds()), values(request.getNews())), table.replace),
    ),
    create: unary(async (request: messages.CreateRequest) => {
      required(request.getUrn());
      const inputs = values(request.getProperties());
      const made = request.getPreview() ? { id: "", state: standIn.planned(inputs) } : await standIn.create(inputs);
      const response = new proto.CreateResponse();
      response.setId(made.id);
      response.setProperties(struct(made.state));
      return response;
    }),
    read: unary(async (request: messages.ReadRequest) => {
      required(request.getUrn());
      const read = await standIn.read(request.getId(), values(request.getInputs()), values(request.getProperties()));
      const response = new proto.ReadResponse();
      if (read === undefined) return response;
      response.setId(read.id);
      response.setProperties(struct(read.state));
      response.setInputs(struct(read.inputs));
      return response;
    }),
    update: unary(async (request: messages.UpdateRequest) => {
      const olds = values(request.getOlds());
      const news = values(request.getNews());
      const state = request.getPreview()
        ? { ...olds, ...standIn.planned(news) }
        : await standIn.update(request.getId(), olds, news);
      const response = new proto.UpdateResponse();
      response.setProperties(struct(state));
      return response;
    }),
    delete: unary(async (request: messages.DeleteRequest) => {
      await standIn.remove(request.getId(), values(request.getProperties()));
      return new emptyProto.Empty();
    }),
    cancel: unary(async () => new emptyProto.Empty()),
    getMapping: unary(async () => new proto.GetMappingResponse()),
    getMappings: unary(async () => new proto.GetMappingsResponse()),
    attach: unary(async () => new emptyProto.Empty()),
    ...Object.fromEntries(
      ["invoke", "call", "construct", "parameterize", "list"].map(method => [method, unimplemented(method)]),
    ),
  };
}

function unary<Request, Response>(work: (request: Request) => Promise<Response>): handleUnaryCall<Request, Response> {
  return (call, callback) => {
    work(call.request).then(
      response => callback(null, response),
      (error: unknown) =>
        callback({ code: status.UNKNOWN, details: error instanceof Error ? error.message : String(error) }),
    );
  };
}

function unimplemented(method: string): handleUnaryCall<unknown, unknown> {
  return (_call, callback) =>
    callback({ code: status.UNIMPLEMENTED, details: `The stand-in does not answer ${method}.` });
}

function values(message: StructMessage | undefined): Values {
  return unwrapProperties((message?.toJavaScript() ?? {}) as Record<string, unknown>);
}

/** Values that are undefined are not there; null is what the engine calls none. */
function struct(properties: Values): StructMessage {
  const given = Object.fromEntries(Object.entries(properties).filter(([, value]) => value !== undefined));
  return structProto.Struct.fromJavaScript(given as Parameters<typeof structProto.Struct.fromJavaScript>[0]);
}

function checkResponse(news: StructMessage | undefined, faults: readonly Fault[]): messages.CheckResponse {
  const response = new proto.CheckResponse();
  response.setInputs(news);
  response.setFailuresList(
    faults.map(({ property, reason }) => {
      const failure = new proto.CheckFailure();
      failure.setProperty(property);
      failure.setReason(reason);
      return failure;
    }),
  );
  return response;
}

/** Neither of the real plugins asks for deletion before replacement: the program has to. */
function diffResponse(changed: readonly string[], replacing: readonly string[]): messages.DiffResponse {
  const { DIFF_NONE, DIFF_SOME } = proto.DiffResponse.DiffChanges;
  const response = new proto.DiffResponse();
  response.setChanges(changed.length > 0 ? DIFF_SOME : DIFF_NONE);
  response.setDiffsList([...changed]);
  response.setReplacesList(changed.filter(property => replacing.includes(property)));
  return response;
}
