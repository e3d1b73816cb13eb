/** Which sources lose or gain aligned SPF or DKIM, and whether that costs or saves their mail anything. */
import { compareText } from "../../finding.ts";
import type { ReplayRow } from "../../feedback/evidence.ts";
import type { RowReplay } from "../replay-row.ts";
import { serviceOf } from "./source-service.ts";

export interface MechanismChange {
  readonly source: string;
  readonly service?: string | undefined;
  readonly mechanism: "spf" | "dkim";
  readonly change: "lost" | "gained";
  /** The SPF record, the key, or the alignment alone. */
  readonly cause: "record" | "key" | "alignment";
  readonly messages: number;
  /** Of those lost, the messages that still pass DMARC; of those gained, the ones that passed before. */
  readonly passing: number;
}

export interface MechanismCounter {
  add(row: ReplayRow, replay: RowReplay): void;
  /** Lost first, then most messages first. */
  finish(): readonly MechanismChange[];
}

export function mechanismCounter(): MechanismCounter {
  const changes = new Map<string, { -readonly [K in keyof MechanismChange]: MechanismChange[K] }>();
  return {
    add: ({ source, messages }, { before, after, spfResultChanged, dkimResultChanged }) => {
      for (const mechanism of ["spf", "dkim"] as const) {
        if (before[mechanism] === after[mechanism]) continue;
        const change = before[mechanism] ? "lost" : "gained";
        const isResult = mechanism === "spf" ? spfResultChanged : dkimResultChanged;
        const cause = isResult ? (mechanism === "spf" ? "record" : "key") : "alignment";
        const key = [source, mechanism, change, cause].join("\n");
        let sums = changes.get(key);
        if (sums === undefined) {
          const service = serviceOf(source);
          sums = { source, ...(service && { service }), mechanism, change, cause, messages: 0, passing: 0 };
          changes.set(key, sums);
        }
        sums.messages += messages;
        const other = change === "lost" ? after : before;
        if (other.spf || other.dkim) sums.passing += messages;
      }
    },
    finish: () =>
      [...changes]
        .toSorted(
          ([a, one], [b, two]) =>
            compareText(two.change, one.change) || two.messages - one.messages || compareText(a, b),
        )
        .map(([, change]) => change),
  };
}
