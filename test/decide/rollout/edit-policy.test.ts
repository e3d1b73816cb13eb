/** Spec texts beside what an advance makes of them. */
import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { editPolicy } from "../../../src/decide/rollout/edit-policy.ts";
import type { PolicyChange } from "../../../src/decide/rollout/next-step.ts";
import { changeOf, editable, marksAs, refusedShapes } from "../../support/spec-shapes.ts";

type Level = "none" | "quarantine" | "reject";
describe("only what is marked changes", () => {
  test.each(editable.map(({ name, marked }) => [name, marked] as const))("%s", (_, marked) => {
    expect(editPolicy(marksAs(marked, "none"), changeOf(marked, "none", "quarantine"))).toEqual({
      ok: true,
      text: marksAs(marked, "quarantine"),
    });
  });

  test("a step there and back gives every byte again, from any level to any other", () => {
    const level = fc.constantFrom<Level>("none", "quarantine", "reject");
    fc.assert(
      fc.property(fc.constantFrom(...editable), level, level, ({ marked }, from, to) => {
        fc.pre(from !== to && !marked.includes("// @ts-ignore"));
        const text = marksAs(marked, from);
        const there = editPolicy(text, changeOf(marked, from, to));
        if (!there.ok) throw new Error(there.reason);
        expect(there.text).not.toBe(text);
        const back = editPolicy(there.text, changeOf(marked, to, from));
        expect(back).toEqual({ ok: true, text });
      }),
    );
  });
});

describe("what stands elsewhere is refused, and it is said where", () => {
  test.each(refusedShapes.map(({ name, text, says }) => [name, text, says] as const))("%s", (_, text, says) => {
    const change: PolicyChange =
      says === ""
        ? { policy: { from: "none", to: "quarantine" }, subdomainPolicy: { from: "none", to: "reject" } }
        : { policy: { from: "none", to: "quarantine" } };
    const edited = editPolicy(text, change);
    expect(edited).toMatchObject({ ok: false });
    if (edited.ok) return;
    expect(edited.reason).toContain(says);
    expect(edited.reason).toMatch(/^dmarc\.\w+ cannot be changed in this file: [^\n]+\.$/);
  });

  test("a value that is not what the spec was loaded with", () => {
    expect(
      editPolicy(marksAs(editable[0]?.marked ?? "", "reject"), { policy: { from: "none", to: "quarantine" } }),
    ).toMatchObject({ ok: false });
  });

  test.each(["", "{", "export default", "export default defineDomain(", "\u0000", "export default 5"])(
    "what is no spec: %j",
    text => {
      expect(editPolicy(text, { policy: { from: "none", to: "quarantine" } })).toMatchObject({ ok: false });
    },
  );

  test("text of any kind, without a throw", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), fc.nat(400), (noise, at) => {
        const text = marksAs(editable[0]?.marked ?? "", "none");
        const edited = editPolicy(text.slice(0, at) + noise + text.slice(at), {
          policy: { from: "none", to: "quarantine" },
        });
        if (edited.ok)
          expect(edited.text).toHaveLength(text.length + noise.length + "quarantine".length - "none".length);
      }),
    );
  });
});
