/** What a file of this folder exports: the function a spec calls, which carries the service's definition with it. */
import type { z } from "zod";
import type { Contribution, SendingDomain, Service, ServiceUse } from "./service.ts";

/** A service as its file writes it: the types of the options follow from their schema. */
export interface ServiceDefinition<Schema extends z.ZodType> extends Omit<
  Service<z.output<Schema>>,
  "options" | "contribute"
> {
  readonly options: Schema;
  contribute(options: z.output<Schema>, at: SendingDomain): Contribution;
}

/** The function a spec calls: `sendgrid({ … })`; without arguments where no option is needed. */
export type ServiceFunction<Options> = ({} extends Options
  ? (options?: Options) => ServiceUse
  : (options: Options) => ServiceUse) & {
  readonly service: Service;
};

/** Makes the function; what it returns is plain data, checked later against the schema. */
export function defineService<Schema extends z.ZodType>(
  definition: ServiceDefinition<Schema>,
): ServiceFunction<z.input<Schema>> {
  const use = (options: unknown = {}): ServiceUse => ({ service: definition.id, options });
  return Object.assign(use, { service: definition as Service }) as ServiceFunction<z.input<Schema>>;
}
