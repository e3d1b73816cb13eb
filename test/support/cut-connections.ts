/** A way to a server that breaks: it cuts each connection after so many octets of answers, for as often as it is told. */
import { connect, createServer, type AddressInfo, type Socket } from "node:net";

export interface CuttingProxy {
  readonly port: number;
  /** Cuts that are still to come. */
  readonly cuts: number;
  /** Connections that came. */
  readonly connections: number;
  /** Cuts what is open now. */
  cut(): void;
  /** Cuts what is open, and lets nobody in any more. */
  close(): Promise<void>;
}

export async function cuttingProxy(to: number, after = Infinity, cuts = 0): Promise<CuttingProxy> {
  const open = new Set<Socket>();
  const state = { cuts, connections: 0 };
  const server = createServer(client => {
    state.connections += 1;
    const upstream = connect(to, "127.0.0.1");
    for (const socket of [client, upstream]) {
      open.add(socket);
      socket.on("error", () => undefined);
      socket.on("close", () => {
        open.delete(socket);
        client.destroy();
        upstream.destroy();
      });
    }
    client.pipe(upstream);
    let passed = 0;
    upstream.on("data", octets => {
      const room = after - passed;
      passed += octets.length;
      if (octets.length <= room || state.cuts === 0) {
        client.write(octets);
        return;
      }
      state.cuts -= 1;
      upstream.removeAllListeners("data");
      client.write(octets.subarray(0, room), () => client.destroy());
    });
  });
  await new Promise<void>(resolve => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const cut = (): void => {
    for (const socket of open) socket.destroy();
  };
  return {
    port,
    get cuts() {
      return state.cuts;
    },
    get connections() {
      return state.connections;
    },
    cut,
    async close() {
      const closed = new Promise(resolve => server.close(resolve));
      cut();
      await closed;
    },
  };
}
