/**
 * Serves the program to the engine from this process, as Pulumi's Automation API does: no language host has to start, scan
 * the packages and load everything once more, and what is selected never leaves the process.
 */
import * as grpc from "@grpc/grpc-js";
import { createRequire } from "node:module";

/** The Automation API's own server of an inline program; it is not part of the package's types. */
interface LanguageServer {
  run: grpc.handleUnaryCall<unknown, unknown>;
  getPluginInfo: grpc.handleUnaryCall<unknown, unknown>;
  getRequiredPlugins: grpc.handleUnaryCall<unknown, unknown>;
}

export interface ServedProgram {
  /** Options for the CLI. */
  readonly args: readonly string[];
  stop(): void;
}

export async function serveProgram(program: () => Promise<void>): Promise<ServedProgram> {
  const require = createRequire(import.meta.url);
  const { LanguageServer } = require("@pulumi/pulumi/automation/server.js") as {
    LanguageServer: new (program: () => Promise<void>) => LanguageServer;
  };
  const { LanguageRuntimeService } = require("@pulumi/pulumi/proto/language_grpc_pb.js") as {
    LanguageRuntimeService: grpc.ServiceDefinition;
  };
  const language = new LanguageServer(program);
  const server = new grpc.Server({ "grpc.max_receive_message_length": 400 * 1024 * 1024 });
  server.addService(LanguageRuntimeService, {
    run: language.run.bind(language),
    getPluginInfo: language.getPluginInfo.bind(language),
    getRequiredPlugins: language.getRequiredPlugins.bind(language),
  });
  const port = await new Promise<number>((done, fail) => {
    server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, bound) =>
      error === null ? done(bound) : fail(error),
    );
  });
  return { args: [`--client=127.0.0.1:${port}`, "--exec-kind=auto.inline"], stop: () => server.forceShutdown() };
}
