/** One use of a service with what it must contribute, and one that its schema must refuse. */
import type { ServiceUse } from "../../src/services/service.ts";

export interface ServiceCase {
  readonly name: string;
  readonly use: ServiceUse;
  /** Sending domain; client.example where it does not matter. */
  readonly at?: string;
  /** As `summary` gives it. */
  readonly expected: object;
}

export interface Refusal {
  readonly name: string;
  readonly use: ServiceUse;
  /** How the first message starts: path, then what was expected. */
  readonly message: string;
  /** How many messages there are; one where nothing is said. */
  readonly count?: number;
}
