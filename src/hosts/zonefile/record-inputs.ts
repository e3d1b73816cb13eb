/** Inputs of a `zonefile:index:Record`: their shape, and every reason to refuse them, all at once. */
import { isAtOrBelow, ownerNameFault } from "../../dns/owner-name.ts";
import type { RecordType } from "../../dns/rrset.ts";
import { isUnknown } from "./property-values.ts";

export interface RecordInputs {
  /** Folder of the zone files; relative to the program's directory. */
  readonly directory: string;
  readonly zone: string;
  readonly name: string;
  readonly type: RecordType;
  readonly ttl: number;
  readonly content: string;
  /** Logical name of the resource, written into the mark. */
  readonly label: string;
}

export interface InputFault {
  readonly property: string;
  readonly reason: string;
}

export type Properties = Readonly<Record<string, unknown>>;

export const INPUT_NAMES = ["directory", "zone", "name", "type", "ttl", "content", "label"] as const;

/** Longest TXT rdata: 65,535 octets with a length octet in front of each 255 (RFC 1035 §3.2.1, §3.3). */
const MAX_TXT = 65_279;

/** RFC 2181 §8: a TTL is an unsigned 31-bit number. */
const MAX_TTL = 0x7fff_ffff;

/** Printable ASCII; no space and no `;`, which end the mark, and no `=`, which ends the label in an import id. */
const LABEL = /^[\x21-\x3a\x3c\x3e-\x7e]+$/;

/** Every fault of the inputs. Values the engine does not know yet (a preview) are not judged. */
export function inputFaults(inputs: Properties): readonly InputFault[] {
  const faults: InputFault[] = [];
  const judge = (property: string, reason: string | undefined): void => {
    if (reason !== undefined) faults.push({ property, reason });
  };
  for (const property of Object.keys(inputs)) {
    if (!(INPUT_NAMES as readonly string[]).includes(property) && !property.startsWith("__")) {
      judge(property, `${property} is not an input of a zone-file record; the inputs are ${INPUT_NAMES.join(", ")}.`);
    }
  }
  const { directory, zone, name, type, ttl, content, label } = inputs;
  if (!isUnknown(directory)) judge("directory", directoryFault(directory));
  if (!isUnknown(zone)) judge("zone", zoneFault(zone));
  if (!isUnknown(name)) judge("name", nameFault(name, zone));
  if (!isUnknown(type)) judge("type", typeFault(type));
  if (!isUnknown(ttl)) judge("ttl", ttlFault(ttl));
  if (!isUnknown(content)) judge("content", contentFault(type, content));
  if (!isUnknown(label)) judge("label", labelFault(label));
  return faults;
}

/** The inputs once nothing is wrong and nothing unknown with them. */
export function knownInputs(inputs: Properties): RecordInputs | undefined {
  if (INPUT_NAMES.some(name => isUnknown(inputs[name])) || inputFaults(inputs).length > 0) return undefined;
  return pickInputs(inputs);
}

/**
 * The record in state, by its shape alone: what a refresh found in the file was written by hand and need not be what a program
 * may ask for.
 */
export function stateInputs(state: Properties): RecordInputs | undefined {
  const whole = INPUT_NAMES.every(name => typeof state[name] === (name === "ttl" ? "number" : "string"));
  return whole ? pickInputs(state) : undefined;
}

function pickInputs(properties: Properties): RecordInputs {
  return Object.fromEntries(INPUT_NAMES.map(name => [name, properties[name]])) as unknown as RecordInputs;
}

function directoryFault(value: unknown): string | undefined {
  if (typeof value === "string" && value !== "" && !value.includes("\0")) return undefined;
  return "directory must be the path of the folder that holds the zone files.";
}

/** Also keeps the file name inside its directory: a zone's characters are letters, digits, `-`, `_` and dots between. */
export function zoneFault(value: unknown): string | undefined {
  if (typeof value === "string" && !value.includes("*") && ownerNameFault(value) === undefined) return undefined;
  return "zone must be a domain name in lower case without a trailing dot, such as client.example.";
}

function nameFault(value: unknown, zone: unknown): string | undefined {
  if (typeof value !== "string" || ownerNameFault(value) !== undefined) {
    return "name must be an absolute name in lower case without a trailing dot, such as _dmarc.client.example.";
  }
  if (zoneFault(zone) === undefined && !isAtOrBelow(value, zone as string)) {
    return `name ${value} is not inside the zone ${zone}.`;
  }
  return undefined;
}

function typeFault(value: unknown): string | undefined {
  return value === "TXT" || value === "CNAME" || value === "MX" ? undefined : "type must be TXT, CNAME or MX.";
}

function ttlFault(value: unknown): string | undefined {
  if (typeof value === "number" && Number.isInteger(value) && value >= 0 && value <= MAX_TTL) return undefined;
  return `ttl must be a whole number of seconds from 0 to ${MAX_TTL} (RFC 2181 §8).`;
}

function labelFault(value: unknown): string | undefined {
  if (typeof value === "string" && LABEL.test(value)) return undefined;
  return "label must be printable ASCII without spaces, semicolons and equals signs, such as client.example/TXT/spf.";
}

function contentFault(type: unknown, value: unknown): string | undefined {
  if (typeof value !== "string") return "content must be a string.";
  switch (type) {
    case "TXT":
      return txtFault(value);
    case "CNAME":
      if (ownerNameFault(value) === undefined) return undefined;
      return "content of a CNAME must be a name in lower case without a trailing dot.";
    case "MX":
      return mxFault(value);
    default:
      return undefined;
  }
}

function txtFault(value: string): string | undefined {
  if (/[\x00-\x1f\x7f]/.test(value)) return "content of a TXT must not hold line breaks or other control characters.";
  if (!value.isWellFormed()) return "content of a TXT must be well-formed Unicode.";
  if (new TextEncoder().encode(value).length > MAX_TXT) return `content of a TXT must not pass ${MAX_TXT} octets.`;
  return undefined;
}

function mxFault(value: string): string | undefined {
  const [, preference, exchange] = /^(0|[1-9]\d{0,4}) (\S+)$/.exec(value) ?? [];
  if (preference !== undefined && Number(preference) <= 65_535) {
    if (exchange === "." || ownerNameFault(exchange ?? "") === undefined) return undefined;
  }
  return 'content of an MX must be a preference and a host name in lower case without a trailing dot, such as "10 mx.example.net".';
}
