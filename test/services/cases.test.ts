/** What each service contributes for every path through its options, and the rules that hold for all of them. */
import { describe, expect, it } from "@jest/globals";
import { catalogue } from "../../src/services/catalogue.ts";
import type { Service, ServiceUse } from "../../src/services/service.ts";
import { parseTerm } from "../../src/spf/parse.ts";
import { cases, firstCase, refusals } from "./all-cases.ts";
import { complaints, contributionOf, domain, summary } from "./contribute.ts";

const common = { owner: "Alice", ticket: "OPS-7", since: "2026-11-24" };

const withOptions = (use: ServiceUse, more: object): ServiceUse => ({
  service: use.service,
  options: { ...(use.options as object), ...more },
});

it("every service of the catalogue has a case, and every case and refusal a service", () => {
  const ids = catalogue.map(({ id }) => id);
  expect([...new Set(cases.map(({ use }) => use.service))].toSorted()).toEqual(ids);
  expect(refusals.map(({ use }) => use.service).filter(id => !ids.includes(id))).toEqual([]);
});

it("no two cases, and no two refusals of a service, have the same name", () => {
  const names = [
    ...cases.map(({ name }) => name),
    ...refusals.map(({ name, use }) => `${use.service} refuses ${name}`),
  ];
  expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
});

describe("contributes", () => {
  it.each(cases.map(one => [one.name, one] as const))("%s", (_name, { use, at, expected }) => {
    expect(summary(use, at)).toEqual(expected);
  });
});

describe("refuses, with a message that says what is expected", () => {
  it.each(refusals.map(one => [`${one.use.service}: ${one.name}`, one] as const))(
    "%s",
    (_name, { use, message, count }) => {
      const said = complaints(use);
      expect(said[0]?.slice(0, message.length)).toBe(message);
      expect(said).toHaveLength(count ?? 1);
    },
  );
});

// A service without a case has failed above.
const tried = catalogue.filter(({ id }) => cases.some(({ use }) => use.service === id));

describe.each(tried.map(service => [service.id, service] as const))("%s", (id, service: Service) => {
  const { use: fullest, at } = firstCase(id);
  const use = withOptions(fullest, common);
  const own = cases.filter(one => one.use.service === id).map(one => contributionOf(one.use, one.at));

  it("says what it is and where that was read", () => {
    expect(id).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/);
    expect(service.name).not.toBe("");
    expect(service.docs).toMatch(/^https:\/\/\S+$/);
    expect(service.source.length).toBeGreaterThan(20);
    expect(service.lastVerified).toMatch(/^20\d\d-[01]\d-[0-3]\d$/);
    expect(new Date(service.lastVerified).getTime()).toBeLessThanOrEqual(Date.now());
  });

  it("takes its options and those of every service", () => {
    expect(complaints(withOptions(use, { subdomain: "news", flatten: true }))).toEqual([]);
  });

  it("rejects an unknown option", () => {
    expect(complaints(withOptions(use, { selctor: "x" }))).toHaveLength(1);
  });

  it.each(["text", 7, null, []])("rejects %j as options", options => {
    expect(complaints({ ...use, options })).not.toEqual([]);
  });

  it("rejects every option given with a wrong type", () => {
    const given = Object.keys(use.options as object);
    expect(given.filter(option => complaints(withOptions(use, { [option]: 7 })).length === 0)).toEqual([]);
  });

  it.each([
    { subdomain: "News" },
    { subdomain: "*.news" },
    { subdomain: "" },
    { since: "2026-13-01" },
    { owner: "" },
    { ticket: "" },
    { flatten: "yes" },
  ])("rejects %j", wrong => {
    expect(complaints(withOptions(use, wrong))).toHaveLength(1);
  });

  it("gives terms, never a record", () => {
    const terms = own.flatMap(({ spf, returnPaths }) => [
      ...(spf ?? []),
      ...(returnPaths ?? []).flatMap(path => ("spf" in path ? path.spf : [])),
    ]);
    expect(terms.filter(term => !parseTerm(term).ok || /^[-+~?]?all$|^redirect=|^exp=/i.test(term))).toEqual([]);
  });

  it("aligns as it says: SPF it never aligns is never given a term, and DKIM it always aligns has a selector", () => {
    const spf = own.flatMap(one => one.spf ?? []);
    const dkim = own.flatMap(one => one.dkim ?? []);
    expect(service.alignment.spf === "no" ? spf : []).toEqual([]);
    expect(service.alignment.dkim === "no" ? dkim : []).toEqual([]);
    expect(service.alignment.dkim !== "yes" || (contributionOf(use, at).dkim ?? []).length > 0).toBe(true);
  });

  it("gives names relative to the sending domain, except where a finding says that one is not", () => {
    for (const { dkim, returnPaths, names, findings } of own) {
      if (findings?.some(finding => finding.id === "service-name-not-relative") === true) continue;
      const given = [
        ...(dkim ?? []).map(({ selector }) => selector),
        ...[...(returnPaths ?? []), ...(names ?? [])].map(({ name }) => name),
      ];
      expect(given.filter(name => name.endsWith(domain) || name.endsWith("."))).toEqual([]);
    }
  });

  it("findings have all their parts, and an id that a waiver can name", () => {
    for (const { id: finding, message, cite, fix, name } of own.flatMap(({ findings }) => findings ?? [])) {
      expect(finding).toMatch(/^(service|spf)-[a-z0-9]+(-[a-z0-9]+)*$/);
      expect([message, fix].filter(text => !/^\S.*\.$/.test(text))).toEqual([]);
      expect(cite).not.toBe("");
      expect(name).toContain(domain);
    }
  });

  it("is plain data: use and contribution come back from JSON as they were", () => {
    expect(JSON.parse(JSON.stringify(use))).toEqual(use);
    const contribution = contributionOf(use, at);
    expect(JSON.parse(JSON.stringify(contribution))).toEqual(contribution);
  });

  it("is pure: the same options give the same contribution, and are left as they were", () => {
    const before = JSON.stringify(use);
    expect(contributionOf(use, at)).toEqual(contributionOf(use, at));
    expect(JSON.stringify(use)).toBe(before);
  });
});
