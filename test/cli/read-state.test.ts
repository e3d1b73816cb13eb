/** A stack's state, read from the embedded stack's own file and by the engine's export: the same records. */
import { afterAll, beforeAll, expect, jest, test } from "@jest/globals";
import { dirname, join } from "node:path";
import { engineEnv } from "../../engine/engine-env.ts";
import { findEngine, type Engine } from "../../engine/find-engine.ts";
import { CannotRun } from "../../src/cli/cannot-run.ts";
import { readState, type StateOf } from "../../src/cli/read-state.ts";
import { makeCheckout, type Checkout } from "../support/checkout.ts";
import { specText } from "../support/cli.ts";

jest.setTimeout(120_000);

let checkout: Checkout;
let engine: Engine;
let asked: StateOf;
beforeAll(async () => {
  checkout = await makeCheckout({ "client.example.ts": specText("client.example") });
  expect(checkout.mailwright("up", "--", "--yes").code).toBe(0);
  engine = await findEngine(dirname(dirname(__dirname)));
  const env = engineEnv(process.env, { project: checkout.path, stack: "dev", engine, command: "up" });
  asked = { bin: engine.bin, stack: "dev", cwd: checkout.path, env, isEmbedded: true };
});
afterAll(() => checkout.remove());

test("by both ways", async () => {
  const own = await readState(asked);
  expect(own.map(one => one.logicalName)).toContain("client.example/TXT/spf");
  expect(own).toHaveLength(5);
  expect(await readState({ ...asked, isEmbedded: false })).toEqual(own);
});

test("a file that is not there or not the engine's is read by the engine", async () => {
  const elsewhere = { ...asked, cwd: join(checkout.path, "src") };
  expect(await readState(elsewhere)).toHaveLength(5);
  checkout.write(".mailwright/state/.pulumi/stacks/mailwright/dev.json", '{"version": 99}');
  const failure: unknown = await readState(asked).catch((error: unknown) => error);
  expect(failure).toBeInstanceOf(CannotRun);
  expect((failure as Error).message).toMatch(/^The state of the stack dev cannot be read: [^\n]+$/);
});
