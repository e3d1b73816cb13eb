/** What people paste as a DKIM key, told apart by form: a whole record, PEM armour, or bare base64. */

export type PastedKey =
  | { readonly form: "empty" }
  | { readonly form: "record"; readonly text: string }
  /** Base64, white space still in it. */
  | { readonly form: "base64"; readonly text: string }
  /** Ends a sentence that begins with "The key". */
  | { readonly form: "unknown"; readonly problem: string };

/** Sorts a paste by its form, once quotes and zone-file wrapping are off. */
export function sortPaste(text: string): PastedKey {
  const bare = unwrap(text);
  if (bare === "") return { form: "empty" };
  if (/--\s*(?:BEGIN|END)/i.test(bare)) return readArmour(bare);
  // `=` stands in base64 only at the end, so a letter or a digit behind it, or a semicolon, makes it a tag-list.
  const isRecord = bare.includes(";") || /^[a-z]\w*\s*=\s*[^=\s]/i.test(bare) || /^p\s*=$/.test(bare);
  return { form: isRecord ? "record" : "base64", text: bare };
}

/** PEM (RFC 7468 §2) with one block, whose label says what is in it. */
function readArmour(text: string): PastedKey {
  const [first, second] = text.matchAll(/-----BEGIN ([a-z0-9 ]+)-----([^-]*)-----END \1-----/gi);
  if (first === undefined) return { form: "unknown", problem: "has a BEGIN or an END line without the other" };
  if (second !== undefined) return { form: "unknown", problem: "is more than one PEM block" };
  const label = (first[1] ?? "").toUpperCase();
  // RFC 7468 §13 PUBLIC KEY, and the older label of PKCS#1; the octets tell which of the two it is.
  if (label === "PUBLIC KEY" || label === "RSA PUBLIC KEY") return { form: "base64", text: first[2] ?? "" };
  return { form: "unknown", problem: label === "CERTIFICATE" ? "is a certificate" : "is PEM, but no PUBLIC KEY" };
}

/**
 * Takes off what stands around the value: the owner name, TTL and type of a zone-file line with its parentheses, the quotes
 * around and between character strings, which join with nothing between them (RFC 6376 §3.6.2.2), and the backslash that
 * zone files put before a semicolon (RFC 1035 §5.1).
 */
function unwrap(text: string): string {
  const line = text
    .replace(/[\u201c\u201d]/g, '"')
    .replace(/\\[nrt]/g, "\n")
    .replace(/\\([;"])/g, "$1")
    .replace(/^[^"]*\bTXT\b[\s(]*(?="|v\s*=)/i, "")
    .trim();
  // Behind the last quote of a zone-file line stand at most a parenthesis and a comment.
  const value = line.startsWith('"') ? line.slice(0, line.lastIndexOf('"') + 1) : line;
  return value.replace(/"\s*"/g, "").replace(/"/g, "").trim();
}
