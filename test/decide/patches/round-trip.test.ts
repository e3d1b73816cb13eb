/** The line that a patch adds, written into the spec, makes the mail the declared service's: for all of the catalogue. */
import { describe, expect, test } from "@jest/globals";
import { attributor } from "../../../src/feedback/attribute.ts";
import { PLACEHOLDER } from "../../../src/decide/patches/patch.ts";
import { under } from "../../../src/dns/owner-name.ts";
import { catalogue } from "../../../src/services/catalogue.ts";
import type { Service, ServiceUse } from "../../../src/services/service.ts";
import { firstCase } from "../../services/all-cases.ts";
import { contributionOf } from "../../services/contribute.ts";
import { vendorLock } from "../../support/lock.ts";
import { patchesOf, sourceRow, withAdded, type CountedRow } from "../../support/patches.ts";
import { brief, clientSpec, ED25519_KEY, planned, planWith } from "../../support/specs.ts";

const DOMAIN = "client.example";
const spec = clientSpec();

/** The use as its case has it, at the name of the client's where it sends. */
function sendingDomain(use: ServiceUse): string {
  const { subdomain = "" } = use.options as { readonly subdomain?: string };
  return under(subdomain, DOMAIN);
}

/** Mail of the service once it is set up: signed with each of its selectors, with its return path. */
function alignedRows(service: Service, use: ServiceUse): readonly CountedRow[] {
  const at = sendingDomain(use);
  const { spf = [], dkim = [], returnPaths = [] } = contributionOf(use, at);
  const [path] = returnPaths.map(({ name }) => under(name, at)).filter(name => name !== DOMAIN);
  const bounce = path ?? (spf.length > 0 ? at : service.traces.domains?.[0]);
  return dkim.map(({ selector }) => ({
    from: at,
    // Where the lock of the tests has all vendors.
    ip: "203.0.113.9",
    dkim: [`${at}/${selector.toLowerCase()} pass`],
    ...(bounce === undefined ? {} : { spf: [`${bounce} pass`] }),
  }));
}

/** Its mail while nobody has set it up. */
function unalignedRows({ traces }: Service, use: ServiceUse): readonly CountedRow[] {
  return (traces.domains ?? []).slice(0, 1).map(domain => ({
    from: sendingDomain(use),
    dkim: [`${domain}/whatever pass`],
    spf: [`bounce.${domain} pass`],
  }));
}

/** Values that only the vendor's console knows, as the case has them; the options it has not, by hand. */
const byHand: Readonly<Record<string, unknown>> = {
  name: "server",
  user: "u1234567",
  server: "wl123",
  returnPath: "em1234",
};

function filled(template: unknown, given: unknown, key = "", parent = ""): unknown {
  if (template === PLACEHOLDER) {
    const value = (parent === "dkim" && !String(given).includes(".") ? ED25519_KEY : given) ?? byHand[key];
    if (value === undefined) throw new Error(`the case does not say ${key}`);
    return typeof value === "string" && !/^(MII|k=|v=)/.test(value) ? value : ED25519_KEY;
  }
  if (Array.isArray(template))
    return template.map((inner: unknown, index) => filled(inner, (given as unknown[] | undefined)?.[index], key));
  if (typeof template !== "object" || template === null) return template;
  return Object.fromEntries(
    Object.entries(template).flatMap(([name, inner]) => {
      const all = (given ?? {}) as Readonly<Record<string, unknown>>;
      const names = name === PLACEHOLDER ? Object.keys(all) : [name];
      return names.map(one => [one, filled(inner, all[one], one, key)] as const);
    }),
  );
}

const tried = catalogue
  .filter(({ id }) => id !== "own-server")
  .flatMap(service => {
    const { use } = firstCase(service.id);
    return [
      { id: service.id, kind: "aligned", use, rows: alignedRows(service, use) },
      { id: service.id, kind: "unaligned", use, rows: unalignedRows(service, use) },
    ];
  })
  .filter(({ rows }) => rows.length > 0);

describe("a line that is added", () => {
  test("is tried with most of the catalogue", () => {
    expect(tried.length).toBeGreaterThan(80);
  });

  test.each(tried)("$id, $kind", ({ id, use, rows }) => {
    const patches = patchesOf(spec, rows).filter(({ kind }) => kind === "add");
    const edited = patches.reduce((before, { edits }) => {
      const edit = edits.find(({ imports }) => imports.includes(functionOf(id))) ?? edits[0];
      if (edit === undefined) throw new Error("a sender without an edit");
      return withAdded(before, edit, data => {
        const options = (data as Partial<ServiceUse>).options;
        return options === undefined
          ? filled(data, { [Object.keys(data as object)[0] ?? ""]: ED25519_KEY })
          : { ...(data as object), options: filled(options, use.options) };
      });
    }, spec);
    const fleet = planWith(vendorLock, edited);
    expect(brief(fleet.findings).filter(line => line.startsWith("error"))).toEqual([]);
    const attribute = attributor(planned(fleet), { catalogue, lock: vendorLock });
    expect(rows.map(row => attribute(sourceRow(row)).kind)).toEqual(rows.map(() => "declared"));
    expect(patchesOf(edited, rows).filter(({ kind }) => kind === "add")).toEqual([]);
  });
});

function functionOf(id: string): string {
  return id.replace(/-([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
}
