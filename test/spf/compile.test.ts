import { describe, expect, test } from "@jest/globals";
import type { LookUp } from "../../src/dns/dns-lock.ts";
import { checkCompiled } from "../../src/spf/check-compiled.ts";
import { checkLocked } from "../../src/spf/check-locked.ts";
import { compileSpf, type CompiledMatch, type CompiledSpf } from "../../src/spf/compile.ts";
import { formatIp } from "../../src/spf/ip-address.ts";
import { spfTree } from "../../src/spf/spf-tree.ts";

/** Answers by `type name`; an empty list is an empty answer, and what is absent nobody knows. */
type Zone = Readonly<Record<string, readonly string[]>>;

const lookUpIn =
  (zone: Zone): LookUp =>
  (type, name) => {
    const records = zone[`${type} ${name}`];
    return records && { status: records.length === 0 ? "nodata" : "ok", records };
  };

const compile = (zone: Zone, name = "client.example"): CompiledSpf => compileSpf(spfTree(name, lookUpIn(zone)));

/** `result lookups/voids mechanism @ last name of via`, or what the evaluator is left with. */
const say = (match: CompiledMatch | undefined): string =>
  match === undefined
    ? "evaluate"
    : [
        `${match.result} ${match.lookups}/${match.voidLookups}`,
        ...(match.mechanism === undefined ? [] : [match.mechanism]),
        `@ ${match.via.join(" > ")}`,
      ].join(" ");

const find = (zone: Zone, ip: string): string => {
  const said = say(compile(zone).find(ip));
  // No case says what the evaluator does not.
  if (said !== "evaluate") expect(said).toBe(say(checkLocked({ ip, mailFrom: "x@client.example" }, lookUpIn(zone))));
  return said;
};

/** A record at client.example and others. */
const spf = (terms: string, others: Zone = {}): Zone => ({ "TXT client.example": [`v=spf1 ${terms}`], ...others });
const many = (count: number, form: (index: number) => string): string =>
  Array.from({ length: count }, (_, index) => form(index)).join(" ");

describe("ranges", () => {
  const ranges = (zone: Zone, family: 4 | 6): readonly string[] =>
    compile(zone).ranges[family].map(
      ({ first, last, match }) =>
        `${formatIp({ family, value: first })} ${formatIp({ family, value: last })} ${match?.result} ${match?.mechanism}`,
    );

  test("fill the space in order, equal neighbours joined", () => {
    expect(ranges(spf("ip4:192.0.2.0/25 ip4:192.0.2.128/25 ip4:192.0.2.7 ip6:2001:db8::/32 -all"), 4)).toEqual([
      "0.0.0.0 192.0.1.255 fail -all",
      "192.0.2.0 192.0.2.127 pass ip4:192.0.2.0/25",
      "192.0.2.128 192.0.2.255 pass ip4:192.0.2.128/25",
      "192.0.3.0 255.255.255.255 fail -all",
    ]);
    expect(ranges(spf("ip4:192.0.2.0/24 ip6:2001:db8::/127 -all"), 6)).toEqual([
      ":: 2001:db7:ffff:ffff:ffff:ffff:ffff:ffff fail -all",
      "2001:db8:: 2001:db8::1 pass ip6:2001:db8::/127",
      "2001:db8::2 ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff fail -all",
    ]);
  });

  test("of nested networks the first term counts, whichever is the wider", () => {
    expect(ranges(spf("-ip4:192.0.2.8/29 ~ip4:192.0.2.0/24 ip4:192.0.2.12 ?ip4:192.0.0.0/16"), 4)).toEqual([
      "0.0.0.0 191.255.255.255 neutral undefined",
      "192.0.0.0 192.0.1.255 neutral ?ip4:192.0.0.0/16",
      "192.0.2.0 192.0.2.7 softfail ~ip4:192.0.2.0/24",
      "192.0.2.8 192.0.2.15 fail -ip4:192.0.2.8/29",
      "192.0.2.16 192.0.2.255 softfail ~ip4:192.0.2.0/24",
      "192.0.3.0 192.0.255.255 neutral ?ip4:192.0.0.0/16",
      "192.1.0.0 255.255.255.255 neutral undefined",
    ]);
  });

  test("a network of mapped addresses is nobody's; clients in that form are IPv4 (RFC 7208 §5)", () => {
    expect(ranges(spf("ip6:::ffff:192.0.2.0/120 -all"), 6)).toHaveLength(1);
    const zone = spf("ip4:192.0.2.1 ip6:::/0");
    expect(find(zone, "::ffff:192.0.2.1")).toBe("pass 0/0 ip4:192.0.2.1 @ client.example");
    expect(find(zone, "::FFFF:C000:0202")).toBe("neutral 0/0 @ client.example");
    expect(find(zone, "::fffe:c000:202")).toBe("pass 0/0 ip6:::/0 @ client.example");
  });

  test("a large record compiles in far less than its square", () => {
    const networks = many(
      10_000,
      index => `ip4:10.${(index * 7) % 256}.${index % 256}.${(index >> 8) * 6}/${29 + (index % 4)}`,
    );
    const tree = spfTree("client.example", lookUpIn(spf(`${networks} -all`)));
    const start = performance.now();
    expect(compileSpf(tree).ranges[4].length).toBeGreaterThan(10_000);
    expect(performance.now() - start).toBeLessThan(1000);
  });
});

