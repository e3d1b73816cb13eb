/**
 * What `mailwright preview` and `up` ask of the program they start through the engine, handed over in the environment of
 * that one process together with a `--target` for the same resources.
 */
const ONLY = "MAILWRIGHT_TARGETED_DOMAINS";
const DIRECTORY = "MAILWRIGHT_DOMAINS_DIRECTORY";

export interface Selection {
  /** Folder of specs. */
  readonly directory: string;
  /** The targeted domains; undefined: the whole stack. */
  readonly only: ReadonlySet<string> | undefined;
}

export function selectionEnv(directory: string, only: readonly string[] | undefined): Record<string, string> {
  return { [DIRECTORY]: directory, ...(only === undefined ? {} : { [ONLY]: only.join(",") }) };
}

export function readSelection(env: Readonly<Record<string, string | undefined>>): Selection {
  const only = env[ONLY];
  return { directory: env[DIRECTORY] ?? "domains", only: only === undefined ? undefined : new Set(only.split(",")) };
}
