/**
 * Owner names as the core holds them: absolute, lower case, A-labels, without the trailing dot (the form the resolver
 * interface and both DNS hosts use). The dot is put on in one place only: zone-file text.
 */
import { domainToASCII } from "node:url";

/** What is wrong with a name; `none` where it may own records. */
export type NameFault = "empty" | "empty-label" | "label-too-long" | "name-too-long" | "character" | "wildcard-place";

/** RFC 1035 §2.3.4: a label is at most 63 octets, a name 255 octets on the wire, which is 253 characters of text. */
const MAX_LABEL = 63;
const MAX_NAME = 253;

/**
 * Reads a name as a person writes it: white space around it, upper case, one trailing dot and U-labels are brought to the
 * core's form (IDNA by the UTS 46 mapping, RFC 5891 §5). Labels that cannot be mapped stay as they are.
 */
export function canonicalName(text: string): string {
  return text
    .trim()
    .replace(/\.$/, "")
    .split(".")
    .map(label => (/^[\x00-\x7f]*$/.test(label) ? label.toLowerCase() : toALabel(label)))
    .join(".");
}

/** One U-label to its A-label; a fixed suffix keeps the URL parser from reading a label of digits as an IPv4 address. */
function toALabel(label: string): string {
  const mapped = domainToASCII(`${label}.invalid`);
  // A "/", "?" or "#" ends the host for that parser, which then gives the part in front of it.
  return mapped.endsWith(".invalid") ? mapped.slice(0, -".invalid".length) : label;
}

/**
 * The first fault of an owner name in the core's form, or undefined. Underscores are allowed in any label (RFC 8552 §1.2),
 * `*` only as the whole leftmost label (RFC 4592 §2.1.1).
 */
export function ownerNameFault(name: string): NameFault | undefined {
  if (name === "") return "empty";
  if (name.length > MAX_NAME) return "name-too-long";
  const labels = name.split(".");
  for (const [index, label] of labels.entries()) {
    if (label === "") return "empty-label";
    if (label.length > MAX_LABEL) return "label-too-long";
    if (label === "*") {
      if (index > 0) return "wildcard-place";
    } else if (!/^[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?$/.test(label)) {
      return "character";
    }
  }
  return undefined;
}

/** True when the name is the ancestor itself or stands below it; `my-example.com` is not below `example.com`. */
export function isAtOrBelow(name: string, ancestor: string): boolean {
  return name === ancestor || name.endsWith(`.${ancestor}`);
}

/** The name and its ancestors, longest first: `a.b.c` gives `a.b.c`, `b.c`, `c`. */
export function selfAndAncestors(name: string): readonly string[] {
  const labels = name.split(".");
  return labels.map((_, index) => labels.slice(index).join("."));
}

/** A name below another: `under("_dmarc", "client.example")`; an empty or `@` label gives the ancestor itself. */
export function under(labels: string, ancestor: string): string {
  return labels === "" || labels === "@" ? ancestor : `${labels}.${ancestor}`;
}
