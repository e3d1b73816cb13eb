/**
 * Whether an address passes SPF for a name under a plan: by the compiled record wherever that knows, since evidence has
 * thousands of addresses a domain and a fleet a thousand domains; else as the evaluator says.
 */
import type { LookUp } from "../../dns/dns-lock.ts";
import { ownerNameFault } from "../../dns/owner-name.ts";
import { checkLocked } from "../../spf/check-locked.ts";
import { compileSpf, type CompiledRange } from "../../spf/compile.ts";
import { rangeFinder } from "../../spf/find-range.ts";
import { spfTree, type SpfNode } from "../../spf/spf-tree.ts";

/** Undefined where the look-ups do not tell, or the message's other parts decide. */
export type SpfJudge = (name: string, ip: string) => boolean | undefined;

export function spfJudge(lookUp: LookUp): SpfJudge {
  const judges = new Map<string, (ip: string) => boolean | undefined>();
  return (name, ip) => {
    let judge = judges.get(name);
    if (judge === undefined) judges.set(name, (judge = judgeOf(name, lookUp)));
    return judge(ip);
  };
}

function judgeOf(name: string, lookUp: LookUp): (ip: string) => boolean | undefined {
  const tree = spfTree(name, lookUp);
  const find = rangeFinder<CompiledRange>(compileSpf(tree).ranges);
  // The evaluator reads other texts as another name than the tree does.
  const isSettled = ownerNameFault(name) === undefined && settles(tree);
  const evaluated = new Map<string, boolean | undefined>();
  const evaluate = (ip: string): boolean | undefined => {
    if (evaluated.has(ip)) return evaluated.get(ip);
    const { result, missing } = checkLocked({ ip, mailFrom: `postmaster@${name}` }, lookUp);
    const passes = missing.length > 0 ? undefined : result === "pass";
    evaluated.set(ip, passes);
    return passes;
  };
  return ip => {
    const range = find(ip);
    if (range === undefined) return evaluate(ip);
    const { match } = range;
    if (match === undefined) return isSettled ? undefined : evaluate(ip);
    return match.result === "temperror" ? undefined : match.result === "pass";
  };
}

/**
 * Whether nothing in the tree hangs on the message: where the compiled record then has no outcome, the evaluator would have
 * to ask for what nobody knows, whoever the client is.
 */
function settles(tree: SpfNode): boolean {
  const seen = new Set<SpfNode>();
  const isSettled = (node: SpfNode): boolean => {
    if (seen.has(node)) return true;
    seen.add(node);
    return (
      node.state !== "deep" &&
      node.terms.every(
        ({ dynamic, exchanges, missing, child }) =>
          !dynamic &&
          // Of several exchanges, one that is known may match before another is asked for.
          !(exchanges !== undefined && missing.length > 0) &&
          (child === undefined || isSettled(child)),
      )
    );
  };
  return isSettled(tree);
}
