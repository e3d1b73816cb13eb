/** Hostile SPF: what a stranger can put into the DNS and into an SMTP session, and what must hold whatever it is. */
import fc from "fast-check";
import type { Answer, Resolver } from "../../src/dns/resolver.ts";
import { checkHost } from "../../src/spf/check-host.ts";

/** How a resolver answers one question; `throws` is thrown, `rejects` rejected. */
type Hostile = Answer<string> | { readonly status: "throws" } | { readonly status: "rejects" };

export interface HostileCase {
  readonly ip: string;
  readonly mailFrom: string;
  readonly helo: string;
  /** TXT answers, taken in turn: whatever name an include or a redirect leads to has one. */
  readonly texts: readonly Hostile[];
  /** Every other answer, in turn. */
  readonly others: readonly Hostile[];
}

const results = ["none", "neutral", "pass", "fail", "softfail", "temperror", "permerror"];

/** The most that ten terms can ask: the domain, ten times a question with ten hosts, the client's names, the explanation. */
const MAX_QUESTIONS = 1 + 10 * 11 + 11 + 1;

/** What is wrong with the outcome of a case, or undefined, and the processor time it took in milliseconds. */
export async function judge(one: HostileCase): Promise<{ readonly complaint?: string; readonly took: number }> {
  const asked: string[] = [];
  const before = process.cpuUsage();
  try {
    const outcome = await checkHost({ ...one, receiver: "mx.example", timestamp: 0, resolver: resolverOf(one, asked) });
    const { user, system } = process.cpuUsage(before);
    const complaint =
      (!results.includes(outcome.result) && `result ${outcome.result}`) ||
      (outcome.lookups > 11 && `${outcome.lookups} look-ups`) ||
      (outcome.voidLookups > 3 && `${outcome.voidLookups} void look-ups`) ||
      (asked.length > MAX_QUESTIONS && `${asked.length} questions`) ||
      (asked.some(name => !isName(name)) && `a question for ${JSON.stringify(asked.find(name => !isName(name)))}`) ||
      (!/^[ -~]{0,2048}$/.test(outcome.explanation ?? "") && "an explanation that no SMTP reply can hold") ||
      ((outcome.reason ?? "").length > 1_000 && "a reason without end");
    return { ...(complaint ? { complaint } : {}), took: (user + system) / 1_000 };
  } catch (error) {
    return { complaint: `thrown: ${String(error)}`, took: 0 };
  }
}

function isName(name: string): boolean {
  return (
    name.length <= 253 && name === name.toLowerCase() && name.split(".").every(label => /^[ -~]{1,63}$/.test(label))
  );
}

function resolverOf({ texts, others }: HostileCase, asked: string[]): Resolver {
  let text = 0;
  let other = 0;
  const give = (answer: Hostile = { status: "nxdomain" }): Answer<string> => {
    if (answer.status === "throws" || answer.status === "rejects") throw new Error("hostile");
    return answer;
  };
  const txt = (name: string): Promise<Answer<string>> => {
    asked.push(name);
    const answer = texts[text++ % texts.length];
    if (answer?.status === "rejects") return Promise.reject(new Error("hostile"));
    return Promise.resolve(give(answer));
  };
  const any = async (name: string): Promise<Answer<string>> => {
    asked.push(name);
    return give(others[other++ % others.length]);
  };
  const mx: Resolver["mx"] = async name => {
    const answer = await any(name);
    if (answer.status !== "ok") return answer;
    return { status: "ok", records: answer.records.map((exchange, index) => ({ preference: -index, exchange })) };
  };
  return { txt, mx, a: any, aaaa: any, ptr: any, cname: any };
}

