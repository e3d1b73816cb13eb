/**
 * The elements of an aggregate report and what each may hold: RFC 7489 Appendix C and RFC 9990 Appendix A in one table. It is
 * more patient than either schema where what is meant is plain: order is free, and some containers may be left out.
 */

/** What stands in a container: its own containers, and the elements that hold text only. */
const layout = {
  feedback: {
    containers: ["report_metadata", "policy_published", "record", "extension", "date_range"],
    fields: ["version", "error"],
  },
  report_metadata: {
    containers: ["date_range"],
    fields: ["org_name", "email", "extra_contact_info", "report_id", "error", "generator", "begin", "end"],
  },
  date_range: { containers: [], fields: ["begin", "end"] },
  policy_published: {
    containers: [],
    fields: ["domain", "adkim", "aspf", "p", "sp", "np", "pct", "fo", "discovery_method", "testing"],
  },
  record: {
    containers: ["row", "policy_evaluated", "identifiers", "auth_results", "extension"],
    fields: ["source_ip", "count", "header_from", "envelope_from", "envelope_to"],
  },
  row: { containers: ["policy_evaluated", "identifiers", "auth_results"], fields: ["source_ip", "count"] },
  policy_evaluated: { containers: ["reason"], fields: ["disposition", "dkim", "spf"] },
  reason: { containers: [], fields: ["type", "comment"] },
  identifiers: { containers: [], fields: ["header_from", "envelope_from", "envelope_to"] },
  auth_results: { containers: ["auth_results/dkim", "auth_results/spf"], fields: [] },
  "auth_results/dkim": { containers: [], fields: ["domain", "selector", "result", "human_result"] },
  "auth_results/spf": { containers: [], fields: ["domain", "scope", "result", "human_result"] },
  extension: { containers: [], fields: [] },
} as const;

export type Container = keyof typeof layout;
type FieldsOf<C extends Container> = (typeof layout)[C]["fields"][number];
/** A text element by the container it stands in: `row/count`. */
export type Field = { [C in Container]: `${C}/${FieldsOf<C>}` }[Container];

const containers = Object.keys(layout) as Container[];

/** Kinds of element as small numbers: nothing is open; open, but no element of a report; open, and read over with all in it. */
export const OUTSIDE = 0;
export const UNKNOWN = 1;
export const IGNORED = 2;
const FIRST_CONTAINER = 3;
export const FIRST_FIELD = FIRST_CONTAINER + containers.length;

const fields = containers.flatMap(container => layout[container].fields.map(name => `${container}/${name}` as Field));

export function kindOfContainer(container: Container): number {
  return FIRST_CONTAINER + containers.indexOf(container);
}

export function kindOfField(field: Field): number {
  return FIRST_FIELD + fields.indexOf(field);
}

/** The last part of the kind's path is the element's name. */
const nameOf = (path: string): string => path.slice(path.lastIndexOf("/") + 1);
const kindNames: readonly string[] = ["", "", "", ...containers.map(nameOf), ...fields.map(nameOf)];
export const KINDS = kindNames.length;

/** Element names as small numbers; 0 is every other name. */
const names: readonly string[] = ["", ...new Set(kindNames.filter(name => name !== ""))];
export const NAMES = names.length;
/** Names of old drafts and of reporters that never looked at the schema again. */
const aliases = new Map([["identities", "identifiers"]]);
const numbers = new Map(names.map((name, index) => [name, index]));

export function nameNumber(local: string): number {
  const name = local.toLowerCase().replaceAll("-", "_");
  return numbers.get(aliases.get(name) ?? name) ?? 0;
}

export const nameOfKind: readonly number[] = kindNames.map(name => numbers.get(name) ?? 0);
export const nameText: readonly string[] = names;

/** The kind of an element by its parent's kind and its own name, at `parent * NAMES + name`; 0 where it may not stand. */
export const kindWithin: Uint8Array = new Uint8Array(KINDS * NAMES);
for (const parent of containers) {
  for (const child of [
    ...layout[parent].containers,
    ...layout[parent].fields.map(name => `${parent}/${name}` as Field),
  ]) {
    const kind = child in layout ? kindOfContainer(child as Container) : kindOfField(child as Field);
    kindWithin[kindOfContainer(parent) * NAMES + (numbers.get(nameOf(child)) ?? 0)] = kind;
  }
}
kindWithin[OUTSIDE * NAMES + nameNumber("feedback")] = kindOfContainer("feedback");

/** Containers that are looked for within elements nobody knows: `<xs:schema>` around half a report, an end tag forgotten. */
export const isSection: readonly boolean[] = names.map(name =>
  ["feedback", "report_metadata", "policy_published", "record", "row", "identifiers", "auth_results"].includes(name),
);
