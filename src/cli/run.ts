/** The commands and their options. Each command's code is loaded only when it runs. */
import { Console } from "node:console";
import { Command, CommanderError } from "commander";
import type { Evidence } from "../feedback/evidence.ts";
import { printable } from "../finding.ts";
import { withoutKeyMaterial } from "../spec/private-keys.ts";
import { CannotRun } from "./cannot-run.ts";
import { processOutput } from "./output.ts";
import manifest from "../../package.json" with { type: "json" };

interface SpfOptions {
  readonly ip?: string;
  readonly mailFrom?: string;
  readonly helo?: string;
  readonly json?: boolean;
  readonly domains?: string;
}

interface AdoptOptions {
  readonly from: string;
  readonly all?: boolean;
  readonly resolver?: string;
  readonly json?: boolean;
  readonly domains?: string;
}

interface EvidenceFlags {
  readonly days: string;
  readonly until?: string;
  readonly json?: boolean;
  readonly domains?: string;
}

interface DkimNewFlags {
  readonly selector?: string;
  readonly type: string;
  readonly bits?: string;
  readonly out?: string;
  readonly json?: boolean;
  readonly domains: string;
}

interface RolloutFlags {
  readonly to?: string;
  readonly dryRun?: boolean;
  readonly base?: string;
  readonly write?: boolean;
  readonly json?: boolean;
  readonly domains?: string;
}