describe("includes", () => {
  const others = {
    "TXT a.example": ["v=spf1 -ip4:192.0.2.0/28 ?ip4:192.0.2.16/28 a:host.example ip4:192.0.2.32/28 ~all"],
    "A host.example": ["192.0.2.99"],
    "AAAA host.example": [],
  };
  const zone = spf("~include:a.example ip4:192.0.2.0/24 -all", others);

  test("a pass is a match with the qualifier of the including record and the directive of the included", () => {
    expect(find(zone, "192.0.2.33")).toBe("softfail 2/0 ip4:192.0.2.32/28 @ client.example > a.example");
    expect(find(zone, "192.0.2.99")).toBe("softfail 2/0 a:host.example @ client.example > a.example");
  });

  test("anything else goes on, with what was spent until then", () => {
    expect(find(zone, "192.0.2.1")).toBe("pass 1/0 ip4:192.0.2.0/24 @ client.example");
    expect(find(zone, "192.0.2.17")).toBe("pass 1/0 ip4:192.0.2.0/24 @ client.example");
    expect(find(zone, "192.0.2.200")).toBe("pass 2/0 ip4:192.0.2.0/24 @ client.example");
    expect(find(zone, "2001:db8::1")).toBe("fail 2/1 -all @ client.example");
  });

  test("no record, several, a syntax error or no name is a permerror of the include (RFC 7208 §5.2)", () => {
    const broken = [[], ["v=spf1 -all", "v=spf1 -all"], ["v=spf1 ip4:192.0.2.300"]];
    for (const records of broken) {
      expect(find(spf("include:a.example", { "TXT a.example": records }), "192.0.2.1")).toBe(
        "permerror 1/0 include:a.example @ client.example",
      );
    }
    const long = `${"l".repeat(64)}.example`;
    expect(find(spf(`include:${long}`), "192.0.2.1")).toBe(`permerror 1/0 include:${long} @ client.example`);
  });

  test("an error below is an error of the topmost include", () => {
    const deep = {
      "TXT a.example": ["v=spf1 include:b.example"],
      "TXT b.example": ["v=spf1 include:c.example"],
      "TXT c.example": [],
    };
    expect(find(spf("ip4:192.0.2.1 include:a.example", deep), "192.0.2.2")).toBe(
      "permerror 3/0 include:a.example @ client.example",
    );
  });

  test("a record that leads to itself is evaluated until something matches or the look-ups are spent", () => {
    const loop = spf("include:a.example ip4:192.0.2.2 -all", {
      "TXT a.example": ["v=spf1 ip4:192.0.2.1 -ip4:192.0.2.2 include:client.example"],
    });
    expect(find(loop, "192.0.2.1")).toBe("pass 1/0 ip4:192.0.2.1 @ client.example > a.example");
    expect(find(loop, "192.0.2.2")).toBe("pass 1/0 ip4:192.0.2.2 @ client.example");
    expect(find(loop, "192.0.2.3")).toBe("permerror 11/0 include:a.example @ client.example");
  });
});

describe("redirect", () => {
  test("is followed after every directive, and its result is the record's, with its via (RFC 7208 §6.1)", () => {
    const zone = spf("redirect=a.example ip4:192.0.2.1", { "TXT a.example": ["v=spf1 ~ip4:192.0.2.0/24"] });
    expect(find(zone, "192.0.2.1")).toBe("pass 0/0 ip4:192.0.2.1 @ client.example");
    expect(find(zone, "192.0.2.2")).toBe("softfail 1/0 ~ip4:192.0.2.0/24 @ client.example > a.example");
    expect(find(zone, "2001:db8::1")).toBe("neutral 1/0 @ client.example > a.example");
  });

  test("is not followed beside all", () => {
    expect(find(spf("redirect=a.example ?all"), "192.0.2.2")).toBe("neutral 0/0 ?all @ client.example");
  });

  test("to a name without a record is a permerror", () => {
    expect(find(spf("redirect=a.example", { "TXT a.example": [] }), "192.0.2.2")).toBe(
      "permerror 1/0 redirect=a.example @ client.example > a.example",
    );
  });

  test("that leads to itself spends the look-ups", () => {
    const via = Array.from({ length: 11 }, () => "client.example").join(" > ");
    expect(find(spf("redirect=client.example"), "192.0.2.2")).toBe(`permerror 11/0 redirect=client.example @ ${via}`);
  });
});

