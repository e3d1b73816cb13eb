/** The key of a source (`sourceKey`) for people: evidence names sources by it, and nothing else is left of them. */
import { printable } from "../../finding.ts";

export function describeSourceKey(source: string): string {
  const [kind = "", first = "-", second = "-"] = source.split(" ");
  const rest = source.slice(kind.length + 1);
  switch (kind) {
    case "declared":
      return printable(rest);
    case "forwarder":
      return rest === "" || rest === "-" ? "forwarded mail" : printable(`forwarded mail of ${rest}`);
    case "unknown-authenticated":
      return second === "-"
        ? "undeclared sources"
        : printable(`undeclared ${second}${first === "aligned" ? "" : ", not aligned"}`);
    default:
      return "spoofed or broken mail";
  }
}
