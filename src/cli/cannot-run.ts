/** The command could not do its work (exit 2): one sentence that says why and what to do. */
export class CannotRun extends Error {}
