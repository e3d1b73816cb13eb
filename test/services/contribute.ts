/** One use of a service, checked against its schema and contributed, as the plan does it. */
import { expect } from "@jest/globals";
import { serviceById } from "../../src/services/catalogue.ts";
import type { Contribution, ServiceUse } from "../../src/services/service.ts";

export const domain = "client.example";

export function contributionOf(use: ServiceUse, at = domain): Contribution {
  const service = serviceById(use.service);
  if (service === undefined) throw new Error(`no service ${use.service}`);
  const checked = service.options.safeParse(use.options);
  expect(checked.error?.issues ?? []).toEqual([]);
  return service.contribute(use.options, { domain: at });
}

/** What a use puts into DNS and says, in a form a table can hold: empty lists left out, findings as `severity id`. */
export function summary(use: ServiceUse, at = domain) {
  const { findings, ...records } = contributionOf(use, at);
  const filled = Object.fromEntries(
    Object.entries(records).filter(([, list]) => list !== undefined && list.length > 0),
  );
  const says = (findings ?? []).map(({ severity, id }) => `${severity} ${id}`);
  return says.length === 0 ? filled : { ...filled, says };
}

/** The messages of the schema, with the path they stand at. */
export function complaints(use: ServiceUse): readonly string[] {
  const issues = serviceById(use.service)?.options.safeParse(use.options).error?.issues ?? [];
  return issues.map(issue => `${issue.path.join(".")}: ${issue.message}`);
}
