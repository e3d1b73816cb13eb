/** What the key of a source says of it (`sourceKey`): evidence may be older than the spec. */

/** Id of the catalogue; undefined for terms and keys of the spec's own, for several at once, and for all that is nobody's. */
export function serviceOf(source: string): string | undefined {
  const [kind, first = "", second = ""] = source.split(" ");
  if (kind === "declared") return first === "spf" || first === "dkim" ? undefined : first;
  // A name with a dot is what it authenticates as.
  return kind === "unknown-authenticated" && /^[a-z0-9-]+$/.test(second) ? second : undefined;
}

export function isDeclared(source: string): boolean {
  return source.startsWith("declared ");
}

/** Mail of the client's, or what may well be: a stricter policy must not stop it. */
export function isLegitimate(source: string): boolean {
  return isDeclared(source) || source.startsWith("unknown-authenticated");
}

/** Spoofed or broken mail. In what was summed away, the kind stands alone. */
export function isUnauthenticated(source: string): boolean {
  return source === "unauthenticated" || source.startsWith("unauthenticated ");
}
