/** What had to be mended in one report: each kind of repair once, with how often. */
import { compareText } from "../finding.ts";

export interface RepairTally {
  readonly count: (repair: string, times?: number) => void;
  /** True when nothing was counted since this was last asked. */
  readonly quiet: () => boolean;
  /** `3 source_ip: IPv4-mapped address`, in the order of the kinds. */
  readonly lines: () => string[];
}

/** Kinds are sentences of this project, never text of a report: so there are few, and they can be printed. */
export function repairTally(): RepairTally {
  const counts = new Map<string, number>();
  let quiet = true;
  return {
    count: (repair, times = 1) => {
      quiet = false;
      counts.set(repair, (counts.get(repair) ?? 0) + times);
    },
    quiet: () => {
      const was = quiet;
      quiet = true;
      return was;
    },
    lines: () =>
      [...counts]
        .filter(([, times]) => times > 0)
        .toSorted(([a], [b]) => compareText(a, b))
        .map(([repair, times]) => `${times} ${repair}`),
  };
}
