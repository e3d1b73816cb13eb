import { expect, test } from "@jest/globals";
import type { LookUp } from "../../src/dns/dns-lock.ts";
import { checkCompiled } from "../../src/spf/check-compiled.ts";
import { checkLocked } from "../../src/spf/check-locked.ts";
import { compileSpf } from "../../src/spf/compile.ts";
import { spfTree } from "../../src/spf/spf-tree.ts";

const lookUp: LookUp = (type, name) =>
  type === "TXT" && name === "d.example"
    ? { status: "ok", records: ["v=spf1 ip4:192.0.2.1 -all"] }
    : { status: "nxdomain", records: [] };

test.each([
  ["§2.4 a reverse-path", { mailFrom: "u@d.example", helo: "h.example" }],
  ["§2.4 a null reverse-path", { mailFrom: "", helo: "d.example" }],
  ["§2.4 no reverse-path", { helo: "d.example" }],
  ["§2.3 a HELO name holds no local-part", { mailFrom: "", helo: "u@d.example" }],
  ["§2.2 a source route", { mailFrom: "@a.example,@d.example:u@b.example" }],
  ["§2.2 a source route to the domain", { mailFrom: "@a.example:u@d.example" }],
  ["§2.2 two @", { mailFrom: "a@b.example@d.example" }],
  ["§4.3 no local-part", { mailFrom: "d.example" }],
  ["§4.3 upper case and a trailing dot", { mailFrom: "u@D.example." }],
  ["§4.3 a literal", { mailFrom: "u@[192.0.2.1]" }],
  ["§11.5.3 a local-part of 64 KB", { mailFrom: `${"u".repeat(65_536)}@d.example` }],
])("%s is read as the evaluator reads it", (_, message) => {
  const compiled = compileSpf(spfTree("d.example", lookUp));
  for (const ip of ["192.0.2.1", "192.0.2.2", "2001:db8::1", "::ffff:192.0.2.1"]) {
    const { result, via } = checkLocked({ ip, ...message }, lookUp);
    expect(checkCompiled(compiled, { ip, ...message }, lookUp)).toMatchObject({ result, via });
  }
});
