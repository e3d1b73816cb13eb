/** The loopback HTTP server behind both fakes: reads a request whole, answers it, and keeps what was asked in order. */
import { createServer, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";

export interface Asked {
  readonly method: string;
  readonly url: URL;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

export interface Reply {
  readonly status: number;
  readonly text: string;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface HttpFake {
  /** `http://127.0.0.1:PORT` */
  readonly origin: string;
  close(): Promise<void>;
}

export async function startHttpFake(answer: (asked: Asked) => Reply): Promise<HttpFake> {
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const { method = "", url = "/", headers } = request;
      const asked = { method, url: new URL(url, "http://127.0.0.1"), headers, text: Buffer.concat(chunks).toString() };
      let reply: Reply;
      try {
        reply = answer(asked);
      } catch (error) {
        // A fault of the fake, not an answer of the host: nobody retries a 501.
        reply = { status: 501, text: error instanceof Error ? (error.stack ?? error.message) : String(error) };
      }
      response.writeHead(reply.status, reply.headers).end(reply.text);
    });
  });
  await new Promise<void>(done => server.listen(0, "127.0.0.1", done));
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise(done => {
        server.close(() => done());
        server.closeAllConnections();
      }),
  };
}
