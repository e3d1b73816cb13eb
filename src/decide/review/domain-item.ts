/** One domain's part of a section. */
import { code, inHtml } from "./markdown-text.ts";
import type { Item } from "./section.ts";

/** `summary` stands behind the name where the part is folded; plain words of this program's own. */
export function domainItem(domain: string, summary: string, lines: readonly string[]): Item {
  const title = `**${code(domain)}**${summary === "" ? "" : ` ${summary}`}`;
  return { title, summary: `${inHtml(domain)}${summary === "" ? "" : ` ${summary}`}`, body: lines.join("\n") };
}