describe("limits (RFC 7208 §4.6.4)", () => {
  const host = { "A host.example": ["192.0.2.1"], "AAAA host.example": ["2001:db8::1"] };

  test("the eleventh term that asks is a permerror, for those who get there", () => {
    const zone = spf(`${many(10, () => "a:host.example")} ip4:192.0.2.2 a:host.example/24 -all`, host);
    expect(find(zone, "192.0.2.1")).toBe("pass 1/0 a:host.example @ client.example");
    expect(find(zone, "192.0.2.2")).toBe("pass 10/0 ip4:192.0.2.2 @ client.example");
    expect(find(zone, "192.0.2.3")).toBe("permerror 11/0 a:host.example/24 @ client.example");
  });

  test("it is one before any question, so that nobody need know the answer", () => {
    const zone = spf(`${many(10, () => "a:host.example")} exists:%{i}.example`, host);
    expect(find(zone, "192.0.2.3")).toBe("permerror 11/0 exists:%{i}.example @ client.example");
  });

  test("the third empty answer is a permerror, for the family that it is empty for", () => {
    const zone = spf(`${many(3, index => `a:h${index}.example`)} -all`, {
      "A h0.example": [],
      "A h1.example": [],
      "A h2.example": [],
      "AAAA h0.example": [],
      "AAAA h1.example": [],
      "AAAA h2.example": ["2001:db8::1"],
    });
    expect(find(zone, "192.0.2.1")).toBe("permerror 3/3 a:h2.example @ client.example");
    expect(find(zone, "2001:db8::1")).toBe("pass 3/2 a:h2.example @ client.example");
    expect(find(zone, "2001:db8::2")).toBe("fail 3/2 -all @ client.example");
  });

  test("what an include spent for some addresses counts on for these", () => {
    const zone = spf("include:a.example a:h2.example ~all", {
      "TXT a.example": ["v=spf1 -ip4:192.0.2.1 a:h0.example -ip4:192.0.2.2 a:h1.example -all"],
      "A h0.example": [],
      "A h1.example": [],
      "A h2.example": [],
    });
    expect(find(zone, "192.0.2.1")).toBe("softfail 2/1 ~all @ client.example");
    expect(find(zone, "192.0.2.2")).toBe("softfail 3/2 ~all @ client.example");
    expect(find(zone, "192.0.2.3")).toBe("permerror 4/3 a:h2.example @ client.example");
  });

  test("neighbours that differ only in their empty answers stay apart", () => {
    const zone = spf("include:a.example ~all", {
      ...host,
      "TXT a.example": ["v=spf1 include:b.example -ip4:192.0.2.0 a:empty.example -all"],
      "TXT b.example": ["v=spf1 -ip4:192.0.2.1 a:host.example/32 -all"],
      "A host.example": ["203.0.113.1"],
      "A empty.example": [],
    });
    expect(find(zone, "192.0.2.0")).toBe("softfail 3/0 ~all @ client.example");
    expect(find(zone, "192.0.2.1")).toBe("softfail 3/1 ~all @ client.example");
  });

  test("mx: more than ten names are a permerror, none an empty answer, a null MX neither", () => {
    const mx = (...records: readonly string[]): Zone => spf("mx -all", { ...host, "MX client.example": records });
    expect(find(mx(...Array.from({ length: 11 }, () => "10 host.example")), "192.0.2.1")).toBe(
      "permerror 1/0 mx @ client.example",
    );
    expect(find(mx(...Array.from({ length: 10 }, () => "10 host.example")), "192.0.2.1")).toBe(
      "pass 1/0 mx @ client.example",
    );
    expect(find(mx(), "192.0.2.1")).toBe("fail 1/1 -all @ client.example");
    expect(find(mx("0 ."), "192.0.2.1")).toBe("fail 1/0 -all @ client.example");
  });
});

describe("hosts", () => {
  test("each family has its own addresses and prefix length", () => {
    const zone = spf("a:host.example/30//126 -all", {
      "A host.example": ["192.0.2.5"],
      "AAAA host.example": ["2001:db8::5"],
    });
    const pass = "pass 1/0 a:host.example/30//126 @ client.example";
    const fail = "fail 1/0 -all @ client.example";
    expect(["192.0.2.3", "192.0.2.4", "192.0.2.7", "192.0.2.8"].map(ip => find(zone, ip))).toEqual([
      fail,
      pass,
      pass,
      fail,
    ]);
    expect(["2001:db8::3", "2001:db8::4", "2001:db8::8"].map(ip => find(zone, ip))).toEqual([fail, pass, fail]);
  });

  test("a target that is no name does not match (RFC 7208 §4.8)", () => {
    expect(find(spf(`a:${"l".repeat(64)}.example ~all`), "192.0.2.1")).toBe("softfail 1/0 ~all @ client.example");
  });

  test("an exists that is the same for every message is known beforehand", () => {
    expect(find(spf("exists:host.example", { "A host.example": ["203.0.113.1"] }), "2001:db8::1")).toBe(
      "pass 1/0 exists:host.example @ client.example",
    );
    expect(find(spf("exists:host.example ?all", { "A host.example": [] }), "2001:db8::1")).toBe(
      "neutral 1/1 ?all @ client.example",
    );
  });
});

