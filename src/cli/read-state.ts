/** What a stack's state holds, by the engine's own export. */
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { stateRecords, type StateRecord } from "../hosts/state-records.ts";
import { CannotRun } from "./cannot-run.ts";

const runFile = promisify(execFile);

/** `bin`: the Pulumi CLI. Secrets stay as they are kept. */
export async function readState(
  bin: string,
  stack: string,
  { cwd, env }: { readonly cwd: string; readonly env: NodeJS.ProcessEnv },
): Promise<readonly StateRecord[]> {
  const args = ["stack", "export", "--stack", stack, "--non-interactive"];
  try {
    const { stdout } = await runFile(bin, args, { cwd, env, maxBuffer: 1 << 30 });
    return stateRecords(JSON.parse(stdout));
  } catch (error) {
    const { stderr, message } = error as Error & { readonly stderr?: string };
    const why =
      (stderr ?? "")
        .trim()
        .split("\n")
        .at(-1)
        ?.replace(/^error: /, "") || message;
    throw new CannotRun(`The state of the stack ${stack} cannot be read: ${why}`);
  }
}
