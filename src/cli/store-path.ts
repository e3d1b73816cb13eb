/** Where the feedback store is. */

/** `MAILWRIGHT_STORE`, or the default below the working directory. */
export function storePath(environment: NodeJS.ProcessEnv): string {
  const named = environment["MAILWRIGHT_STORE"];
  return named === undefined || named === "" ? ".mailwright/store.duckdb" : named;
}
