/** What must hold at every moment of an `up`, asked of the states a fake went through. */

/** One value in a zone. */
export interface Standing {
  readonly name: string;
  readonly type: string;
  /** TXT: without quotes and joined, or as the host has it; only its beginning is read. */
  readonly content: string;
}

/** Every breach, as a sentence: two SPF or DMARC records at a name, or a CNAME beside anything else. */
export function breaches(moments: readonly (readonly Standing[])[]): readonly string[] {
  return [
    ...new Set(
      moments.flatMap(all =>
        [...Map.groupBy(all, one => one.name)].flatMap(([name, here]) => {
          const starting = (text: string): number =>
            here.filter(({ type, content }) => type === "TXT" && content.replace(/^"/, "").startsWith(text)).length;
          const cnames = here.filter(one => one.type === "CNAME").length;
          return [
            ...(starting("v=spf1") > 1 ? [`two SPF records at ${name}`] : []),
            ...(starting("v=DMARC1") > 1 ? [`two DMARC records at ${name}`] : []),
            ...(cnames > 0 && here.length > 1 ? [`a CNAME beside other data at ${name}`] : []),
          ];
        }),
      ),
    ),
  ];
}

/** Names of policy records that stood at a moment without one of the records they need. */
export function policiesBefore(
  moments: readonly (readonly Standing[])[],
  needs: (policyName: string) => readonly string[],
): readonly string[] {
  return [
    ...new Set(
      moments.flatMap(all => {
        const names = new Set(all.map(one => one.name));
        return [...names].filter(name => name.startsWith("_dmarc.") && needs(name).some(one => !names.has(one)));
      }),
    ),
  ];
}
