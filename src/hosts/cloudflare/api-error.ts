/** Failures of Cloudflare's API in one sentence each. */
import { HostError } from "../host-error.ts";

/** What the client throws, told by its parts: the client itself is loaded only when it is used. */
interface ApiFailure {
  readonly status?: number | undefined;
  readonly errors?: readonly { readonly code?: number; readonly message?: string }[];
  readonly cause?: unknown;
}

/** `what` was asked for: `the zone client.example`. A failure that is none of the API's stays as it is. */
export function cloudflareError(error: unknown, what: string): unknown {
  if (error instanceof HostError || typeof error !== "object" || error === null || !("status" in error)) return error;
  const { status, errors = [], cause } = error as ApiFailure;
  const said = errors.map(({ code, message }) => `${message ?? "no message"} (${code ?? "no code"})`).join("; ");
  return new HostError(sentence(status, said === "" ? "no reason given" : said, what, cause));
}

function sentence(status: number | undefined, said: string, what: string, cause: unknown): string {
  if (status === undefined) {
    const why = cause === undefined ? "" : ` (${deepest(cause as Failure)})`;
    return `Cloudflare could not be reached for ${what}${why}: check the network, and CLOUDFLARE_BASE_URL if it is set.`;
  }
  if (status === 401 || (status === 400 && /authorization|token/i.test(said)))
    return `Cloudflare does not know the token in CLOUDFLARE_API_TOKEN: ${said}.`;
  if (status === 403)
    return `The token in CLOUDFLARE_API_TOKEN may not read ${what}: ${said}; it needs Zone Read and DNS Read on it.`;
  if (status === 404) return `Cloudflare has no such thing as ${what}: ${said}.`;
  if (status === 429)
    return `Cloudflare still refuses to answer for ${what} after several waits: too many calls; try again in five minutes.`;
  return `Cloudflare answered for ${what} with status ${status}: ${said}.`;
}

interface Failure {
  readonly message?: string;
  readonly code?: string;
  readonly cause?: Failure;
}

function deepest({ message, code, cause }: Failure): string {
  return cause === undefined ? (code ?? message ?? "no reason given") : deepest(cause);
}