/** Numbers out of a seed: a text of 64 KB is made in one go, and is the same for the same seed. */
function numbers(seed: number): () => number {
  const { imul } = Math;
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

const octets = Array.from({ length: 256 }, (_, code) => String.fromCharCode(code));
const size = fc.oneof(
  { weight: 8, arbitrary: fc.integer({ min: 0, max: 300 }) },
  { weight: 2, arbitrary: fc.integer({ min: 300, max: 5_000 }) },
  { weight: 1, arbitrary: fc.integer({ min: 5_000, max: 65_535 }) },
);

/** Text of so many characters out of an alphabet, or out of all octets; a long one repeats what it is drawn as. */
const drawn = (alphabet?: readonly string[]): fc.Arbitrary<string> =>
  fc.tuple(fc.nat(), size).map(([seed, length]) => {
    const next = numbers(seed);
    const symbols = alphabet ?? octets;
    const block = Array.from({ length: Math.min(length, 1_000) }, () => symbols[(next() * symbols.length) | 0] ?? "");
    return block
      .join("")
      .repeat(Math.ceil(length / 1_000))
      .slice(0, 65_535);
  });

const names = [
  "d.example",
  "i.example",
  "%{d}",
  "%{l}.example",
  "%{p}.example",
  "%{h}",
  "%{s}",
  "a..example",
  "x.Example.",
];
const terms = [
  "all",
  "-all",
  "~all",
  "?all",
  "a",
  "mx",
  "ptr",
  "-a",
  "mx//64",
  "a/24",
  "ip4:192.0.2.0/24",
  "ip6:2001:db8::/32",
  "x=%{d}",
  "foo",
  ...["a:", "mx:", "ptr:", "exists:", "include:", "-include:", "redirect=", "exp="].flatMap(head =>
    names.map(name => head + name),
  ),
].map(term => ` ${term}`);
const fragments = [
  ...terms,
  ...names,
  " ",
  "  ",
  "\t",
  "%",
  "%{",
  "}",
  "%%",
  "%_",
  "%-",
  "{",
  ":",
  "/",
  "//",
  "=",
  "-",
  ".",
  ",",
  "1",
  "0",
  "r",
  "l",
  "d",
  "p",
  "é",
  "\u0000",
  "::",
  "v=spf1",
];
const macro = fc
  .tuple(
    fc.constantFrom(..."slodiphvSLODIPHV"),
    fc.constantFrom("", "1", "2", "9".repeat(300), "0".repeat(280) + "1"),
    fc.constantFrom("", "r"),
    fc.constantFrom("", "-", ".-+,/_=", "-".repeat(300)),
  )
  .map(parts => `%{${parts.join("")}}`);
const repeated = (text: fc.Arbitrary<string>): fc.Arbitrary<string> =>
  fc.tuple(text, size).map(([one, count]) => one.repeat(Math.min(count, 10_000)).slice(0, 65_000));

const terminated = fc.constantFrom(".example", "", ".d.example.", "%{d}");
const storm = fc
  .tuple(
    fc.constantFrom("exists:", "a:", "mx:", "ptr:", "include:", "redirect=", "exp="),
    repeated(macro),
    terminated,
    fc.integer({ min: 1, max: 12 }),
  )
  .map(([head, macros, end, count]) => ` ${head}${macros}${end}`.repeat(count).slice(0, 65_000));
/** A record without a mistake: only such a one is followed to its end. */
const sound = fc
  .tuple(
    fc.array(fc.constantFrom(...terms.filter(term => !/foo|=|all/.test(term))), { maxLength: 14 }),
    fc.constantFrom("", " -all", " ~all", " ?all", " redirect=i.example", " redirect=%{h}"),
    fc.constantFrom("", " exp=e.example", " exp=%{p}.example"),
  )
  .map(([directives, ...modifiers]) => [...directives, ...modifiers].join(""));
const body = fc.oneof(
  { weight: 16, arbitrary: sound },
  { weight: 4, arbitrary: fc.array(fc.constantFrom(...terms), { maxLength: 30 }).map(parts => parts.join("")) },
  { weight: 3, arbitrary: fc.array(fc.constantFrom(...fragments), { maxLength: 30 }).map(parts => parts.join("")) },
  { weight: 2, arbitrary: storm },
  { weight: 1, arbitrary: repeated(fc.constantFrom(...terms)) },
  { weight: 1, arbitrary: drawn(fragments) },
  { weight: 1, arbitrary: drawn() },
  { weight: 1, arbitrary: fc.array(storm, { maxLength: 8 }).map(parts => parts.join("")) },
);
const text = fc.oneof(
  { weight: 8, arbitrary: body.map(terms_ => `v=spf1 ${terms_}`) },
  { weight: 1, arbitrary: body.map(terms_ => `v=spf1${terms_} -all exp=e.example`) },
  { weight: 1, arbitrary: repeated(macro).map(macros => `not from ${macros}`) },
  { weight: 1, arbitrary: body },
);

const failing = fc.constantFrom(
  ...(["nxdomain", "nodata", "servfail", "timeout", "throws", "rejects"] as const).map((status): Hostile => ({
    status,
  })),
);
const answered = (record: fc.Arbitrary<string>, maxLength: number): fc.Arbitrary<Hostile> =>
  fc.array(record, { maxLength }).map(records => ({ status: "ok", records }));
const oddHost = fc.oneof(
  fc.constantFrom(
    "192.0.2.1",
    "2001:db8::1",
    "::ffff:192.0.2.1",
    "mail.D.example.",
    "d.example",
    ".",
    "",
    "a..b",
    "198.51.100.1",
    "é.example",
    "\u0000",
  ),
  drawn([".", "a", "B", "-", "1", ":"]),
);
const manyHosts = fc
  .tuple(
    fc.constantFrom("192.0.2.1", "2001:db8::1", "mail.D.example.", "x.example", "::"),
    fc.integer({ min: 1, max: 4_000 }),
  )
  .map(([host, count]): Hostile => ({ status: "ok", records: Array.from({ length: count }, () => host) }));

const localPart = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom("u", "", "a.b-c+d", '"a@b"', "ü", "%{d}", "-", ".", "u\r\n") },
  { weight: 1, arbitrary: drawn([".", "-", "a", "+", "=", "/", "_", ",", "@", "%", "é"]) },
  { weight: 1, arbitrary: drawn() },
);
const domain = fc.oneof(
  { weight: 24, arbitrary: fc.constantFrom("d.example", "D.Example.", "ü.example") },
  { weight: 1, arbitrary: drawn([".", "a", "-", "ü", "%", "@", "[", "]", "\ud800"]) },
  { weight: 1, arbitrary: drawn() },
);

