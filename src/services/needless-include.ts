/** Vendors whose include does nothing in a client's own SPF record. */
import { recognise } from "./recognise.ts";
import type { Service } from "./service.ts";

/**
 * The service whose include the term is, when the include aligns nothing: SPF is checked for the MAIL FROM domain (RFC 7208
 * §2.4), and that is the vendor's, or a return path whose SPF the vendor holds. Undefined for every other term, and where
 * another vendor has the same include and may need it.
 */
export function needlessInclude(catalogue: readonly Service[], term: string): Service | undefined {
  const found = new Set(recognise(catalogue, { spf: [term] }).services.map(({ service }) => service));
  const vendors = catalogue.filter(({ id }) => found.has(id));
  const needless = vendors.filter(addsNothing);
  const sure = needless.find(({ alignment }) => alignment.spf === "no" || alignment.spf === "option");
  return sure ?? (needless.length === vendors.length ? needless[0] : undefined);
}

function addsNothing(service: Service): boolean {
  const { spf } = service.alignment;
  // The option is there where vendors tell clients to publish an include that is of no use.
  return spf === "no" || spf === "option" || takesOption(service, "apexInclude");
}

/** Whether the service has the option: no option of any service takes this for a value. */
export function takesOption({ options }: Service, key: string): boolean {
  const checked = options.safeParse({ [key]: 7 });
  return !checked.success && checked.error.issues.some(({ path }) => path[0] === key);
}
