/** A spec file as it would be with another text: loaded as if it stood there, with all that it imports, and not written. */
import { realpathSync } from "node:fs";
import { registerHooks } from "node:module";
import { pathToFileURL } from "node:url";
import { parseSpec, type ParsedSpec } from "../spec/parse-spec.ts";
import { loading, notLoaded } from "./load-specs.ts";

const texts = new Map<string, string>();

/** `shown` is the path in findings. What the file imports is as it stands on disk. */
export async function loadSpecText(file: string, shown: string, text: string): Promise<ParsedSpec> {
  serveTexts();
  // Another address is another module: the file itself stays as it was loaded. What it imports is found as Node finds it.
  const url = `${pathToFileURL(realpathSync(file)).href}?text=${texts.size}`;
  texts.set(url, text);
  try {
    const loaded = (await loading(() => import(url))) as { readonly default?: unknown };
    return parseSpec(loaded.default, shown);
  } catch (error) {
    return { findings: notLoaded(error, file, shown) };
  } finally {
    // The number of texts names the next one, so only the text goes.
    texts.set(url, "");
  }
}

let hooked = false;

function serveTexts(): void {
  if (hooked) return;
  hooked = true;
  registerHooks({
    resolve: (specifier, context, next) =>
      texts.has(specifier)
        ? { url: specifier, format: "module-typescript", shortCircuit: true }
        : next(specifier, context),
    load: (url, context, next) => {
      const source = texts.get(url);
      return source === undefined ? next(url, context) : { format: "module-typescript", source, shortCircuit: true };
    },
  });
}
