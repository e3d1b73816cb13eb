/** Report URIs of `rua=` and `ruf=` (RFC 9989 §4.7, §4.8): held percent-decoded, encoded only in the record's text. */

export interface ParsedUriList {
  /** Percent-decoded. */
  readonly uris: readonly string[];
  readonly warnings: readonly string[];
}

/** RFC 3986 §2: unreserved, gen-delims, sub-delims and complete percent-encodings, behind a scheme (§3.1). */
const uriSyntax = /^[a-z][a-z0-9+.-]*:(?:[a-z0-9._~:/?#[\]@!$&'()*+,;=-]|%[0-9a-f]{2})+$/i;

/** The list of URIs in a tag's value (RFC 9989 §4.8 `dmarc-urilist`); those with a fault are left out with a warning. */
export function parseUriList(tag: string, value: string): ParsedUriList {
  const uris: string[] = [];
  const warnings: string[] = [];
  for (const part of value.split(",")) {
    // RFC 7489 §6.2 let a size limit follow; RFC 9989 §4.8 has readers ignore it. A "!" inside a URI is always encoded.
    const [text = "", ...limits] = part.trim().split("!");
    const limit = limits.join("!");
    if (limits.length > 0 && /^\d+[kmgt]?$/i.test(limit)) {
      warnings.push(`${tag}= has the historic size limit "!${limit}", which is ignored.`);
    }
    const uri = limits.length > 0 && !/^\d+[kmgt]?$/i.test(limit) ? undefined : decodeUri(text);
    if (uri === undefined) warnings.push(`${tag}= has "${part.trim()}", which is no URI and is ignored.`);
    else uris.push(uri);
  }
  return { uris, warnings };
}

/** A URI with its percent-encodings read as UTF-8, or undefined when it is none (RFC 3986 §2.1). */
export function decodeUri(text: string): string | undefined {
  if (!uriSyntax.test(text)) return undefined;
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}

/**
 * A decoded URI as the record holds it: `,` and `!` encoded (RFC 9989 §4.8 `dmarc-uri`), `;`, which ends the tag, `%`, and
 * all that RFC 3986 §2 has no place for. In the address of a mailto URI also what would end it (RFC 6068 §2).
 */
export function formatUri(uri: string): string {
  const [, scheme, local, rest] = /^(mailto:)([^@]*)(@.*)$/is.exec(uri) ?? [];
  if (scheme === undefined || local === undefined || rest === undefined)
    return encode(uri, /[^a-z0-9._~:/?#[\]@$&'()*+=-]+/gi);
  return scheme + encode(local, /[^a-z0-9._~:$'()*+-]+/gi) + encode(rest, /[^a-z0-9._~:/?#[\]@$&'()*+=-]+/gi);
}

function encode(text: string, outside: RegExp): string {
  return text.replace(outside, part =>
    [...new TextEncoder().encode(part)].map(octet => `%${octet.toString(16).toUpperCase().padStart(2, "0")}`).join(""),
  );
}
