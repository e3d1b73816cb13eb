/**
 * Makes sure that what the tests run is on this machine: the Pulumi engine; `named-checkzone`, BIND's own judge of zone files,
 * and its `named`; Dovecot, an IMAP server; checkdmarc, a checker other people use; moto, a stand-in of AWS. Runs before the tests; does nothing, and takes no time, when all is there.
 */
import { dirname } from "node:path";
import { EngineError } from "../../engine/engine-error.ts";
import { findEngine } from "../../engine/find-engine.ts";
import { installDebian, onPath } from "./debian-packages.ts";
import { ensureDovecot } from "./dovecot.ts";
import { ensureNamed } from "./named.ts";
import { checkdmarc, ensurePython, moto } from "./python-tool.ts";

const TOOL = "named-checkzone";
const PACKAGE = "bind9-utils";

/** Installs BIND's tools if they are missing; returns what is wrong when it cannot. */
function ensureZoneChecker(): string | undefined {
  if (onPath(TOOL)) return undefined;
  const missing = `The tests need ${TOOL}, which is not on this machine`;
  return onPath("apt-get")
    ? installDebian(PACKAGE, missing)
    : `${missing}: install BIND's tools (Debian ${PACKAGE}, Fedora bind-utils, Homebrew bind).`;
}

async function ensureEngine(): Promise<string | undefined> {
  try {
    await findEngine(dirname(dirname(import.meta.dirname)));
    return undefined;
  } catch (error) {
    if (error instanceof EngineError) return error.message;
    throw error;
  }
}

// The quick ones first: their answer should not come after minutes of building.
const problem =
  ensureZoneChecker() ??
  ensureNamed() ??
  ensureDovecot() ??
  ensurePython(checkdmarc, import.meta.dirname) ??
  ensurePython(moto, import.meta.dirname) ??
  (await ensureEngine());
if (problem !== undefined) {
  console.error(problem);
  process.exitCode = 2;
}
