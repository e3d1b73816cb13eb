/** Names out of containers: only ever shown, never a path. */
import { printable } from "../finding.ts";

const LONGEST = 120;

export function shownName(name: string): string {
  const characters = [...printable(name.slice(0, 4 * LONGEST))];
  return characters.length > LONGEST ? `${characters.slice(0, LONGEST).join("")}…` : characters.join("");
}
