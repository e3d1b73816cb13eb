/** The addresses a plan lets each declared source send from, as questions: is this one of them? */
import type { DnsLock, LookUp } from "../dns/dns-lock.ts";
import type { DeclaredSource } from "../plan/declared-sources.ts";
import type { DomainPlan } from "../plan/domain-plan.ts";
import { planLookUp } from "../plan/plan-look-up.ts";
import { checkLocked } from "../spf/check-locked.ts";
import { compileSpf, type CompiledSpf } from "../spf/compile.ts";
import { reachedNodes } from "../spf/reached-nodes.ts";
import { spfTree, type SpfNode } from "../spf/spf-tree.ts";

/**
 * `own`: an address or host that the client answers for; `inside`: one of a vendor, whose other clients send from there too;
 * `unknown`: the lock does not say.
 */
export type Standing = "own" | "inside" | "outside" | "unknown";

/** What one source may send from when one name is in MAIL FROM. */
export interface SendingRange {
  readonly source: DeclaredSource;
  /** The name whose SPF record lets it. */
  readonly name: string;
  /** Compiles when it is first asked. */
  readonly standing: (ip: string) => Standing;
}

/** In the order of the SPF records and their terms, then the return paths whose record is the vendor's. */
export function sendingRanges(plan: DomainPlan, lock: DnsLock): readonly SendingRange[] {
  const lookUp = planLookUp(plan.rrsets, lock);
  const declared = new Map(plan.declared.map(source => [source.path, source]));
  const published = new Set(plan.spf.map(({ name }) => name));
  const redirect = declared.get("spf.redirect");
  return [
    ...plan.spf.flatMap(({ name, source: text, parts }) => {
      const target = name === plan.domain ? /\sredirect=\S+/i.exec(text)?.[0].trim() : undefined;
      const rest = target === undefined ? [] : [{ source: redirect, terms: [target] }];
      return [...parts.map(({ path, terms }) => ({ source: declared.get(path), terms })), ...rest].flatMap(
        ({ source, terms }): readonly SendingRange[] =>
          source === undefined ? [] : [{ source, name, standing: standingAt(name, source, only(name, terms, lookUp)) }],
      );
    }),
    ...plan.declared.flatMap(source =>
      source.returnPaths
        .filter(name => !published.has(name))
        .map((name): SendingRange => ({ source, name, standing: standingAt(name, source, lookUp) })),
    ),
  ];
}

/**
 * The name as if these terms were all of its record: each source has the ten look-ups of RFC 7208 §4.6.4 to itself, since
 * together they may need flattening to have room.
 */
function only(name: string, terms: readonly string[], lookUp: LookUp): LookUp {
  const answer = { status: "ok", records: [`v=spf1 ${terms.join(" ")}`] } as const;
  return (type, at) => (type === "TXT" && at === name ? answer : lookUp(type, at));
}

function standingAt(name: string, source: DeclaredSource, lookUp: LookUp): SendingRange["standing"] {
  const isClients = source.service === undefined || source.service === "own-server";
  let record: { readonly compiled: CompiledSpf; readonly evaluate: boolean } | undefined;
  return ip => {
    record ??= compiledOf(spfTree(name, lookUp));
    const { compiled, evaluate } = record;
    const query = { ip, mailFrom: `postmaster@${name}` };
    const found = compiled.find(ip) ?? (evaluate ? checkLocked(query, lookUp) : undefined);
    switch (found?.result) {
      case "pass":
        return isClients && found.via.length === 1 && namesAddress(found.mechanism) ? "own" : "inside";
      case "fail":
      case "softfail":
      case "neutral":
        return "outside";
      default:
        return "unknown";
    }
  };
}

/** `evaluate`: where the compiled record says nothing, the evaluator may; else only because the lock lacks a name. */
function compiledOf(tree: SpfNode): { readonly compiled: CompiledSpf; readonly evaluate: boolean } {
  const evaluate = reachedNodes(tree).some(
    ({ node: { state, terms } }) => state === "loop" || state === "deep" || terms.some(({ dynamic }) => dynamic),
  );
  return { compiled: compileSpf(tree), evaluate };
}

/** RFC 7208 §5.3, §5.6. Not `mx`: mail is often received by a vendor. */
function namesAddress(mechanism = ""): boolean {
  return /^\+?(ip4|ip6|a(?=[:/]|$))/i.test(mechanism);
}
