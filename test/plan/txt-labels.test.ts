/** A label given later names the record that stood there before: its old role comes along, where it is clear which it was. */
import { expect, test } from "@jest/globals";
import { clientSpec, planned, planOf } from "../support/specs.ts";

const roles = (
  txt: NonNullable<Parameters<typeof clientSpec>[0]>["txt"],
): Record<string, readonly string[] | undefined> =>
  Object.fromEntries(
    planned(planOf(clientSpec({ txt })))
      .rrsets.filter(set => set.type === "TXT" && set.name === "client.example")
      .flatMap(set => set.records.filter(one => one.role !== "spf").map(one => [one.role, one.otherRoles] as const)),
  );

test.each<
  [string, NonNullable<Parameters<typeof clientSpec>[0]>["txt"], Record<string, readonly string[] | undefined>]
>([
  ["without a label, the key", ["verify=1"], { "txt-verify": undefined }],
  ["with a label, the key it had", [{ label: "shop", text: "verify=1" }], { "txt-shop": ["txt-verify"] }],
  [
    "the key still in use is the other's",
    ["verify=1", { label: "shop", text: "verify=2" }],
    {
      "txt-verify": undefined,
      "txt-shop": undefined,
    },
  ],
  [
    "two labels: nobody knows which had it",
    [
      { label: "a", text: "verify=1" },
      { label: "b", text: "verify=2" },
    ],
    {
      "txt-a": undefined,
      "txt-b": undefined,
    },
  ],
])("%s", (_, txt, expected) => {
  expect(roles(txt)).toEqual(expected);
});
