/** Mail that only strict alignment stops: it authenticates as the client, at another name than the one in From. */
import { plural } from "../plural.ts";
import { isRelaxedOnly, type Diagnosis, type FailingCase } from "./failing-case.ts";

/** One for each mechanism that the policy has strict. */
export function strictAlignment(failing: FailingCase): readonly Diagnosis[] {
  const { plan, rows, source, seen } = failing;
  const { policy, domain } = plan;
  const modes = [
    { key: "dkim", option: "dkimAlignment", word: "DKIM", mode: policy?.adkim },
    { key: "spf", option: "spfAlignment", word: "SPF", mode: policy?.aspf },
  ] as const;
  return modes.flatMap(({ key, option, word, mode }): readonly Diagnosis[] => {
    if (mode !== "s") return [];
    const stopped = rows.filter(row =>
      row[key].some(
        one =>
          one.result === "pass" && !("scope" in one && one.scope === "helo") && isRelaxedOnly(one.domain, row, domain),
      ),
    );
    const messages = stopped.reduce((sum, row) => sum + row.messages, 0);
    if (messages === 0) return [];
    return [
      {
        cause: "strict-alignment",
        messages,
        why: `${messages.toLocaleString("en")} of ${plural(seen.messages, "message")} of ${source.id} passed ${word} at another name than that in From, which strict alignment does not take and relaxed alignment would (RFC 9989 §4.4).`,
        edits: [{ does: "remove", path: `dmarc.${option}`, text: `${option}: "strict"`, imports: [] }],
        steps: [`Or have it authenticate as the very name in From.`],
      },
    ];
  });
}
