/** `mailwright dkim new`: the public half on stdout, the private half in one file that is its owner's alone, and nowhere else. */
import { spawnSync } from "node:child_process";
import { createPrivateKey, createPublicKey, sign, verify } from "node:crypto";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import { dkimSign, dkimVerify } from "mailauth";
import { parseKeyRecord } from "../../src/dkim/parse.ts";
import { formatEvidence } from "../../src/feedback/format-evidence.ts";
import { document, folder, MAIN, run, specText, type Folder, type Run } from "../support/cli.ts";
import { signedBy } from "../support/rotation.ts";

interface Made {
  readonly domain: string;
  readonly selector: string;
  readonly type: string;
  readonly publicKey: string;
  readonly spec: string;
  readonly file: string;
  readonly name: string;
  readonly txt: string;
}

const MONTH = `mw${new Date().toISOString().slice(0, 7).replace("-", "")}`;

let on: Folder;
let home: string;
beforeEach(() => {
  on = folder({ "client.example.ts": specText("client.example") });
  home = join(on.path, "home");
  mkdirSync(home);
});
afterEach(() => on.remove());

const make = (...args: readonly string[]): Run =>
  run(["dkim", "new", ...args], on.path, { HOME: home, XDG_CONFIG_HOME: "" });
const made = (...args: readonly string[]): Made => document(make(...args, "--json")) as Made;
const modeOf = (path: string): number => statSync(path).mode & 0o7777;

/**
 * Runs of 20 characters of a private key's secret numbers that a text holds, in base64 however it falls, base64url or
 * hexadecimal. What a PEM shares with the public half, such as the modulus, is no secret.
 */
function leaks(pem: string, output: string): readonly string[] {
  const { d, p, q, dp, dq, qi } = createPrivateKey(pem).export({ format: "jwk" });
  const numbers = [d, p, q, dp, dq, qi].flatMap(one => (one === undefined ? [] : [Buffer.from(one, "base64url")]));
  const forms = numbers.flatMap(octets => [
    octets.toString("hex"),
    ...[0, 1, 2].flatMap(skip => [
      octets.subarray(skip).toString("base64"),
      octets.subarray(skip).toString("base64url"),
    ]),
  ]);
  const pieces = forms.flatMap(form => Array.from({ length: form.length - 23 }, (_, at) => form.slice(at, at + 20)));
  return pieces.filter(piece => output.includes(piece));
}

/** Every text below a folder but the one file. */
function textsBelow(path: string, but: string): string {
  return readdirSync(path, { recursive: true, encoding: "utf8" })
    .map(name => join(path, name))
    .filter(file => file !== but && statSync(file).isFile())
    .map(file => readFileSync(file, "latin1"))
    .join("\n");
}

describe.each([
  ["rsa", [], "rsa", 2048],
  ["3072 bits", ["--bits", "3072"], "rsa", 3072],
  ["ed25519", ["--type", "ed25519"], "ed25519", undefined],
] as const)("a key pair: %s", (_, args, type, bits) => {
  test("is one: what the file signs, the printed key verifies", () => {
    const { domain, selector, publicKey, txt, file, name, spec, ...rest } = made(...args, "client.example");
    expect([domain, selector, rest.type]).toEqual(["client.example", MONTH, type]);
    expect(name).toBe(`${MONTH}._domainkey.client.example`);
    expect(spec).toBe(`${MONTH}: { key: "${publicKey}", since: "${new Date().toISOString().slice(0, 10)}" },`);
    const parsed = parseKeyRecord(txt);
    expect(parsed).toMatchObject({ ok: true, record: { keyType: type, publicKey, flags: [] } });
    const key = createPrivateKey(readFileSync(file, "utf8"));
    expect(key.asymmetricKeyDetails?.modulusLength).toBe(bits);
    const octets = Buffer.from(publicKey, "base64");
    // RFC 8463 §4: the 32 octets alone; RFC 8410 §4 has what stands in front of them in a SubjectPublicKeyInfo.
    const spki = type === "rsa" ? octets : Buffer.concat([Buffer.from("302a300506032b6570032100", "hex"), octets]);
    const shown = createPublicKey({ key: spki, format: "der", type: "spki" });
    const signature = sign(type === "rsa" ? "sha256" : null, Buffer.from("mail"), key);
    expect(verify(type === "rsa" ? "sha256" : null, Buffer.from("mail"), shown, signature)).toBe(true);
    expect(verify(type === "rsa" ? "sha256" : null, Buffer.from("liam"), shown, signature)).toBe(false);
  });

  test("signs a message that another implementation verifies with the record", async () => {
    const { domain, selector, txt, file, name } = made(...args, "client.example");
    const message = "From: a@client.example\r\nTo: b@receiver.example\r\nSubject: x\r\n\r\nHello.\r\n";
    const privateKey = readFileSync(file, "utf8");
    const one = { signingDomain: domain, selector, privateKey };
    // The list is what is signed with; the package's types do not know it.
    const options = { ...one, signatureData: [one] };
    const { signatures, errors } = await dkimSign(message, options);
    expect(errors).toEqual([]);
    const resolver = async (asked: string, rrtype: string): Promise<string[][]> => {
      if (asked !== name || rrtype !== "TXT") throw Object.assign(new Error("none"), { code: "ENOTFOUND" });
      return [[txt]];
    };
    const result = async (text: string): Promise<string | undefined> =>
      (await dkimVerify(text, { resolver })).results[0]?.status.result;
    expect(await result(`${signatures}${message}`)).toBe("pass");
    expect(await result(`${signatures}${message}`.replace("Hello", "Hullo"))).toBe("neutral");
  });
});

