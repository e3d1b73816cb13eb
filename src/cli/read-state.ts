/** What a stack's state holds, by the engine's own export. */
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { stateRecords, type StateRecord } from "../hosts/state-records.ts";
import { CannotRun } from "./cannot-run.ts";
import { embeddedState } from "./embedded-stack.ts";

const runFile = promisify(execFile);

export interface StateOf {
  /** The Pulumi CLI. */
  readonly bin: string;
  readonly stack: string;
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  /** The stack is the embedded one, whose file is the project's own. */
  readonly isEmbedded: boolean;
}

/** Secrets stay as they are kept. */
export async function readState({ bin, stack, cwd, env, isEmbedded }: StateOf): Promise<readonly StateRecord[]> {
  const own = isEmbedded ? embeddedState(cwd) : undefined;
  if (own !== undefined) return stateRecords(own);
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
