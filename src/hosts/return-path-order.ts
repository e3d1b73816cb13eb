/**
 * A return path of its own is an SPF record and an MX, a delegated one is a CNAME that stands alone (RFC 1034 §3.6.2). The CNAME is
 * the SPF record under another type, the MX only goes; these two make the engine delete both before it makes the CNAME.
 */
import type { CustomResourceOptions, Output, Resource } from "@pulumi/pulumi";
import type { DesiredResource } from "./desired-resource.ts";

/**
 * The MX's inputs with its zone taken from the SPF record at the same name. To the engine it then stands on that record and is
 * deleted before that is replaced; a mere `dependsOn` does not do that, and the MX would go after the CNAME has come. Zone files
 * need none of it: their plugin edits a name in one write.
 */
export function inputsStandingOn(
  resource: DesiredResource,
  spf: Resource | undefined,
): Readonly<Record<string, unknown>> {
  if (spf === undefined || resource.host === "zonefile") return { ...resource.inputs };
  const { zoneId } = spf as unknown as { readonly zoneId: Output<string> };
  return { ...resource.inputs, zoneId };
}

/**
 * Route 53's plugin changes a type in place, in one batch, which is best everywhere else; here the API refuses the batch, for the
 * MX is still there. As a replacement it follows the deletion of both.
 */
export function returnPathOptions({
  host,
  inputs,
  roles,
}: DesiredResource): Pick<CustomResourceOptions, "replaceOnChanges"> {
  const isDelegated = inputs.type === "CNAME" && roles.includes("return-path");
  return host === "route53" && isDelegated ? { replaceOnChanges: ["type"] } : {};
}
