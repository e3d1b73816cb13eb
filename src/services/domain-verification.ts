/** The string at the sending domain by which a vendor knows that the domain is the client's. */
import { z } from "zod";
import type { ExtraName } from "./service.ts";

/** The part that differs from client to client. A string pasted whole has `=` or `:` inside and does not pass. */
export const verificationToken = z
  .string()
  .regex(/^[\w+/-]+={0,2}$/, "expected the token alone, such as 0123456789abcdef, without the words in front of it");

/** `words` stand in front of the token: `t-verify=`. */
export function verificationText(service: string, words: string, token: string | undefined): readonly ExtraName[] {
  if (token === undefined) return [];
  return [{ name: "", type: "TXT", text: `${words}${token}`, role: `verification-${service}` }];
}
