/**
 * Holds what comes out of a container against what went in. Gauges form a chain from the container to the file it came in, as
 * what unpacks 200 times in each of four containers is a bomb too.
 */
import { Unreadable } from "./feedback-document.ts";
import type { UnpackLimits } from "./unpack-limits.ts";

export interface Gauge {
  readonly took: (octets: number) => void;
  /** Throws `Unreadable` when that is too much. */
  readonly gave: (octets: number) => void;
  /** True once it was too much: nothing further comes out. */
  readonly spent: () => boolean;
}

/** Without `around`: of the file or stream itself, which may be of any size (a mailbox of many gigabytes). */
export function gauge(limits: UnpackLimits, around?: Gauge): Gauge {
  let taken = 0;
  let given = 0;
  const complaint = (): string | undefined => {
    if (given > limits.freeOctets && given > taken * limits.ratio)
      return `It unpacks to more than ${limits.ratio} times its size.`;
    if (around !== undefined && given > limits.mostOctets)
      return `It unpacks to more than ${megabytes(limits.mostOctets)}.`;
    return undefined;
  };
  return {
    took: octets => {
      taken += octets;
    },
    gave: octets => {
      given += octets;
      const wrong = complaint();
      if (wrong !== undefined) throw new Unreadable(wrong);
      around?.gave(octets);
    },
    spent: () => complaint() !== undefined || around?.spent() === true,
  };
}

export function megabytes(octets: number): string {
  return `${Math.round(octets / 1024 / 1024)} MB`;
}
