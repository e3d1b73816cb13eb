/** Python packages that tests run, each set in a virtual environment of its own, with every version pinned. */
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { executables, pathDirectories } from "../../engine/search-path.ts";
import { installDebian, onPath, run } from "./debian-packages.ts";
import { fillOnce, toolFolder } from "./tool-cache.ts";

/** `requirements`: a file in the form of `pip freeze`, in the folder of this one. */
export interface PythonTool {
  readonly name: string;
  readonly requirements: string;
}

export const checkdmarc: PythonTool = { name: "checkdmarc", requirements: "checkdmarc-requirements.txt" };
export const moto: PythonTool = { name: "moto", requirements: "moto-requirements.txt" };

/** The Python of the tool's environment. */
export function pythonOf(tool: PythonTool, support: string): string {
  return join(toolFolder(folderName(tool, support)), "bin/python");
}

/** Makes the environment if it is missing; returns what is wrong when it cannot. `support`: the folder of this file. */
export function ensurePython(tool: PythonTool, support: string): string | undefined {
  const failure = fillOnce(folderName(tool, support), folder => {
    const python = usablePython() ?? (onPath("apt-get") ? undefined : "no Python 3.11 or newer with venv on PATH");
    if (python?.startsWith("no ")) return python;
    const installed = python === undefined ? installDebian("python3-venv", "Python is missing") : undefined;
    if (installed !== undefined) return installed;
    console.error(`Installing ${tool.name} for the tests, once on this machine …`);
    const bin = join(folder, "bin/python");
    return (
      run([python ?? "/usr/bin/python3", "-m", "venv", folder]) ??
      run([bin, "-m", "pip", "install", "--quiet", "--no-deps", "-r", join(support, tool.requirements)]) ??
      run([bin, "-m", "pip", "check"])
    );
  });
  return failure && `The tests need ${tool.name}, which could not be installed: ${failure}`;
}

/** Name of the folder that holds the environment; a changed requirement is another one. */
export function folderName({ name, requirements }: PythonTool, support: string): string {
  const hash = createHash("sha256")
    .update(readFileSync(join(support, requirements)))
    .digest("hex");
  return `${name}-${hash.slice(0, 12)}`;
}

/** Debian splits `ensurepip` off, without which an environment has no pip. */
function usablePython(): string | undefined {
  const test = "import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))";
  return executables("python3", pathDirectories(process.env)).find(bin => run([bin, "-c", test]) === undefined);
}