/** Runs one command line (without `node` and the script) and gives its exit code. Never throws. */
export async function run(argv: readonly string[]): Promise<number> {
  const output = processOutput();
  // A spec is a program: what it prints must not stand between the parts of a document on stdout.
  globalThis.console = new Console(process.stderr);
  let code = 0;
  const program = new Command("mailwright")
    .description("Email-authentication DNS as code: SPF, DKIM and DMARC records from typed domain specs.")
    .option("--domains <dir>", "folder of domain specs", "domains")
    .version(manifest.version)
    .exitOverride()
    .showHelpAfterError("(mailwright --help lists the commands)")
    .configureHelp({ showGlobalOptions: true });
  const directory = (): string => program.opts<{ domains: string }>().domains;
  const command = (usage: string, does: string): Command =>
    program.command(usage).description(does).option("--domains <dir>", "folder of domain specs");

  command("check [domain...]", "report every finding")
    .option("--json", "one JSON document on stdout")
    .action(async (names: string[], options: { json?: boolean; domains?: string }) => {
      const [{ check }, { loadFleetHealth }] = await Promise.all([import("./check.ts"), import("./load-fleet.ts")]);
      code = check(await loadFleetHealth(options.domains ?? directory(), names), options.json === true, output);
    });
  command("plan [domain...]", "show the RRsets each domain should have")
    .option("--json", "one JSON document on stdout")
    .option("--zonefile", "RFC 1035 zone-file text")
    .action(async (names: string[], options: { json?: boolean; zonefile?: boolean; domains?: string }) => {
      const [{ plan }, { loadFleet }] = await Promise.all([import("./plan.ts"), import("./load-fleet.ts")]);
      const form = options.json === true ? "json" : options.zonefile === true ? "zonefile" : "text";
      code = plan(await loadFleet(options.domains ?? directory(), names), form, output);
    });
  for (const operation of ["preview", "up"] as const) {
    const does = operation === "preview" ? "show what up would change" : "change what preview shows";
    command(`${operation} [domain...]`, `${does}, on the whole stack or on just what changed`)
      .option("--stack <name>", "Pulumi stack", "dev")
      .option("--base <ref>", "only the domains whose plan differs from this git revision's")
      .usage("[options] [domain...] [-- option for pulumi...]")
      .showHelpAfterError(`(an option of the engine comes behind two dashes: mailwright ${operation} -- --refresh)`)
      .action(async (_: string[], options: { stack: string; base?: string; domains?: string }, self: Command) => {
        const { names, passed } = splitArguments(self.args, argv);
        const { runEngine } = await import("./run-engine.ts");
        const { stack, base } = options;
        code = await runEngine(
          { operation, names, stack, base, passed, directory: options.domains ?? directory() },
          output,
        );
      });
  }
  program
    .command("ingest <source...>")
    .description("store what aggregate and TLS reports say; sources are files, folders, mailboxes, and - for stdin")
    .option("--json", "one JSON document on stdout")
    .usage("[options] <path | - | imaps://user@host/INBOX>...")
    .action(async (sources: string[], options: { json?: boolean }) => {
      const [{ ingest }, { storePath }] = await Promise.all([import("./ingest.ts"), import("./store-path.ts")]);
      const { json = false } = options;
      code = await ingest({ sources, store: storePath(process.env), environment: process.env, json }, output);
    });
  program
    .command("store")
    .description("what is in the feedback store, for other programs")
    .command("export")
    .description("write it as Parquet, a folder a policy domain and month")
    .requiredOption("--parquet <dir>", "folder to write; one that an earlier export made is replaced")
    .option("--json", "one JSON document on stdout")
    .action(async ({ parquet, json = false }: { parquet: string; json?: boolean }) => {
      const [{ storeExport }, { storePath }] = await Promise.all([
        import("./store-export.ts"),
        import("./store-path.ts"),
      ]);
      code = await storeExport(storePath(process.env), parquet, json, output);
    });
  command("evidence [domain...]", "write what the store knows of each domain's mail into evidence/<domain>.json")
    .option("--days <number>", "length of the window", "30")
    .option("--until <day>", "last day of the window, as 2026-06-30; the store's last otherwise")
    .option("--json", "one JSON document on stdout")
    .action(async (names: string[], options: EvidenceFlags) => {
      const [{ evidence }, { loadNamed, today }, { feedbackReader }, { openStore }, { storePath }, { withStore }] =
        await Promise.all([
          import("./evidence.ts"),
          import("./load-fleet.ts"),
          import("../feedback/store/feedback-reader.ts"),
          import("../feedback/store/open-store.ts"),
          import("./store-path.ts"),
          import("./with-store.ts"),
        ]);
      const { days, until, json = false, domains = directory() } = options;
      const { fleet, declared } = await loadNamed(domains, names);
      const asked = { directory: domains, names, declared, days, until, json, today: today() };
      code = await withStore(
        () => openStore(storePath(process.env), { readOnly: true }),
        store => evidence(fleet, asked, feedbackReader(store), output),
      );
    });
  const dkimCommand = command("dkim [domain...]", "show where each DKIM selector is in its life, and what comes next")
    .option("--json", "one JSON document on stdout")
    .action(async (names: string[], options: { json?: boolean; domains?: string }) => {
      const [{ dkim }, { loadFleet, today }, { readEvidence }] = await Promise.all([
        import("./dkim.ts"),
        import("./load-fleet.ts"),
        import("./read-evidence.ts"),
      ]);
      const { json = false, domains = directory() } = options;
      const fleet = await loadFleet(domains, names);
      const shown = new Set(fleet.domains.map(({ domain }) => domain));
      code = dkim(fleet, readEvidence(domains, shown), { json, today: today() }, output);
    });
  dkimCommand
    .command("new <domain>")
    .description("make a key pair: the public half for the spec, the private half into a file outside the repository")
    .option("--selector <name>", "a selector that was never used; one of this month's, such as mw202611, otherwise")
    .option("--type <type>", "rsa or ed25519", "rsa")
    .option("--bits <number>", "with rsa: 2048, 3072 or 4096; 2048 otherwise")
    .option("--out <file>", "file for the private key; ~/.config/mailwright/dkim/<domain>/<selector>.pem otherwise")
    .option("--json", "one JSON document on stdout")
    .option("--domains <dir>", "folder of domain specs")
    .action(async (domain: string, _: unknown, self: Command) => {
      const [{ dkimNew }, { loadFleet, today }, { readEvidence }, { makeKeyPair: makePair }] = await Promise.all([
        import("./dkim-new.ts"),
        import("./load-fleet.ts"),
        import("./read-evidence.ts"),
        import("./make-key-pair.ts"),
      ]);
      // What both commands take is read with the first.
      const { selector, type, bits, out, json = false, domains } = self.optsWithGlobals<DkimNewFlags>();
      const fleet = await loadFleet(domains, []);
      const evidenceOf = (one: string): Evidence | undefined => {
        const { evidence, unreadable } = readEvidence(domains, new Set([one]));
        const [bad] = unreadable.filter(file => file.domain === one);
        if (bad !== undefined)
          throw new CannotRun(`${bad.file} ${bad.problem}, so which selectors have signed is not known.`);
        return evidence[0]?.evidence;
      };
      const asked = { domain, selector, type, bits, out, json, directory: domains, environment: process.env };
      code = dkimNew(fleet, { ...asked, today: today() }, { makePair, evidenceOf }, output);
    });
  command(
    "gate [domain...]",
    "say whether each declared policy may stand, by what the evidence says of the domain's mail",
  )
    .option("--all", "show every domain with every rule; so it is anyway for those named")
    .option("--json", "one JSON document on stdout")
    .action(async (names: string[], options: { all?: boolean; json?: boolean; domains?: string }) => {
      const [{ gate }, { loadGatedFleet }] = await Promise.all([import("./gate.ts"), import("./load-fleet.ts")]);
      const all = options.all === true || names.length > 0;
      code = gate(
        await loadGatedFleet(options.domains ?? directory(), names),
        { json: options.json === true, all },
        output,
      );
    });
  const rollout = program
    .command("rollout")
    .description("move policies towards reject: who is next, the step itself, and how the mail fares after it");
  rollout
    .command("plan [domain...]")
    .description("propose who moves next and when, and say what keeps the others")
    .option("--json", "one JSON document on stdout")
    .option("--domains <dir>", "folder of domain specs")
    .action(async (names: string[], { json = false, domains = directory() }: RolloutFlags) => {
      const { showRolloutPlan } = await import("./rollout-plan.ts");
      code = await showRolloutPlan({ directory: domains, names, json }, output);
    });
  rollout
    .command("advance <domain...>")
    .description("write the next step of the policy into the spec, where the gate allows it")
    .option("--to <policy>", "quarantine or reject; one step on otherwise")
    .option("--dry-run", "show the edit and write nothing")
    .option("--json", "one JSON document on stdout")
    .option("--domains <dir>", "folder of domain specs")
    .action(async (names: string[], { to, dryRun = false, json = false, domains = directory() }: RolloutFlags) => {
      if (to !== undefined && to !== "quarantine" && to !== "reject")
        throw new CannotRun(`--to ${to} is no policy to advance to; give quarantine or reject.`);
      const { rolloutAdvance } = await import("./rollout-advance.ts");
      code = await rolloutAdvance({ directory: domains, names, to, dryRun, json }, output);
    });
  rollout
    .command("watch [domain...]")
    .description("compare each service's mail before the last step and after it; a drop takes the step back")
    .option("--base <ref>", "git revision from before the step; each policy's last change otherwise")
    .option("--write", "on a drop, write the reverting edit into the spec")
    .option("--json", "one JSON document on stdout")
    .option("--domains <dir>", "folder of domain specs")
    .action(async (names: string[], { base, write = false, json = false, domains = directory() }: RolloutFlags) => {
      const { rolloutWatch } = await import("./rollout-watch.ts");
      code = await rolloutWatch({ directory: domains, names, base, write, json }, output);
    });
  command("advise [domain...]", "say what the evidence wants changed in the specs, ready to paste")
    .option("--json", "one JSON document on stdout")
    .action(async (names: string[], options: { json?: boolean; domains?: string }) => {
      const [{ advise }, { loadFleet, today }, { readEvidence }, { readLock }] = await Promise.all([
        import("./advise.ts"),
        import("./load-fleet.ts"),
        import("./read-evidence.ts"),
        import("./read-lock.ts"),
      ]);
      const { json = false, domains = directory() } = options;
      const fleet = await loadFleet(domains, names);
      const files = readEvidence(domains, new Set(fleet.domains.map(({ domain }) => domain)));
      code = advise(fleet, files, { lock: readLock(domains), today: today(), json }, output);
    });
  command("impact [domain...]", "replay the evidence under the plan: what would have become of the mail")
    .option("--base <ref>", "compare with the plan of this git revision; with what receivers did otherwise")
    .option("--json", "one JSON document on stdout")
    .action(async (names: string[], options: { base?: string; json?: boolean; domains?: string }) => {
      const [{ impact }, { loadBase }, { loadFleet }, { readLock }] = await Promise.all([
        import("./impact.ts"),
        import("./load-base.ts"),
        import("./load-fleet.ts"),
        import("./read-lock.ts"),
      ]);
      const { base: ref, json = false, domains = directory() } = options;
      const lock = readLock(domains);
      const [fleet, plans] = await Promise.all([
        loadFleet(domains, []),
        ref === undefined ? undefined : loadBase(ref, domains, lock),
      ]);
      const base = ref === undefined || plans === undefined ? undefined : { ref, plans };
      code = impact(fleet, { directory: domains, names, json, lock, base }, output);
    });
  command("review", "tell what changes since a git revision, as one Markdown comment for a pull request")
    .requiredOption("--base <ref>", "git revision to compare with")
    .action(async ({ base, domains }: { base: string; domains?: string }) => {
      const { review } = await import("./review.ts");
      code = await review({ base, directory: domains ?? directory() }, output);
    });
  command("lock", "ask the DNS what SPF records lead to, and write dns.lock.json")
    .option("--check", "only say what differs from dns.lock.json; exit 1 if anything does")
    .option(
      "--resolver <address>",
      "DNS resolver to ask, as 192.0.2.53:53 or [2001:db8::53]:53; the system's otherwise",
    )
    .option("--json", "one JSON document on stdout")
    .action(async (options: { check?: boolean; resolver?: string; json?: boolean; domains?: string }) => {
      const { lock } = await import("./lock.ts");
      const { check = false, resolver, json = false } = options;
      code = await lock({ directory: options.domains ?? directory(), check, resolver, json }, output);
    });
  command("spf <domain>", "show what a domain's SPF records cost, or check one message against them")
    .option("--ip <address>", "address of the sending server: check a message from it")
    .option("--mail-from <address>", "with --ip: the message's MAIL FROM; postmaster@ the domain otherwise")
    .option("--helo <name>", "with --ip: the name the server gives in HELO")
    .option("--json", "one JSON document on stdout")
    .action(async (domain: string, options: SpfOptions) => {
      const [{ loadFleet }, { readLock }] = await Promise.all([import("./load-fleet.ts"), import("./read-lock.ts")]);
      const { ip, mailFrom, helo, json = false, domains = directory() } = options;
      // All domains: the message may be from another one.
      const [fleet, lock] = [await loadFleet(domains, []), readLock(domains)];
      if (ip === undefined) {
        if (mailFrom !== undefined || helo !== undefined)
          throw new CannotRun("--mail-from and --helo belong to a message; give the address it comes from with --ip.");
        const { spf } = await import("./spf.ts");
        code = spf(fleet, lock, domain, json, output);
      } else {
        const { spfCheck } = await import("./spf-check.ts");
        code = spfCheck(fleet, lock, { domain, ip, mailFrom, helo }, json, output);
      }
    });
  command("adopt [domain]", "write the spec of a domain whose zone exists, and what the first up takes over")
    .requiredOption(
      "--from <source>",
      "zonefile:PATH, dns, cloudflare or route53 (with :ZONE_ID for one zone of several)",
    )
    .option("--all", "with cloudflare or route53: every zone of the account that has no spec yet")
    .option("--resolver <address>", "with --from dns: ask this server alone, as 192.0.2.53:53")
    .option("--json", "one JSON document on stdout; nothing is written")
    .action(async (domain: string | undefined, options: AdoptOptions) => {
      const { from, all = false, resolver, json = false, domains = directory() } = options;
      if (all === (domain !== undefined)) throw new CannotRun("Name one domain to adopt, or give --all.");
      if (domain === undefined) {
        const { adoptAll } = await import("./adopt-all.ts");
        code = await adoptAll({ from, json, directory: domains }, output);
      } else {
        const { adopt } = await import("./adopt.ts");
        code = await adopt({ domain, from, resolver, json, directory: domains }, output);
      }
    });
  command("serve [domain...]", "answer DNS questions on loopback from the plan, or from zone files, until Ctrl+C")
    .option("--port <number>", "port for UDP and TCP; a free one otherwise")
    .option("--zone <file...>", "RFC 1035 zone files in place of the plan, or beside the domains named")
    .action(async (names: string[], options: { port?: string; zone?: string[]; domains?: string }) => {
      const { serve } = await import("./serve.ts");
      const { port, zone: files = [] } = options;
      code = await serve({ directory: options.domains ?? directory(), names, port, files }, output);
    });
  command("verify [domain...]", "compare what stands in the DNS with the plan")
    .option("--resolver <address>", "ask this server alone, as 192.0.2.53:53; each zone's own name servers otherwise")
    .option("--json", "one JSON document on stdout")
    .action(async (names: string[], options: { resolver?: string; json?: boolean; domains?: string }) => {
      const [{ verify }, { loadFleet }] = await Promise.all([import("./verify.ts"), import("./load-fleet.ts")]);
      const { resolver, json = false, domains = directory() } = options;
      code = await verify(await loadFleet(domains, names), { resolver, json }, output);
    });
  program
    .command("services")
    .description("list the sending services of the catalogue")
    .option("--find <value>", "only those that an SPF term, host name, selector, domain or TXT string speaks for")
    .option("--json", "one JSON document on stdout")
    .action(async (options: { json?: boolean; find?: string }) => {
      const { services } = await import("./services.ts");
      code = services({ json: options.json === true, find: options.find }, output);
    });

  try {
    await program.parseAsync(argv, { from: "user" });
    return code;
  } catch (error) {
    // commander has printed its own sentence; help and version are no errors.
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    if (error instanceof CannotRun) output.diagnostic(`mailwright: ${printable(error.message)}`);
    else output.diagnostic(`mailwright: ${unexpected(error)}`);
    return 2;
  }
}

/** What stands behind `--` is the engine's; commander has dropped the `--` itself. */
function splitArguments(
  operands: readonly string[],
  argv: readonly string[],
): { readonly names: readonly string[]; readonly passed: readonly string[] } {
  const mark = argv.indexOf("--");
  const passed = mark === -1 ? [] : argv.slice(mark + 1);
  return { names: operands.slice(0, operands.length - passed.length), passed };
}

/** Failed I/O says itself what failed; anything else is a bug, and says where to look. Never any part of a key. */
function unexpected(error: unknown): string {
  try {
    if (!(error instanceof Error)) return withoutKeyMaterial(String(error));
    if ("syscall" in error) return `${withoutKeyMaterial(error.message)}.`;
    const place = /\(?((?:file:\/\/)?\/[^\s)]+:\d+)/.exec(error.stack ?? "")?.[1] ?? "an unknown place";
    const what = withoutKeyMaterial(error.message.split("\n")[0] ?? "");
    return `this is a bug in mailwright or in a spec (${error.name} at ${place}: ${what}); please report it.`;
  } catch {
    return "a spec threw a value without a text; a spec must only export its domain.";
  }
}
