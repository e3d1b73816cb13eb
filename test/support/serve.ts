/** `mailwright serve` as people run it: a process that says where it is, answers, and ends at a signal. */
import { spawn } from "node:child_process";
import { MAIN, PROJECT, type Run } from "./cli.ts";

export interface Serving {
  readonly port: number;
  /** As it stood on stdout. */
  readonly address: string;
  /** Sends the signal and waits for the end. */
  readonly stop: (signal?: "SIGINT" | "SIGTERM") => Promise<Run>;
}

/** Starts it; rejects with what it said when it ends before it answers. */
export async function startServe(args: readonly string[], cwd = PROJECT): Promise<Serving> {
  const child = spawn(process.execPath, [MAIN, "serve", ...args], {
    cwd,
    env: { ...process.env, FORCE_COLOR: undefined, NO_COLOR: undefined },
  });
  let [stdout, stderr] = ["", ""];
  child.stderr.on("data", chunk => (stderr += String(chunk)));
  const ended = new Promise<Run>(done => child.once("close", code => done({ code, stdout, stderr })));
  const address = await new Promise<string>((resolve, reject) => {
    child.stdout.on("data", chunk => {
      stdout += String(chunk);
      if (stdout.includes("\n")) resolve(stdout.split("\n")[0] ?? "");
    });
    void ended.then(run => reject(new Error(`serve ended with ${run.code}: ${run.stderr}`)));
  });
  return {
    port: Number(address.split(":").at(-1)),
    address,
    stop: async (signal = "SIGTERM") => {
      child.kill(signal);
      return ended;
    },
  };
}