describe("the private half", () => {
  test("stands in its file, for its owner alone, whatever the umask, and nowhere else", () => {
    for (const [umask, args] of [
      ["000", []],
      ["077", ["--json"]],
      ["777", ["--type", "ed25519", "--out", "k.pem"]],
    ] as const) {
      const out = args.length > 1 ? [join(home, "k.pem")] : [];
      const flags = args.filter(one => one !== "k.pem");
      const command = [process.execPath, MAIN, "dkim", "new", "client.example", ...flags, ...out].join(" ");
      const { status, stdout, stderr } = spawnSync("sh", ["-c", `umask ${umask}; exec ${command}`], {
        cwd: on.path,
        env: { ...process.env, HOME: home, XDG_CONFIG_HOME: "", NODE_DISABLE_COMPILE_CACHE: "1" },
        encoding: "utf8",
      });
      expect([umask, status, stderr]).toEqual([umask, 0, ""]);
      const file = /\/\S+\.pem/.exec(stdout)?.[0] ?? "";
      const pem = readFileSync(file, "utf8");
      expect(pem).toMatch(/^-----BEGIN PRIVATE KEY-----\n[\s\S]+-----END PRIVATE KEY-----\n$/);
      expect(modeOf(file)).toBe(0o600);
      expect(leaks(pem, pem.replaceAll("\n", ""))).not.toEqual([]);
      expect(stdout).not.toContain("PRIVATE KEY");
      expect(leaks(pem, stdout + textsBelow(on.path, file))).toEqual([]);
    }
  });

  test("folders that are made are the owner's alone", () => {
    const { file } = made("client.example");
    expect(file).toBe(join(home, ".config/mailwright/dkim/client.example", `${MONTH}.pem`));
    for (const up of [".", "..", "../..", "../../.."]) expect(modeOf(join(dirname(file), up))).toBe(0o700);
    expect(readdirSync(dirname(file))).toEqual([`${MONTH}.pem`]);
  });

  test("XDG_CONFIG_HOME counts where it is absolute", () => {
    const at = (xdg: string): string =>
      (
        document(
          run(["dkim", "new", "client.example", "--json"], on.path, { HOME: home, XDG_CONFIG_HOME: xdg }),
        ) as Made
      ).file;
    expect(at(join(home, "xdg"))).toBe(join(home, "xdg/mailwright/dkim/client.example", `${MONTH}.pem`));
    expect(at("xdg")).toBe(join(home, ".config/mailwright/dkim/client.example", `${MONTH}.pem`));
  });

  test("never takes another file's place", () => {
    const there = join(home, "there.pem");
    writeFileSync(there, "kept");
    symlinkSync(join(home, "nowhere"), join(home, "dangling.pem"));
    for (const path of [there, join(home, "dangling.pem"), "/dev/stdout", "/dev/null"]) {
      const { code, stdout, stderr } = make("client.example", "--out", path);
      expect([path, code, stdout]).toEqual([path, 2, ""]);
      expect(stderr).toContain("already, and keys are never written over");
    }
    expect(readFileSync(there, "utf8")).toBe("kept");
    expect(existsSync(join(home, "nowhere"))).toBe(false);
  });

  test("half of one is never left", () => {
    // No file may grow beyond 512 octets, which is a third of the key.
    const command = `ulimit -f 1; exec ${process.execPath} ${MAIN} dkim new client.example`;
    const env = { ...process.env, HOME: home, XDG_CONFIG_HOME: "", NODE_DISABLE_COMPILE_CACHE: "1" };
    const { status, stdout, stderr } = spawnSync("sh", ["-c", command], { cwd: on.path, env, encoding: "utf8" });
    expect([status, stdout]).toEqual([2, ""]);
    expect(stderr).toContain("cannot be written: EFBIG.");
    expect(readdirSync(join(home, ".config/mailwright/dkim/client.example"))).toEqual([]);
  });

  test("nothing is left where it cannot be written", () => {
    // The folder's name is taken by a file.
    writeFileSync(join(home, ".config"), "");
    const { code, stdout, stderr } = make("client.example");
    expect([code, stdout]).toEqual([2, ""]);
    expect(stderr).toMatch(/^mailwright: .*\.$/m);
    expect(readdirSync(home)).toEqual([".config"]);
    expect(make("client.example", "--out", join(home, "none/k.pem")).stderr).toContain("There is no folder");
  });
});

