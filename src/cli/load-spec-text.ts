/** A spec file as it would be with another text: loaded as if it stood there, with all that it imports, and not written. */
import { realpathSync } from "node:fs";
import { registerHooks } from "node:module";
import { pathToFileURL } from "node:url";
import { parseSpec, type ParsedSpec } from "../spec/parse-spec.ts";
import { loading, notLoaded } from "./load-specs.ts";

const texts = new Map<string, string>();
let turn: Promise<unknown> = Promise.resolve();

/** `shown` is the path in findings. What the file imports is as it stands on disk. */
export function loadSpecText(file: string, shown: string, text: string): Promise<ParsedSpec> {
  // One at a time: what a spec prints is sent elsewhere while it loads, for the whole process.
  const loaded = turn.then(() => load(file, shown, text));
  turn = loaded;
  return loaded;
}

async function load(file: string, shown: string, text: string): Promise<ParsedSpec> {
  serveTexts();
  // Another address is another module: the file itself stays as it was loaded. What it imports is found as Node finds it.
  let url = "";
  try {
    url = `${pathToFileURL(realpathSync(file)).href}?text=${texts.size}`;
    texts.set(url, text);
    const loaded = (await loading(() => import(url))) as { readonly default?: unknown };
    return parseSpec(loaded.default, shown);
  } catch (error) {
    return { findings: notLoaded(error, file, shown) };
  } finally {
    // The number of texts names the next one, so only the text goes.
    if (url !== "") texts.set(url, "");
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
