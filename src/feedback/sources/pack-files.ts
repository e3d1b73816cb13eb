/** Small files read and packed, as another thread does it: what waits for it reads no file and parses nothing. */
import { readFileSync } from "node:fs";
import { printable } from "../../finding.ts";
import { reportPacker, type PackedFiles } from "../packed-reports.ts";
import { sourceReader } from "../read-source.ts";
import { fileTrouble } from "./file-trouble.ts";

/** Packs the files of the paths, in their order, each time it is called. */
export function filePacker(): (paths: readonly string[]) => Promise<PackedFiles> {
  const packer = reportPacker();
  const reader = sourceReader(packer, () => undefined);
  return async paths => {
    for (const path of paths) {
      const source = printable(path);
      try {
        await reader.read(source, once(readFileSync(path)));
      } catch (error) {
        reader.rejected.push({ source, reason: fileTrouble(error) });
      }
    }
    const { repaired } = reader;
    reader.repaired = 0;
    return { files: paths.length, repaired, rejected: reader.rejected.splice(0), ...packer.take() };
  };
}

async function* once(octets: Uint8Array): AsyncGenerator<Uint8Array, void, undefined> {
  yield octets;
}
