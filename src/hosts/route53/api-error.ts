/** Failures of Route 53's API in one sentence each. */
import { HostError } from "../host-error.ts";

/** What the client throws, told by its parts: the client itself is loaded only when it is used. */
interface ApiFailure {
  readonly name?: string;
  readonly message?: string;
  /** Of a failure below HTTP. */
  readonly code?: string;
  readonly $metadata?: { readonly httpStatusCode?: number };
}

/** `what` was asked for: `the zone client.example`. A failure that is none of the API's stays as it is. */
export function route53Error(error: unknown, what: string): unknown {
  if (error instanceof HostError || typeof error !== "object" || error === null) return error;
  const { name = "", message = "", code, $metadata } = error as ApiFailure;
  const said = message.replace(/[.\s]+$/, "").split("\n")[0] ?? "";
  switch (name) {
    case "CredentialsProviderError":
    case "TokenProviderError":
      return new HostError(
        `There are no AWS credentials for Route 53 (${said}): set AWS_PROFILE or the other AWS_* variables.`,
      );
    case "AccessDenied":
    case "AccessDeniedException":
      return new HostError(`The AWS credentials may not read ${what}: ${said}.`);
    case "InvalidClientTokenId":
    case "UnrecognizedClientException":
    case "SignatureDoesNotMatch":
    case "ExpiredToken":
    case "ExpiredTokenException":
      return new HostError(`AWS does not take the credentials: ${said}.`);
    case "NoSuchHostedZone":
      return new HostError(`Route 53 has no such thing as ${what}: ${said}.`);
    case "Throttling":
    case "ThrottlingException":
    case "PriorRequestNotComplete":
      return new HostError(
        `Route 53 still refuses to answer for ${what} after several waits (${said}): try again later.`,
      );
  }
  if ($metadata?.httpStatusCode !== undefined) {
    return new HostError(`Route 53 answered for ${what} with status ${$metadata.httpStatusCode} (${name}): ${said}.`);
  }
  // The client may wrap what it does not know, and keeps the words.
  const below = code ?? /\b(E[A-Z_]{6,})\b/.exec(message)?.[1] ?? (name === "TimeoutError" ? name : undefined);
  if (below !== undefined) {
    return new HostError(
      `Route 53 could not be reached for ${what} (${below}): check the network and AWS_ENDPOINT_URL_ROUTE_53.`,
    );
  }
  return error;
}
