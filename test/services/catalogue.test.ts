/** The catalogue as a list, and what all services share: files, exports, traces, messages. */
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import * as entry from "../../src/index.ts";
import { catalogue, serviceById } from "../../src/services/catalogue.ts";
import { mailchimp } from "../../src/services/mailchimp.ts";
import { sendgrid } from "../../src/services/sendgrid.ts";
import type { Traces } from "../../src/services/service.ts";
import { complaints, contributionOf } from "./contribute.ts";

const folder = join(__dirname, "../../src/services");
const ids = catalogue.map(({ id }) => id);

it("is sorted by id, with each id once", () => {
  expect(ids).toEqual([...new Set(ids)].toSorted());
});

it("finds a service by id", () => {
  expect(serviceById("sendgrid")?.name).toBe("Twilio SendGrid (automated security)");
  expect(serviceById("constructor")).toBeUndefined();
});

it("has every service that has a file, in a file of its id", () => {
  const files = readdirSync(folder).filter(file =>
    readFileSync(join(folder, file), "utf8").includes("= defineService("),
  );
  expect(files.toSorted()).toEqual(ids.map(id => `${id}.ts`).toSorted());
});

it.each(catalogue.map(service => [service.id, service] as const))("%s is exported in camel case", (id, service) => {
  const name = id.replace(/-([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
  expect((entry as unknown as Record<string, { service?: unknown }>)[name]?.service).toBe(service);
});

it("has names that tell the services apart", () => {
  const names = catalogue.map(({ name }) => name.toLowerCase());
  expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
});

describe("traces", () => {
  const all = catalogue.flatMap(({ id, traces }) =>
    Object.entries(traces as Record<keyof Traces, readonly string[]>).map(([kind, patterns]) => ({
      id,
      kind,
      patterns,
    })),
  );

  it("are patterns as the look-up reads them: lower case, no dot at the end, ** only as leading labels", () => {
    const wrong = all.flatMap(({ id, kind, patterns }) =>
      patterns
        .filter(
          pattern =>
            pattern === "" ||
            pattern !== pattern.toLowerCase() ||
            pattern.endsWith(".") ||
            pattern.replace(/^\*\*\./, "").includes("**"),
        )
        .map(pattern => `${id} ${kind} ${pattern}`),
    );
    expect(wrong).toEqual([]);
  });

  it("stand once each", () => {
    expect(all.filter(({ patterns }) => new Set(patterns).size !== patterns.length)).toEqual([]);
  });

  it("of SPF are single terms without a qualifier, of domains plain names", () => {
    const wrong = all.flatMap(({ id, kind, patterns }) => {
      const form =
        kind === "spf" ? /^(include:|exists:|a:|mx:|ip4:|ip6:)\S+$/ : kind === "domains" ? /^[a-z0-9.-]+$/ : /^[^:]*/;
      return patterns.filter(pattern => !form.test(pattern)).map(pattern => `${id} ${kind} ${pattern}`);
    });
    expect(wrong).toEqual([]);
  });
});

it("never repeats a key", () => {
  const secret = "-----BEGIN PRIVATE KEY----- MIIEvQIBADANBg";
  for (const dkim of [
    { s: { key: secret, extra: 1 } },
    { s: { revoked: true, key: secret } },
    { s: [secret] },
    secret,
  ]) {
    const said = complaints({ service: "google-workspace", options: { dkim } });
    expect(said).not.toEqual([]);
    expect(JSON.stringify(said)).not.toContain("MIIE");
  }
});

describe("findings that services share", () => {
  it("an include that does nothing names vendor, MAIL FROM and include, and cites the clause", () => {
    const { findings } = contributionOf(sendgrid({ user: "u1", server: "wl1", returnPath: "em1", apexInclude: true }));
    expect(findings).toEqual([
      {
        id: "spf-include-not-needed",
        severity: "info",
        name: "client.example",
        message:
          "SendGrid sends with em1.client.example in MAIL FROM, so include:sendgrid.net at the From domain does nothing " +
          "for alignment and costs DNS look-ups; it was left out.",
        cite: "RFC 9989 §4.4.2",
        fix: "Remove `apexInclude`.",
      },
    ]);
  });

  it("asking for no include says nothing", () => {
    expect(contributionOf(mailchimp({ apexInclude: false })).findings).toEqual([]);
  });

  it.each([
    ["em1.client.example", 'Write `returnPath: "em1"`.'],
    ["client.example", "Give a name below client.example."],
  ])("the full name %s is answered with the relative one", (returnPath, fix) => {
    const { findings } = contributionOf(sendgrid({ user: "u1", server: "wl1", returnPath }));
    expect(findings).toMatchObject([{ name: `${returnPath}.client.example`, fix }]);
  });
});
