/** Failures of Route 53's API in one sentence each. */
import { HostError } from "../host-error.ts";

/** `what` was asked for: `the zone client.example`. A failure that is none of the API's stays as it is. */
export function route53Error(error: unknown, what: string): unknown {
  if (error instanceof HostError || !(error instanceof Error)) return error;
  const said = error.message.replace(/[.\s]+$/, "").split("\n")[0] ?? "";
  switch (error.name) {
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
  const { $metadata, code } = error as Error & {
    readonly $metadata?: { readonly httpStatusCode?: number };
    readonly code?: string;
  };
  if ($metadata?.httpStatusCode !== undefined) {
    return new HostError(
      `Route 53 answered for ${what} with status ${$metadata.httpStatusCode} (${error.name}): ${said}.`,
    );
  }
  if (code !== undefined || error.name === "TimeoutError") {
    return new HostError(
      `Route 53 could not be reached for ${what} (${code ?? error.name}): check the network and AWS_ENDPOINT_URL_ROUTE_53.`,
    );
  }
  return error;
}
