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
  find(value, [], new Set(), places);
  return places.length === 0 ? { value, places } : { value: mask(value, new Set()), places };
}

function find(part: unknown, path: readonly PropertyKey[], above: Set<object>, places: string[]): void {
  if (typeof part === "string" && holdsPrivateKey(part)) places.push(pathText(path) || "default export");
  if (typeof part !== "object" || part === null || above.has(part)) return;
  above.add(part);
  for (const [key, inner] of Object.entries(part)) {
    // An array's own keys are its positions.
    const step = Array.isArray(part) ? Number(key) : key;
    if (typeof step === "string" && holdsPrivateKey(step)) places.push(pathText([...path, MASK]));
    find(
      inner,
      [...path, typeof step === "string" && places.length > 0 ? withoutKeyMaterial(step) : step],
      above,
      places,
    );
  }
  above.delete(part);
}

function mask(part: unknown, above: Set<object>): unknown {
  if (typeof part === "string") return withoutKeyMaterial(part);
  if (typeof part !== "object" || part === null || above.has(part)) return part;
  above.add(part);
  const masked = Array.isArray(part)
    ? part.map((inner: unknown) => mask(inner, above))
    : Object.fromEntries(Object.entries(part).map(([key, inner]) => [withoutKeyMaterial(key), mask(inner, above)]));
  above.delete(part);
  return masked;
}

/** A text without a private key, and without runs of letters and digits that look like a piece of one. */
export function withoutKeyMaterial(text: string): string {
  if (holdsPrivateKey(text)) return MASK;
  // Base64 and base64url mix both cases and digits, which names and paths hardly do in one run; then hexadecimal, longer than a zone's id.
  return text
    .replace(/[\w+/=-]{20,}/g, run => (/[a-z]/.test(run) && /[A-Z]/.test(run) && /\d/.test(run) ? "…" : run))
    .replace(/[0-9a-f]{40,}/gi, "…");
}

/** What to say of a private key at a place in a spec, or in a file: the same as where a DKIM key is read. */
export function privateKeyFindings(place: string): readonly LocalFinding[] {
  // The armour alone counts as a key, so that the key itself need not come here.
  return readKey("-----BEGIN PRIVATE KEY-----", place).findings;
}
