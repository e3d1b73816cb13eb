/** check_host() over a resolver that has to be waited for (RFC 7208 §4). */
import type { Answer, Resolver } from "../dns/resolver.ts";
import { evaluate, type SpfOutcome, type SpfQuery } from "./evaluate.ts";
import { outOfTime, type Question } from "./evaluation.ts";

export interface CheckHostInput extends SpfQuery {
  readonly resolver: Resolver;
  /**
   * Ends the evaluation with temperror once it is aborted: RFC 7208 §4.6.4 asks for a limit of at least 20 seconds, such as
   * `AbortSignal.timeout(20_000)`.
   */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Evaluates SPF for one message: `ip` is the client's address, `mailFrom` the reverse-path (empty for a null one), `helo` the
 * HELO name, `receiver` the name of the host that checks. Never throws for what stands in the DNS or in the message; a
 * resolver that throws counts as an answer that could not be had.
 */
export async function checkHost({ resolver, signal, ...query }: CheckHostInput): Promise<SpfOutcome> {
  const evaluation = evaluate(query);
  const { ended, forget } = abortion(signal);
  try {
    let step = evaluation.next();
    while (!step.done) {
      // oxlint-disable-next-line no-await-in-loop -- each question depends on the answer before it (RFC 7208 §4.6.2)
      const answer = await Promise.race([...ended, ask(resolver, step.value)]);
      step = answer === outOfTime ? evaluation.throw(outOfTime) : evaluation.next(answer);
    }
    return step.value;
  } finally {
    forget();
  }
}

async function ask(resolver: Resolver, { type, name }: Question): Promise<Answer<unknown>> {
  try {
    return await resolver[type](name);
  } catch {
    return { status: "servfail" };
  }
}

interface Abortion {
  /** A promise for the end of the time; none without a signal. */
  readonly ended: readonly Promise<typeof outOfTime>[];
  /** Leaves nothing behind at a signal that outlives the evaluation. */
  readonly forget: () => void;
}

function abortion(signal: AbortSignal | undefined): Abortion {
  if (signal === undefined) return { ended: [], forget: () => {} };
  if (signal.aborted) return { ended: [Promise.resolve(outOfTime)], forget: () => {} };
  const { promise, resolve } = Promise.withResolvers<typeof outOfTime>();
  const end = (): void => resolve(outOfTime);
  signal.addEventListener("abort", end, { once: true });
  return { ended: [promise], forget: () => signal.removeEventListener("abort", end) };
}