describe("a place is refused", () => {
  const refused = (path: string, says: string): boolean => {
    const { code, stdout, stderr } = make("client.example", "--out", path);
    return code === 2 && stdout === "" && stderr.includes(says) && !existsSync(path);
  };
  const inGit = "is inside the git checkout";

  test("in the git checkout, by its path, by links, and where .git is a file", () => {
    mkdirSync(join(on.path, "repository/.git"), { recursive: true });
    mkdirSync(join(on.path, "repository/keys"));
    mkdirSync(join(on.path, "worktree/keys"), { recursive: true });
    writeFileSync(join(on.path, "worktree/.git"), "gitdir: elsewhere\n");
    symlinkSync(join(on.path, "repository/keys"), join(home, "linked"));
    symlinkSync(join(home, "linked"), join(home, "twice"));
    for (const path of [
      "repository/k.pem",
      "repository/keys/k.pem",
      "repository/none/yet/k.pem",
      "repository/.git/k.pem",
      "home/../repository/k.pem",
      "worktree/keys/k.pem",
      "home/linked/k.pem",
      "home/twice/k.pem",
      "home/twice/none/k.pem",
    ])
      expect([path, refused(join(on.path, path), inGit)]).toEqual([path, true]);
  });

  test("in the default folder, where that is a link into a checkout", () => {
    mkdirSync(join(on.path, "dotfiles/.git"), { recursive: true });
    symlinkSync(join(on.path, "dotfiles"), join(home, ".config"));
    const { code, stderr } = make("client.example");
    expect([code, stderr]).toEqual([2, expect.stringContaining(inGit)]);
    expect(readdirSync(join(on.path, "dotfiles"))).toEqual([".git"]);
  });

  test("in the folder of specs, by a link too", () => {
    symlinkSync(join(on.path, "domains"), join(home, "specs"));
    for (const path of ["domains/k.pem", "home/specs/k.pem"])
      expect([path, refused(join(on.path, path), "inside the folder of specs")]).toEqual([path, true]);
  });

  test("where everyone may write", () => {
    mkdirSync(join(home, "open/inner"), { recursive: true });
    chmodSync(join(home, "open"), 0o777);
    expect(refused(join(home, "open/k.pem"), "Everyone may write to the folder")).toBe(true);
    expect(refused(join(home, "open/inner/k.pem"), "Everyone may write to the folder")).toBe(true);
    chmodSync(join(home, "open"), 0o1777);
    expect(make("client.example", "--out", join(home, "open/inner/k.pem")).code).toBe(0);
  });
});

