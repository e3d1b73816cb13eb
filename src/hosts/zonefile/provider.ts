/** The provider's gRPC service: the engine's messages in, the record handlers behind them. */
import { status } from "@grpc/grpc-js";
import type { UntypedServiceImplementation, handleUnaryCall } from "@grpc/grpc-js";
import type { Struct as StructMessage } from "google-protobuf/google/protobuf/struct_pb.js";
import emptyProto from "google-protobuf/google/protobuf/empty_pb.js";
import structProto from "google-protobuf/google/protobuf/struct_pb.js";
import pluginProto from "@pulumi/pulumi/proto/plugin_pb.js";
import proto from "@pulumi/pulumi/proto/provider_pb.js";
import type * as messages from "@pulumi/pulumi/proto/provider_pb.js";
import { diffRecord } from "./diff.ts";
import type { DiffKind } from "./diff.ts";
import { unwrapProperties } from "./property-values.ts";
import type { RecordHandlers } from "./record-handlers.ts";
import type { InputFault, Properties } from "./record-inputs.ts";
import { PROVIDER_VERSION, RECORD_TOKEN, providerSchema } from "./schema.ts";

/** Settings a provider resource may carry; the last two are the engine's own. */
const SETTINGS: ReadonlySet<string> = new Set(["directory", "version", "pluginDownloadURL"]);

export function createProviderService(handlers: RecordHandlers): UntypedServiceImplementation {
  let defaultDirectory: string | undefined;

  return {
    handshake: unary(async () => new proto.ProviderHandshakeResponse()),

    getPluginInfo: unary(async () => {
      const info = new pluginProto.PluginInfo();
      info.setVersion(PROVIDER_VERSION);
      return info;
    }),

    getSchema: unary(async () => {
      const response = new proto.GetSchemaResponse();
      response.setSchema(providerSchema());
      return response;
    }),

    checkConfig: unary(async (request: messages.CheckRequest) => {
      const news = properties(request.getNews());
      const unknown = Object.keys(news).filter(key => !SETTINGS.has(key) && !key.startsWith("__"));
      const faults = unknown.map(property => ({
        property,
        reason: `${property} is not a setting of the zonefile provider; directory is the only one.`,
      }));
      return checkResponse(request.getNews(), faults);
    }),

    // A change must be told, or the engine goes on with a provider configured as before. It is a default for imports only: no
    // record ever has to be replaced for it.
    diffConfig: unary(async (request: messages.DiffRequest) => {
      const changed = properties(request.getOlds())["directory"] !== properties(request.getNews())["directory"];
      return diffResponse(new Map<string, DiffKind>(changed ? [["directory", "update"]] : []));
    }),

    configure: unary(async (request: messages.ConfigureRequest) => {
      const fromStack = request.getVariablesMap().get("zonefile:config:directory");
      const directory = properties(request.getArgs())["directory"] ?? fromStack;
      if (typeof directory === "string" && directory !== "") defaultDirectory = directory;
      const response = new proto.ConfigureResponse();
      // Without secrets of our own the engine keeps what was secret in an input secret in the output of the same name.
      response.setAcceptsecrets(false);
      response.setAcceptresources(false);
      response.setAcceptoutputs(false);
      response.setSupportspreview(true);
      return response;
    }),

    check: unary(async (request: messages.CheckRequest) => {
      requireRecord(request.getUrn());
      const faults = await handlers.check(properties(request.getOlds()), properties(request.getNews()));
      return checkResponse(request.getNews(), faults);
    }),

    diff: unary(async (request: messages.DiffRequest) => {
      requireRecord(request.getUrn());
      return diffResponse(diffRecord(properties(request.getOlds()), properties(request.getNews())));
    }),

    create: unary(async (request: messages.CreateRequest) => {
      requireRecord(request.getUrn());
      const state = await handlers.create(properties(request.getProperties()), request.getPreview());
      const response = new proto.CreateResponse();
      response.setId(state.id);
      response.setProperties(struct(state.properties));
      return response;
    }),

    read: unary(async (request: messages.ReadRequest) => {
      requireRecord(request.getUrn());
      const state = { ...properties(request.getInputs()), ...properties(request.getProperties()) };
      const read = await handlers.read(request.getId(), state, defaultDirectory);
      const response = new proto.ReadResponse();
      response.setId(read.id);
      if (read.id !== "") {
        response.setProperties(struct(read.properties));
        // Without inputs the next preview does not see what a refresh found.
        response.setInputs(struct(read.inputs));
      }
      return response;
    }),

    update: unary(async (request: messages.UpdateRequest) => {
      requireRecord(request.getUrn());
      const olds = properties(request.getOlds());
      const updated = await handlers.update(olds, properties(request.getNews()), request.getPreview());
      const response = new proto.UpdateResponse();
      response.setProperties(struct(updated));
      return response;
    }),

    delete: unary(async (request: messages.DeleteRequest) => {
      requireRecord(request.getUrn());
      await handlers.remove(properties(request.getProperties()));
      return new emptyProto.Empty();
    }),

    // Every write is one step and short: there is nothing to break off.
    cancel: unary(async () => new emptyProto.Empty()),

    getMapping: unary(async () => new proto.GetMappingResponse()),
    getMappings: unary(async () => new proto.GetMappingsResponse()),
    invoke: unimplemented("functions"),
    call: unimplemented("methods"),
    construct: unimplemented("components"),
    parameterize: unimplemented("parameters"),
    list: unimplemented("lists"),
    attach: unary(async () => new emptyProto.Empty()),
  };
}

