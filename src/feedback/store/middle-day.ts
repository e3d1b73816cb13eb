/** The day a report is about. */

const DAY = 86_400;

/**
 * Reporters cut days by their own clock: the middle of the range is in the day that is meant, by UTC. Range in seconds; the day
 * as days since 1970-01-01.
 */
export function middleDay({ begin, end }: { readonly begin: number; readonly end: number }): number {
  return Math.floor((begin + end) / 2 / DAY);
}
