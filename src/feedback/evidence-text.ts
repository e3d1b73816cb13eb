/** Text out of feedback files as evidence keeps it: short, and harmless to whoever looks at the file. */
import { printable } from "../finding.ts";

/** RFC 1035 §2.3.4: no name is longer as text. */
export const MAX_NAME = 253;
/** No reporter needs more to say who they are. */
export const MAX_REPORTER = 120;

/** The usual text is left alone: this runs several times for each row. */
export function evidenceText(text: string, most = MAX_NAME): string {
  return text.length <= most && /^[\x20-\x7e]*$/.test(text) ? text : printable(text.slice(0, most)).toWellFormed();
}

/** Domain of an address: reporters need say no more, and a local part is a person. */
export function withoutLocalPart(address: string): string {
  return address.slice(address.lastIndexOf("@") + 1);
}
