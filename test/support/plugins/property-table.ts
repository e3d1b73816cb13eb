/** A plugin's own table of what a resource takes, and every input judged by it, as the plugin itself does before a preview. */
import { isUnknown } from "../../../src/hosts/zonefile/property-values.ts";

export interface PropertyType {
  readonly type: "string" | "number" | "integer" | "boolean" | "array" | "object" | "any";
  readonly required?: boolean;
  readonly items?: PropertyType | "string";
  readonly properties?: Readonly<Record<string, PropertyType>>;
}

/** A file of test/fixtures/plugins. */
export interface PropertyTable {
  readonly source: string;
  readonly token: string;
  readonly inputs: Readonly<Record<string, PropertyType>>;
  /** Outputs that nobody may give. */
  readonly computed: readonly string[];
  /** Inputs whose change makes another resource of it. */
  readonly replace: readonly string[];
}

export interface Fault {
  readonly property: string;
  readonly reason: string;
}

export type Values = Readonly<Record<string, unknown>>;

/** Unknown inputs, missing ones and wrong types; what a preview does not know yet is not judged. */
export function tableFaults(table: PropertyTable, inputs: Values): readonly Fault[] {
  const given = Object.entries(inputs).filter(([name]) => !name.startsWith("__"));
  const missing = Object.entries(table.inputs)
    .filter(([name, { required }]) => required === true && (inputs[name] === undefined || inputs[name] === null))
    .map(([property]) => ({ property, reason: `Missing required property '${property}'` }));
  return [...missing, ...given.flatMap(([name, value]) => faults(table.inputs[name], value, name))];
}

function faults(expected: PropertyType | undefined, value: unknown, path: string): readonly Fault[] {
  if (expected === undefined) return [{ property: path, reason: `${path} is not an input of this resource` }];
  if (value === undefined || value === null || isUnknown(value) || expected.type === "any") return [];
  if (!isOf(expected.type, value)) {
    const found = Array.isArray(value) ? "array" : typeof value;
    return [{ property: path, reason: `expected ${expected.type} for ${path}, got ${found}` }];
  }
  if (expected.type === "array") {
    const items: PropertyType = typeof expected.items === "string" ? { type: expected.items } : expected.items!;
    return (value as unknown[]).flatMap((item, index) => faults(items, item, `${path}[${index}]`));
  }
  if (expected.type === "object" && expected.properties !== undefined) {
    return Object.entries(value).flatMap(([key, inner]) => faults(expected.properties?.[key], inner, `${path}.${key}`));
  }
  return [];
}

function isOf(type: PropertyType["type"], value: unknown): boolean {
  if (type === "array") return Array.isArray(value);
  if (type === "object") return typeof value === "object" && !Array.isArray(value);
  if (type === "integer") return Number.isInteger(value);
  return typeof value === type;
}
