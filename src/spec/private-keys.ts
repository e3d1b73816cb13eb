/** Private keys in places where no key belongs: found before anything else reads the spec, so that nothing repeats them. */
import { holdsPrivateKey } from "../dkim/private-key.ts";
import { readKey } from "../dkim/read-key.ts";
import type { LocalFinding } from "../finding.ts";
import { pathText } from "./schema-findings.ts";

/** What stands for a private key in what is shown. */
const MASK = "(private key)";

/**
 * The spec with every private key masked, and where each stood. A value without one comes back as it is; one with a key
 * also loses every other string that may be a piece of it.
 */
export function maskPrivateKeys(value: unknown): { readonly value: unknown; readonly places: readonly string[] } {
  const places: string[] = [];
  const above = new Set<object>();
  const walk = (part: unknown, path: readonly PropertyKey[]): unknown => {
    if (typeof part === "string") {
      if (holdsPrivateKey(part)) places.push(pathText(path));
      return withoutKeyMaterial(part);
    }
    if (typeof part !== "object" || part === null || above.has(part)) return part;
    above.add(part);
    const masked = Array.isArray(part)
      ? part.map((inner: unknown, index) => walk(inner, [...path, index]))
      : Object.fromEntries(
          Object.entries(part).map(([key, inner]) => {
            const shown = withoutKeyMaterial(key);
            if (holdsPrivateKey(key)) places.push(pathText([...path, MASK]));
            return [shown, walk(inner, [...path, shown])];
          }),
        );
    above.delete(part);
    return masked;
  };
  const masked = walk(value, []);
  return { value: places.length === 0 ? value : masked, places };
}

/** A text without a private key, and without runs of letters and digits that look like a piece of one. */
export function withoutKeyMaterial(text: string): string {
  if (holdsPrivateKey(text)) return MASK;
  return text.replace(/[a-z0-9+/=]{20,}/gi, run =>
    /[a-z]/.test(run) && /[A-Z]/.test(run) && /\d/.test(run) ? "…" : run,
  );
}

/** What to say of a private key at a place in a spec, or in a file: the same as where a DKIM key is read. */
export function privateKeyFindings(place: string): readonly LocalFinding[] {
  // The armour alone counts as a key, so that the key itself need not come here.
  return readKey("-----BEGIN PRIVATE KEY-----", place).findings;
}
