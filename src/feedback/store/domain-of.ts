/** Which declared domain a name belongs to. */

/** The most specific declared domain that the name is, or is below; undefined where there is none. Remembers its answers. */
export function domainOf(declared: readonly string[]): (name: string) => string | undefined {
  const known = new Set(declared);
  const answers = new Map<string, string | undefined>();
  return name => {
    if (known.has(name)) return name;
    if (answers.has(name)) return answers.get(name);
    let above: string | undefined;
    for (let dot = name.indexOf("."); dot !== -1 && above === undefined; dot = name.indexOf(".", dot + 1)) {
      const ancestor = name.slice(dot + 1);
      if (known.has(ancestor)) above = ancestor;
    }
    if (answers.size < MOST_ANSWERS) answers.set(name, above);
    return above;
  };
}

/** Spoofers make names up; those are not worth the memory. */
const MOST_ANSWERS = 100_000;
