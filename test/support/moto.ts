/** moto's server, an AWS of its own on loopback: what it lists and how it pages is what Route 53 does. */
import { spawn } from "node:child_process";
import type { Route53Client } from "@aws-sdk/client-route-53";
import { ensurePython, moto, pythonOf } from "./python-tool.ts";

export interface Moto {
  /** What a client needs of the environment. */
  readonly env: Readonly<Record<string, string>>;
  readonly client: Route53Client;
  stop(): void;
}

/** Milliseconds until the server must be there. */
const PATIENCE = 60_000;

export async function startMoto(): Promise<Moto> {
  const problem = ensurePython(moto, __dirname);
  if (problem !== undefined) throw new Error(problem);
  const server = spawn(pythonOf(moto, __dirname), ["-m", "moto.server", "-H", "127.0.0.1", "-p", "0"], {
    stdio: ["ignore", "ignore", "pipe"],
    env: { ...process.env, PYTHONUNBUFFERED: "1" },
  });
  const endpoint = await new Promise<string>((done, fail) => {
    let said = "";
    const timer = setTimeout(() => fail(new Error(`moto did not start: ${said}`)), PATIENCE);
    const settle = (act: () => void): void => {
      clearTimeout(timer);
      act();
    };
    server.once("exit", () => settle(() => fail(new Error(`moto ended: ${said}`))));
    server.stderr.setEncoding("utf8").on("data", (text: string) => {
      said += text;
      const found = /Running on (http:\/\/127\.0\.0\.1:\d+)/.exec(said)?.[1];
      if (found !== undefined) settle(() => done(found));
    });
  });
  const env = {
    AWS_ENDPOINT_URL_ROUTE_53: endpoint,
    AWS_REGION: "us-east-1",
    AWS_ACCESS_KEY_ID: "loopback",
    AWS_SECRET_ACCESS_KEY: "loopback",
  };
  const { Route53Client: Client } = await import("@aws-sdk/client-route-53");
  const credentials = { accessKeyId: "loopback", secretAccessKey: "loopback" };
  const client = new Client({ region: "us-east-1", endpoint, credentials });
  return {
    env,
    client,
    stop: () => {
      client.destroy();
      server.kill();
    },
  };
}
