/** A count with its unit: `1 row`, `2,000 rows`, `3 addresses`. */
export function plural(count: number, what: string): string {
  const many = what.endsWith("s") ? `${what}es` : `${what}s`;
  return `${count.toLocaleString("en")} ${count === 1 ? what : many}`;
}
