/** A spec as the text of a file that a person would have written. */
import { compareText } from "../../finding.ts";
import { functionOf } from "../../plan/spec-line.ts";
import type { ServiceUse } from "../../services/service.ts";
import type { DomainSpec, HostChoice, ParkedSpec } from "../../spec/domain-spec.ts";
import { codeOf, printCode, type Call, type Code, type Member } from "../../spec/print-code.ts";

/** `comments` by path in the spec: `services.0`, `spf.terms.1`. */
export function printSpec(spec: DomainSpec | ParkedSpec, comments: ReadonlyMap<string, string>): string {
  const isParked = "parked" in spec;
  const maker = isParked ? "parked" : "defineDomain";
  const members: Member[] = Object.entries(spec)
    .filter(([key, value]) => key !== "parked" && value !== undefined)
    .map(([key, value]) => ({ key, value: memberCode(key, value, comments), comment: comments.get(key) }));
  const calls = [maker, spec.host.kind, ...(isParked ? [] : spec.services.map(({ service }) => functionOf(service)))];
  const names = [...new Set(calls)].toSorted((a, b) => compareText(a.toLowerCase(), b.toLowerCase()));
  const oneLine = `import { ${names.join(", ")} } from "#mailwright";`;
  const imports =
    oneLine.length <= 120 ? oneLine : `import {\n${names.map(name => `  ${name},\n`).join("")}} from "#mailwright";`;
  const body = printCode({ call: maker, argument: { members } }, 0, Infinity, 0);
  return `${imports}\n\nexport default ${body};\n`;
}

function memberCode(key: string, value: unknown, comments: ReadonlyMap<string, string>): Code {
  if (key === "host") return hostCall(value as HostChoice);
  if (key !== "services") return codeOf(value, comments, key);
  return {
    items: (value as readonly ServiceUse[]).map((use, index) => ({
      value: serviceCall(use),
      comment: comments.get(`services.${index}`),
    })),
  };
}

function hostCall({ kind, zoneId }: HostChoice): Call {
  return kind === "zonefile" || zoneId === undefined ? { call: kind } : { call: kind, argument: codeOf({ zoneId }) };
}

function serviceCall({ service, options }: ServiceUse): Call {
  const call = functionOf(service);
  return Object.keys(Object(options) as object).length === 0 ? { call } : { call, argument: codeOf(options) };
}
