/** The engine on a stack of 1,000 domains: what the program costs beside a bare one, and what one changed domain costs. */
import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { engineEnv, ensureStateDir } from "../engine/engine-env.ts";
import { findEngine } from "../engine/find-engine.ts";
import { clientSpec, domainName, makeFleet } from "./make-fleet.ts";
import { show, time, type Command } from "./measure.ts";

const DOMAINS = 1000;

export async function benchPreview(project: string, work: string): Promise<void> {
  const checkout = copyProject(project, join(work, "checkout"));
  makeFleet(join(checkout, "domains"), DOMAINS);
  const engine = await findEngine(project);
  // As for a preview, which writes its checkpoints at the end alone: an `up` of so many records would take an hour.
  const pulumi = (label: string, cwd: string, ...args: string[]): Command => {
    const env = engineEnv(process.env, { project: cwd, stack: "dev", engine, command: "preview" });
    return { label, bin: engine.bin, args, cwd, env };
  };

  const resources = DOMAINS * 12 + DOMAINS + 6;
  const bare = bareProject(checkout, join(work, "bare"), resources);
  for (const cwd of [checkout, bare]) {
    ensureStateDir(cwd);
    time(pulumi("stack init", cwd, "stack", "init", "dev"), 1);
  }
  console.log("\nPreviewing two stacks of about 13,000 new records; this takes some minutes …");
  const creates = [
    time(pulumi(`bare program, ${resources} constant records`, bare, "preview", "--stack", "dev"), 1),
    time(pulumi(`mailwright, ${DOMAINS} domains`, checkout, "preview", "--stack", "dev"), 1),
  ];
  show("preview of creates on the embedded host", creates);

  console.log("\nMaking the stack of 1,000 domains …");
  time(pulumi("up", checkout, "up", "--stack", "dev", "--yes", "--skip-preview"), 1);
  commitAll(checkout);
  const whole = time(
    pulumi("whole stack, nothing changed", checkout, "preview", "--stack", "dev", "--expect-no-changes"),
    1,
  );
  const changed = domainName(500);
  writeFileSync(join(checkout, "domains", `${changed}.ts`), clientSpec(changed, "quarantine"));
  const mailwright = (label: string, ...args: string[]): Command => ({
    label,
    bin: process.execPath,
    args: [join(checkout, "src/cli/main.ts"), "preview", ...args],
    cwd: checkout,
  });
  const one = [
    whole,
    time(mailwright("preview --base HEAD, one domain changed", "--base", "HEAD"), 3),
    time(mailwright("preview <domain>", changed), 3),
  ];
  show("one changed domain in a stack of 1,000 (three seconds at most)", one);
}

/** The project without its history, its state and its specs; packages by link. */
function copyProject(project: string, target: string): string {
  mkdirSync(target, { recursive: true });
  for (const part of ["src", "engine", "index.ts", "package.json", "Pulumi.yaml", "Pulumi.dev.yaml"]) {
    cpSync(join(project, part), join(target, part), { recursive: true });
  }
  writeFileSync(join(target, ".gitignore"), "node_modules\n.mailwright/\n");
  symlinkSync(join(project, "node_modules"), join(target, "node_modules"));
  return target;
}

/** A program that registers as many records of the same provider, with constant inputs and nothing else. */
function bareProject(checkout: string, target: string, resources: number): string {
  copyProject(checkout, target);
  const program = `import { ZonefileRecord } from "./src/hosts/zonefile/record-resource.ts";

for (let index = 0; index < ${resources}; index += 1) {
  const name = \`r\${index}.client.test\`;
  new ZonefileRecord(\`\${name}/TXT/spf\`, {
    directory: "zones",
    zone: "client.test",
    name,
    type: "TXT",
    ttl: 3600,
    content: "v=spf1 include:_spf.client.test ~all",
    label: \`\${name}/TXT/spf\`,
  });
}
`;
  writeFileSync(join(target, "index.ts"), program);
  return target;
}

function commitAll(checkout: string): void {
  const git = (...args: string[]): void => {
    const who = ["-c", "user.name=bench", "-c", "user.email=bench@client.test"];
    execFileSync("git", ["-C", checkout, ...who, ...args], { stdio: "ignore" });
  };
  git("init", "--quiet");
  git("add", "--all");
  git("commit", "--quiet", "--message", "The fleet as it is applied");
}