export const hostileCase: fc.Arbitrary<HostileCase> = fc.record({
  ip: fc.oneof(
    { weight: 16, arbitrary: fc.constantFrom("192.0.2.1", "2001:db8::1", "::ffff:192.0.2.1") },
    { weight: 1, arbitrary: fc.oneof(fc.ipV4(), fc.ipV6(), drawn([":", ".", "1", "f", "::"])) },
  ),
  mailFrom: fc.oneof(
    { weight: 8, arbitrary: fc.tuple(localPart, domain).map(parts => parts.join("@")) },
    { weight: 1, arbitrary: fc.constantFrom("", "<>", "@") },
  ),
  helo: domain,
  texts: fc.array(
    fc.oneof(
      { weight: 8, arbitrary: text.map((one): Hostile => ({ status: "ok", records: [one] })) },
      { weight: 1, arbitrary: answered(text, 3) },
      { weight: 1, arbitrary: failing },
    ),
    { minLength: 1, maxLength: 6 },
  ),
  others: fc.array(
    fc.oneof(
      { weight: 6, arbitrary: answered(oddHost, 12) },
      { weight: 2, arbitrary: failing },
      { weight: 1, arbitrary: manyHosts },
    ),
    { minLength: 1, maxLength: 6 },
  ),
});

/** The worst that one can think of, so that each run has them: `[what, case]`. */
export const worstCases: readonly (readonly [string, HostileCase])[] = (
  [
    [
      "64 KB of macros over a local-part of delimiters",
      `v=spf1 ${`exists:${"%{l1-}".repeat(10_000)}.example`}`,
      `${"-".repeat(65_000)}@d.example`,
    ],
    [
      "macros that come to nothing, eleven times",
      `v=spf1${` exists:${"%{l1r-}".repeat(800)}.example`.repeat(11)}`,
      `${"-".repeat(65_000)}@d.example`,
    ],
    [
      "the same below ten includes",
      `v=spf1 include:${"%{l1-}".repeat(5_000)}i.example include:${"%{l1-}".repeat(5_000)}i.example`,
      `${"-".repeat(65_000)}@d.example`,
    ],
    [
      "macros of 300 characters",
      `v=spf1 exists:${`%{l${"1".repeat(140)}r${"-.+,/_=".repeat(22)}}`.repeat(200)}.example`,
      `${"-.+,".repeat(16_000)}@d.example`,
    ],
    ["10,000 terms", `v=spf1${" ip4:198.51.100.1".repeat(10_000)} -all`, "u@d.example"],
    ["10,000 terms that are none", `v=spf1${" foo".repeat(16_000)}`, "u@d.example"],
    ["10,000 includes", `v=spf1${" include:i.example".repeat(10_000)}`, "u@d.example"],
    ["a chain without end", "v=spf1 include:%{l}.%{d}", `${"a.".repeat(30_000)}a@d.example`],
    ["a loop of redirects", "v=spf1 redirect=d.example", "u@d.example"],
    ["slashes without end", `v=spf1 a${"/".repeat(65_000)}`, "u@d.example"],
    ["digits without end", `v=spf1 a/${"1".repeat(65_000)} mx//${"1".repeat(65_000)}`, "u@d.example"],
    ["an address of colons", `v=spf1 ip6:${":".repeat(65_000)} ip6:${"1:".repeat(32_000)}`, "u@d.example"],
    ["a macro without end", `v=spf1 exists:%{d${"1".repeat(65_000)}`, "u@d.example"],
    ["percent signs", `v=spf1 exists:${"%%".repeat(32_000)}.example`, "u@d.example"],
    ["a domain of U-labels", "v=spf1 -all", `u@${"ü.".repeat(32_000)}example`],
    ["an MX of ten hosts with 1,000 addresses each", "v=spf1 mx mx mx mx mx mx mx mx mx mx", "u@d.example"],
  ] as const
).map(([what, record, mailFrom]) => [
  what,
  {
    ip: "192.0.2.1",
    mailFrom,
    helo: "é.".repeat(32_000),
    texts: [{ status: "ok", records: [record] }],
    others: what.startsWith("an MX")
      ? [
          { status: "ok", records: Array.from({ length: 10 }, () => "m.example") },
          ...Array.from({ length: 10 }, (): Hostile => ({
            status: "ok",
            records: Array.from({ length: 1_000 }, () => "198.51.100.1"),
          })),
        ]
      : [{ status: "nodata" }],
  },
]);
