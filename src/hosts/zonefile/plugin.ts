/** The plugin process: serves the provider to the engine that started it, and ends with it. */
import { Server, ServerCredentials } from "@grpc/grpc-js";
import providerGrpc from "@pulumi/pulumi/proto/provider_grpc_pb.js";
import { onParentGone } from "./parent-watch.ts";
import { createProviderService } from "./provider.ts";
import { createRecordHandlers } from "./record-handlers.ts";
import { createZoneStore } from "./zone-store.ts";

const store = createZoneStore();
// The engine starts plugins in the directory of the program.
const handlers = createRecordHandlers({ store, baseDirectory: process.cwd(), now: () => new Date() });

const server = new Server({ "grpc.max_receive_message_length": -1, "grpc.max_send_message_length": -1 });
server.addService(providerGrpc.ResourceProviderService, createProviderService(handlers));

/** Lets a write that is under way finish, so that no temporary file stays behind. */
async function end(): Promise<void> {
  await store.idle();
  process.exit(0);
}

onParentGone(() => void end());
process.on("SIGINT", () => void end()).on("SIGTERM", () => void end());

server.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), (error, port) => {
  if (error !== null) throw error;
  // The engine reads the port from the first line.
  process.stdout.write(`${port}\n`);
});
