/** What reporters saw published, of reports that lag, err and leave tags out. */
import { expect, test } from "@jest/globals";
import type { EvidencePolicy } from "../../src/feedback/evidence.ts";
import { publishedStage } from "../../src/decide/published-stage.ts";
import { stageText } from "../../src/decide/stage-text.ts";
import { ago, policy, WINDOW } from "../support/gate-cases.ts";

const { first, last } = WINDOW;

test.each<[string, readonly EvidencePolicy[], string, string]>([
  ["one policy", [policy("none")], "p=none", first],
  [
    "a step a while ago",
    [policy("none", { last: ago(10) }), policy("quarantine", { first: ago(10) })],
    "p=quarantine",
    ago(9),
  ],
  [
    "a step that goes round, seen by several",
    [policy("none"), policy("quarantine", { first: ago(1), reporters: 2 })],
    "p=quarantine",
    last,
  ],
  [
    "a step that one alone has seen",
    [policy("none"), policy("quarantine", { first: ago(1), reporters: 1 })],
    "p=none",
    first,
  ],
  [
    "one reporter in all",
    [policy("none", { last: ago(5), reporters: 1 }), policy("quarantine", { first: ago(4), reporters: 1 })],
    "p=quarantine",
    ago(4),
  ],
  ["one alone with an old answer", [policy("none"), policy("reject", { reporters: 1 })], "p=none", first],
  [
    "one invented report of today, while all others pause",
    [policy("none", { last: ago(7) }), policy("reject", { first: last, reporters: 1 })],
    "p=none",
    first,
  ],
  [
    "a step that one alone has seen for longer than others pause",
    [policy("none", { last: ago(8) }), policy("quarantine", { first: ago(7), reporters: 1 })],
    "p=quarantine",
    ago(7),
  ],
  ["a step that was taken back", [policy("none"), policy("reject", { first: ago(20), last: ago(3) })], "p=none", first],
  [
    "a step that was taken back yesterday",
    [policy("none"), policy("reject", { first: ago(20), last: ago(2) })],
    "p=reject",
    last,
  ],
  [
    "a step that was taken back and taken again",
    [policy("none", { last: ago(8) }), policy("quarantine")],
    "p=quarantine",
    ago(7),
  ],
  [
    "a stage above",
    [
      policy("none", { last: ago(20) }),
      policy("quarantine", { first: ago(20), last: ago(9) }),
      policy("reject", { first: ago(9) }),
    ],
    "p=reject",
    ago(8),
  ],
  ["subdomains apart", [policy("reject", { sp: "none", np: "none" })], "p=reject sp=none", first],
  ["np, told by some", [policy("none"), policy("none", { np: "reject", reporters: 1 })], "p=none np=reject", first],
  ["np that was taken out since", [policy("none"), policy("none", { np: "reject", last: ago(9) })], "p=none", first],
  ["t=y is reject to some", [policy("reject", { testing: "y" })], "p=reject", first],
  [
    "of a domain above, its sp",
    [policy("reject", { domain: "example", sp: "quarantine", np: "reject" })],
    "p=quarantine np=reject",
    first,
  ],
  [
    "of a domain above and its own",
    [policy("none"), policy("reject", { domain: "example", last: ago(5) })],
    "p=none",
    first,
  ],
])("%s", (_, policies, stage, since) => {
  const published = publishedStage({ domain: "client.example", policies });
  expect([published && stageText(published.stage), published?.since.p]).toEqual([stage, since]);
});

test("what no reporter saw, or of other domains alone, is not known", () => {
  expect(publishedStage({ domain: "client.example", policies: [] })).toBeUndefined();
  const policies = [
    policy("reject", { domain: "news.client.example" }),
    policy("reject", { domain: "xclient.example" }),
  ];
  expect(publishedStage({ domain: "client.example", policies })).toBeUndefined();
});