describe("what is left to the evaluator", () => {
  test.each([
    "exists:%{i}.example",
    "a:%{l}.example",
    "include:%{o}.example",
    "redirect=%{v}.example",
    "ptr",
    "exists:gone.example",
    "a:gone.example",
    "mx:gone.example",
    "include:gone.example",
    "redirect=gone.example",
  ])("%s: those who get there, and nobody else", term => {
    const zone = spf(`ip4:192.0.2.1 ${term}`);
    expect(find(zone, "192.0.2.1")).toBe("pass 0/0 ip4:192.0.2.1 @ client.example");
    expect(find(zone, "192.0.2.2")).toBe("evaluate");
  });

  test("of a host that is half known, the other family", () => {
    const zone = spf("a:host.example -all", { "A host.example": ["192.0.2.1"] });
    expect(find(zone, "192.0.2.2")).toBe("fail 1/0 -all @ client.example");
    expect(find(zone, "2001:db8::1")).toBe("evaluate");
  });

  test("a record that nobody knows", () => {
    expect(find({}, "192.0.2.1")).toBe("evaluate");
  });

  test("a chain that the tree gave up, when a shorter way leads to it", () => {
    const zone: Record<string, readonly string[]> = spf("include:n1.example include:n11.example -all");
    for (let index = 1; index < 16; index += 1) {
      const first = index === 1 ? "-ip4:192.0.2.1 " : "";
      zone[`TXT n${index}.example`] = [`v=spf1 ${first}include:n${index + 1}.example`];
    }
    zone["TXT n16.example"] = ["v=spf1 ip4:192.0.2.1"];
    const query = { ip: "192.0.2.1", mailFrom: "x@client.example" };
    const outcome = checkCompiled(compile(zone), query, lookUpIn(zone));
    expect(outcome).toMatchObject({ result: "pass", lookups: 7 });
    expect(outcome).toEqual(checkLocked(query, lookUpIn(zone)));
  });

  test("text that is no address, and names without a policy", () => {
    const compiled = compile(spf("+all"));
    for (const ip of ["", "192.0.2", "192.0.2.01", "192.0.2.1 ", "2001:db8::1%eth0", "2001:db8::1::", "[::1]"]) {
      expect(compiled.find(ip)).toBeUndefined();
      const outcome = checkCompiled(compiled, { ip, mailFrom: "x@client.example" }, lookUpIn(spf("+all")));
      expect(outcome).toMatchObject({ result: "none", via: [] });
    }
    for (const name of ["localhost", "[192.0.2.1]", "a..example", ""]) {
      expect(say(compile({ [`TXT ${name}`]: ["v=spf1 +all"] }, name).find("192.0.2.1"))).toBe("none 0/0 @ ");
    }
    const label = { "TXT example": ["v=spf1 +all"] };
    expect(find(spf("include:%{d1}", label), "192.0.2.1")).toBe("permerror 1/0 include:%{d1} @ client.example");
    expect(find(spf("redirect=%{d1}", label), "192.0.2.1")).toBe("permerror 1/0 redirect=%{d1} @ client.example");
  });

  test("messages from other names, or from this one in a form of its own", () => {
    const zone = spf("ip4:192.0.2.1 -all", { "TXT other.example": ["v=spf1 ip4:192.0.2.2 -all"] });
    const check = (query: { readonly mailFrom?: string; readonly helo?: string }): string =>
      say(checkCompiled(compile(zone), { ip: "192.0.2.2", ...query }, lookUpIn(zone)));
    expect(check({ mailFrom: "x@client.example" })).toBe("fail 0/0 -all @ client.example");
    expect(check({ mailFrom: "<x@Client.Example.>" })).toBe("fail 0/0 -all @ client.example");
    expect(check({ mailFrom: "x@other.example", helo: "client.example" })).toBe(
      "pass 0/0 ip4:192.0.2.2 @ other.example",
    );
    expect(check({ mailFrom: "x@sub.client.example@other.example" })).toBe("pass 0/0 ip4:192.0.2.2 @ other.example");
    expect(check({ mailFrom: "", helo: "client.example" })).toBe("fail 0/0 -all @ client.example");
  });
});
