/** The holes of option variants in text: which there are, what stands in them, and options with the holes filled. */

const markers = /zq\d+zq/g;

/** The markers of the holes in a text, each once. */
export function markersIn(text: string): readonly string[] {
  return [...new Set(text.match(markers))];
}

/** The text without its holes. */
export function withoutMarkers(text: string): string {
  return text.replace(markers, "");
}

/** Marker to what stands in its place; undefined where the text is another. */
export type TemplateMatch = (text: string) => ReadonlyMap<string, string> | undefined;

/** Holds a text against one with holes. A hole is one label where that fits, else several; never more than one line. */
export function templateMatcher(template: string): TemplateMatch {
  const order: string[] = [];
  const expression = (hole: string): RegExp => {
    order.length = 0;
    const text = template
      .split(/(zq\d+zq)/)
      .map((part, index) => {
        if (index % 2 === 0) return part.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&");
        const seen = order.indexOf(part);
        if (seen !== -1) return `\\${seen + 1}`;
        order.push(part);
        return `(${hole})`;
      })
      .join("");
    return new RegExp(`^${text}$`);
  };
  const expressions = [expression("[^.\\n]+"), expression("[^\\n]+?")];
  return text => {
    for (const one of expressions) {
      const found = one.exec(text);
      if (found !== null) return new Map(order.map((marker, index) => [marker, found[index + 1] ?? ""]));
    }
    return undefined;
  };
}

/** A text with every marker that is bound replaced by its value. */
export function fillText(text: string, bound: ReadonlyMap<string, string>): string {
  return text.replace(markers, marker => bound.get(marker) ?? marker);
}

/** A copy with every marker that is bound replaced by its value. */
export function fillHoles(value: unknown, bound: ReadonlyMap<string, string>): unknown {
  if (typeof value === "string") return bound.get(value) ?? value;
  if (Array.isArray(value)) return value.map((inner: unknown) => fillHoles(inner, bound));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, fillHoles(inner, bound)]));
}