describe("a selector", () => {
  const spec = (more: string): void => on.write("domains/client.example.ts", specText("client.example", more));
  const refusal = (...args: readonly string[]): string => {
    const { code, stdout, stderr } = make("client.example", ...args);
    expect([code, stdout]).toEqual([2, ""]);
    expect(existsSync(join(home, ".config"))).toBe(false);
    return stderr;
  };

  test("is one that was never used: not in the spec, not in evidence, not in a file", () => {
    spec(`dkim: { ${MONTH}: { revoked: true }, ${MONTH}d: "no key" }, retiredSelectors: ["${MONTH.toUpperCase()}b"],`);
    on.write("evidence/client.example.json", formatEvidence(signedBy([{ selector: `${MONTH}c`, result: "fail" }])));
    expect(made("client.example").selector).toBe(`${MONTH}e`);
    expect(made("client.example").selector).toBe(`${MONTH}f`);
    const elsewhere = made("client.example", "--out", join(home, "k.pem"));
    expect(elsewhere.selector).toBe(`${MONTH}e`);
  });

  test("that was used is refused, and where is said", () => {
    spec('dkim: { old: { revoked: true } }, retiredSelectors: ["older"],');
    on.write(
      "evidence/client.example.json",
      formatEvidence(signedBy([{ selector: "seen", domain: "a.client.example" }])),
    );
    expect(refusal("--selector", "OLD")).toContain("The selector OLD stands in the spec, for client.example;");
    expect(refusal("--selector", "older")).toContain("as retiredSelectors says");
    expect(refusal("--selector", "seen")).toContain("has signed mail of a.client.example");
    expect(refusal("--selector", "fm1")).toContain("stands in the spec");
    expect(refusal("--selector", "../x")).toContain("is not usable as a DNS name");
    expect(made("client.example", "--selector", "Fresh-1")).toMatchObject({
      selector: "fresh-1",
      spec: expect.stringMatching(/^"fresh-1": \{/),
    });
  });

  test("is not looked for in evidence that cannot be read", () => {
    on.write("evidence/client.example.json", "{");
    expect(refusal()).toMatch(/evidence\/client\.example\.json .*, so which selectors have signed is not known\./);
  });

  test("of a name below the domain is checked against all of the spec's", () => {
    expect(made("news.client.example")).toMatchObject({
      domain: "news.client.example",
      name: `${MONTH}._domainkey.news.client.example`,
    });
    expect(make("news.client.example", "--selector", "fm1").code).toBe(2);
  });

  test("needs a spec that can be read, of a domain that sends", () => {
    on.write("domains/broken.example.ts", specText("broken.example", "nonsense: true,"));
    on.write(
      "domains/parked.example.ts",
      'import { parked, zonefile } from "#mailwright";\nexport default parked({ domain: "parked.example", host: zonefile() });\n',
    );
    expect(make("broken.example").stderr).toContain("The spec of broken.example has errors");
    expect(make("parked.example").stderr).toContain("parked.example is parked");
    expect(make("other.example").stderr).toContain("No spec declares other.example");
    expect(make("../x.client.example").stderr).toContain("is no domain name");
    expect(existsSync(join(home, ".config"))).toBe(false);
  });

  test.each([
    [["--type", "dsa"], "--type is rsa or ed25519."],
    [["--bits", "1024"], "--bits is one of 2048, 3072, 4096."],
    [["--type", "ed25519", "--bits", "2048"], "--bits is for RSA"],
  ])("%j is refused", (args, says) => {
    expect(refusal(...args)).toContain(says);
  });
});

describe("what is printed can be pasted", () => {
  let text: Run;
  let there: Folder;
  beforeAll(() => {
    there = folder({ "client.example.ts": specText("client.example") });
    text = run(["dkim", "new", "client.example", "--type", "ed25519"], there.path, {
      XDG_CONFIG_HOME: join(there.path, "c"),
    });
  });
  afterAll(() => there.remove());

  test("into the spec, which then plans the very record that was shown", () => {
    const line = /^ +dkim: (\{.*\}),$/m.exec(text.stdout)?.[0].trim() ?? "";
    there.write("domains/client.example.ts", specText("client.example", line));
    const { stdout, code } = there.run("plan", "--zonefile");
    expect(code).toBe(0);
    const record = /^ +(\S+\. TXT ".*")$/m.exec(text.stdout)?.[1] ?? "none";
    const [name = "", , ...value] = record.split(" ");
    expect(stdout).toContain(name.replace(".client.example.", ""));
    expect(stdout).toContain(value.join(" "));
  });

  test("and says what the signer needs, and that Ed25519 wants RSA beside it", () => {
    expect(text.stdout).toContain(
      `d=client.example  s=${MONTH}  private key: ${there.path}/c/mailwright/dkim/client.example/${MONTH}.pem`,
    );
    expect(text.stdout).toContain("sign with an RSA key too");
  });
});
