/** A policy as older and as newer receivers read it, side by side, for people: the gate and the review print it. */
import {
  appliedPolicy,
  effectivePolicies,
  nameKinds,
  type NameKind,
  type PolicyTags,
  type Reading,
} from "../dmarc/effective-policy.ts";

export interface ReadingRow {
  readonly name: string;
  readonly rfc7489: string;
  readonly rfc9989: string;
  readonly differs: boolean;
}

/** One row a kind of name, in the order of p, sp and np. */
export function readingRows(domain: string, tags: PolicyTags): readonly ReadingRow[] {
  const { differs } = effectivePolicies(tags);
  const names: Readonly<Record<NameKind, string>> = {
    apex: domain,
    subdomain: "names below it",
    nonexistent: "names that do not exist",
  };
  return nameKinds.map(kind => ({
    name: names[kind],
    rfc7489: words(tags, kind, "rfc7489"),
    rfc9989: words(tags, kind, "rfc9989"),
    differs: differs.includes(kind),
  }));
}

/** Lines in columns, a head first. Rows on which the two part end in `differs`, so that no colour is needed to see it. */
export function describeReadings(domain: string, tags: PolicyTags): readonly string[] {
  const lines = [
    ["mail from", "RFC 7489", "RFC 9989", ""],
    ...readingRows(domain, tags).map(row => [row.name, row.rfc7489, row.rfc9989, row.differs ? "differs" : ""]),
  ];
  const widths = [0, 1, 2].map(column => Math.max(...lines.map(line => line[column]?.length ?? 0)));
  return lines.map(line =>
    line
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join("  ")
      .trimEnd(),
  );
}

/** The same as a table of Markdown. */
export function describeReadingsInMarkdown(domain: string, tags: PolicyTags): readonly string[] {
  return [
    "| Mail from | RFC 7489 | RFC 9989 | |",
    "| --- | --- | --- | --- |",
    ...readingRows(`\`${domain}\``, tags).map(
      row => `| ${row.name} | ${row.rfc7489} | ${row.rfc9989} | ${row.differs ? "**differs**" : ""} |`,
    ),
  ];
}

function words(tags: PolicyTags, kind: NameKind, reading: Reading): string {
  const { policy, share, rest } = appliedPolicy(tags, kind, reading);
  return share === 1 ? policy : `${policy} for ${Math.round(share * 100)} of 100, else ${rest}`;
}
