/** TXT values as the hosts' APIs give them, to the logical string of a plan. */
import { joinCharacterStrings } from "../dns/character-string.ts";

/** Base of the three digits behind a backslash: decimal in master files (RFC 1035 §5.1), octal at Route 53. */
export type EscapeBase = 8 | 10;

/**
 * The logical string of `"first 255 octets" "rest"`: strings joined with nothing between them, `\"`, `\\` and `\ooo`
 * resolved. A value that does not start with a quote is one string as it stands; that is how Cloudflare keeps what was
 * typed without quotes.
 */
export function unquoteTxt(text: string, base: EscapeBase): string {
  if (!text.trimStart().startsWith('"')) return text;
  const strings = [...text.matchAll(/"((?:[^"\\]|\\[^])*)"?/g)].map(([, inside = ""]) => octetsOf(inside, base));
  return joinCharacterStrings(strings);
}

/** A name with `\ooo` as Route 53 writes it, in the plan's form: `\052.client.example.` is `*.client.example`. */
export function unescapeName(name: string): string {
  return new TextDecoder().decode(octetsOf(name, 8)).replace(/\.$/, "").toLowerCase();
}

function octetsOf(text: string, base: EscapeBase): Uint8Array {
  const digits = base === 8 ? /^[0-3][0-7]{2}/ : /^(?:[01]\d\d|2[0-4]\d|25[0-5])/;
  const octets: number[] = [];
  for (let at = 0; at < text.length; at++) {
    if (text[at] === "\\" && at + 1 < text.length) {
      const code = digits.exec(text.slice(at + 1, at + 4))?.[0];
      if (code !== undefined) {
        octets.push(Number.parseInt(code, base));
        at += 3;
        continue;
      }
      at++;
    }
    const character = String.fromCodePoint(text.codePointAt(at) as number);
    octets.push(...new TextEncoder().encode(character));
    if (character.length > 1) at++;
  }
  return Uint8Array.from(octets);
}
