/** Findings that come with a change, and those that it resolves. */
import type { Finding } from "../../finding.ts";

export interface FindingChanges {
  readonly added: readonly Finding[];
  readonly resolved: readonly Finding[];
}

/** In the order they are given. A finding whose figures change counts as the same, unless it becomes graver. */
export function findingChanges(before: readonly Finding[], after: readonly Finding[]): FindingChanges {
  return { added: beyond(after, before, true), resolved: beyond(before, after, false) };
}

function beyond(some: readonly Finding[], others: readonly Finding[], graver: boolean): readonly Finding[] {
  const left = new Map<string, number>();
  const keyOf = ({ id, domain, name, severity }: Finding): string =>
    [id, domain, name, ...(graver ? [severity] : [])].join("\n");
  for (const one of others) left.set(keyOf(one), (left.get(keyOf(one)) ?? 0) + 1);
  return some.filter(one => {
    const count = left.get(keyOf(one)) ?? 0;
    left.set(keyOf(one), count - 1);
    return count <= 0;
  });
}