/** One gRPC method from an async function; what it throws reaches the engine as its message. */
function unary<Request, Response>(work: (request: Request) => Promise<Response>): handleUnaryCall<Request, Response> {
  return (call, callback) => {
    work(call.request).then(
      response => callback(null, response),
      (error: unknown) =>
        callback({ code: status.UNKNOWN, details: error instanceof Error ? error.message : String(error) }),
    );
  };
}

function unimplemented(what: string): handleUnaryCall<unknown, unknown> {
  return (_call, callback) =>
    callback({ code: status.UNIMPLEMENTED, details: `The zonefile provider has no ${what}.` });
}

/** urn:pulumi:<stack>::<project>::<parent types$type>::<name> */
function requireRecord(urn: string): void {
  const type = urn.split("::")[2]?.split("$").at(-1);
  if (type !== RECORD_TOKEN) throw new Error(`The zonefile provider has no resource ${type}; it has ${RECORD_TOKEN}.`);
}

function properties(message: StructMessage | undefined): Properties {
  return unwrapProperties((message?.toJavaScript() ?? {}) as Record<string, unknown>);
}

function struct(values: Properties): StructMessage {
  return structProto.Struct.fromJavaScript(values as Parameters<typeof structProto.Struct.fromJavaScript>[0]);
}

function checkResponse(news: StructMessage | undefined, faults: readonly InputFault[]): messages.CheckResponse {
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

function diffResponse(changes: ReadonlyMap<string, DiffKind>): messages.DiffResponse {
  const { DIFF_NONE, DIFF_SOME } = proto.DiffResponse.DiffChanges;
  const { UPDATE, UPDATE_REPLACE } = proto.PropertyDiff.Kind;
  const replaces = [...changes].filter(([, kind]) => kind === "replace").map(([property]) => property);
  const response = new proto.DiffResponse();
  response.setChanges(changes.size > 0 ? DIFF_SOME : DIFF_NONE);
  response.setDiffsList([...changes.keys()]);
  response.setReplacesList(replaces);
  // Two records of one name and role must never stand side by side.
  response.setDeletebeforereplace(replaces.length > 0);
  response.setHasdetaileddiff(true);
  for (const [property, kind] of changes) {
    const detail = new proto.PropertyDiff();
    detail.setKind(kind === "replace" ? UPDATE_REPLACE : UPDATE);
    response.getDetaileddiffMap().set(property, detail);
  }
  return response;
}
