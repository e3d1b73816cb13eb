/** Threads give what came of each group in order, and one that fails takes nothing but its own work with it. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { packThreads } from "../../../src/feedback/sources/pack-threads.ts";
import { feedbackHead, feedbackRecord } from "../../support/feedback.ts";
import { formatFeedback } from "../../support/feedback-xml.ts";

let folder: string;
let groups: string[][];
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "mailwright-test-"));
  groups = Array.from({ length: 30 }, (_, group) =>
    [1, 2].map(file => {
      const path = join(folder, `${group}-${file}.xml`);
      const head = feedbackHead({ id: `${group}-${file}` });
      writeFileSync(path, formatFeedback({ ...head, records: [feedbackRecord()] }, { era: 9990 }));
      return path;
    }),
  );
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Ids of each group's reports. */
async function read(threads: number, script?: string): Promise<(string | undefined)[]> {
  const { next, close } = packThreads(groups, threads, script);
  const found: (string | undefined)[] = [];
  for (const _ of groups) {
    const packed = await next();
    found.push(packed?.reports.map(({ head }) => head.reportMetadata.reportId).join(" "));
  }
  close();
  return found;
}

/** A thread that does this with each group it gets, `paths`. */
function thread(name: string, does: string): string {
  const path = join(folder, `${name}.mjs`);
  writeFileSync(
    path,
    `import { parentPort } from "node:worker_threads";
     const answer = paths => parentPort.postMessage({ reports: paths.map(path => ({ head: { reportMetadata: { reportId: path } } })) });
     parentPort.on("message", async paths => { ${does} });`,
  );
  return pathToFileURL(path).href;
}

test("groups come in order, however many threads there are", async () => {
  const all = groups.map((_, group) => `${group}-1 ${group}-2`);
  expect(await read(1)).toEqual(all);
  expect(await read(3)).toEqual(all);
});

test("also when later groups are done before earlier ones", async () => {
  const slow = "Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 200);";
  const script = thread("late", `if (paths[0].includes('/3-')) ${slow} answer(paths);`);
  expect(await read(3, script)).toEqual(groups.map(paths => paths.join(" ")));
});

test.each([
  ["throws", "throw new Error('none')"],
  ["ends", "process.exit()"],
  ["runs out of memory", "const all = []; for (;;) all.push(new Array(1e6).fill(0.5));"],
])("a thread that %s leaves its groups to somebody else, and the others go on", async (name, fails) => {
  const script = thread(name.replaceAll(" ", "-"), `if (paths[0].includes('/2-')) { ${fails} } else answer(paths);`);
  const found = await read(2, script);
  expect(found[2]).toBeUndefined();
  // Two groups are a thread's at once.
  expect(found.filter(one => one === undefined).length).toBeLessThanOrEqual(2);
  expect(await read(1, script)).toEqual(groups.map((paths, group) => (group < 2 ? paths.join(" ") : undefined)));
});

test("a thread that cannot begin", async () => {
  expect(await read(2, "file:///nowhere.mjs")).toEqual(groups.map(() => undefined));
});
