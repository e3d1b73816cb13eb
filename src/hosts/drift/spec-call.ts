/** Services as a spec writes them. */

/** `google-workspace` is `googleWorkspace(…)`; of several, one will be meant. */
export function specCall(ids: readonly string[]): string {
  return ids.map(id => `${id.replace(/-([a-z0-9])/g, (_, letter: string) => letter.toUpperCase())}(…)`).join(" or ");
}
