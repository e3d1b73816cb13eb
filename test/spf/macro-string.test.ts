import { describe, expect, test } from "@jest/globals";
import { macroStringFault } from "../../src/spf/macro-string.ts";

describe("macroStringFault", () => {
  test.each([
    ["§7.1 an empty macro string", "", "term", true],
    ["§7.2 c, r and t in explanation text", "%{c} was refused by %{r} at %{t}", "explanation", true],
    ["§7.2 c not in a term", "%{c}", "term", false],
    ["§12 spaces in explanation text", "not one of ours", "explanation", true],
    ["§12 no spaces in a term", "not one of ours", "term", false],
    ["§12 a lone % in explanation text", "100% refused", "explanation", false],
    ["§6.2 explanation text is US-ASCII", "Zugriff für %{i} verweigert", "explanation", false],
  ] as const)("%s", (_, text, place, fine) => {
    expect(macroStringFault(text, place) === undefined).toBe(fine);
  });
});
