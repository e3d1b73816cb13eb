/** Gets the Pulumi engine ready and says where it is: `node engine/install.ts`. */
import { dirname } from "node:path";
import { EngineError } from "./engine-error.ts";
import { findEngine } from "./find-engine.ts";

const ORIGINS = { path: "installed on this machine", npm: "fetched with npm", built: "built from source" } as const;

try {
  const engine = await findEngine(dirname(import.meta.dirname));
  console.log(`Pulumi ${engine.version}, ${ORIGINS[engine.origin]}: ${engine.bin}`);
} catch (error) {
  if (!(error instanceof EngineError)) throw error;
  console.error(error.message);
  process.exitCode = 2;
}
