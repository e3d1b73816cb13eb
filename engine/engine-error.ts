/** No engine, and what to do about it, in one sentence a person can act on. Callers print the message and exit with 2. */
export class EngineError extends Error {
  override readonly name = "EngineError";
}
