/** The record of a zone file as the program declares it. */
import { CustomResource } from "@pulumi/pulumi";
import type { CustomResourceOptions, Input, Output } from "@pulumi/pulumi";

export interface ZonefileRecordArgs {
  /** Folder of the zone files, relative to the program's directory. */
  readonly directory: Input<string>;
  /** Zone, lower case, no trailing dot; its file is `<zone>.zone`. */
  readonly zone: Input<string>;
  /** Absolute owner name, lower case, no trailing dot. */
  readonly name: Input<string>;
  readonly type: Input<"TXT" | "CNAME" | "MX">;
  /** Seconds. */
  readonly ttl: Input<number>;
  /** TXT: the logical string; CNAME: the target; MX: `preference exchange`. */
  readonly content: Input<string>;
  /** Logical name, written behind the record as its ownership mark. */
  readonly label: Input<string>;
}

/** One record in a zone file (RFC 1035 §5), kept by the plugin in this folder. */
export class ZonefileRecord extends CustomResource {
  // `declare`: a class field would overwrite what super() set.
  declare readonly directory: Output<string>;
  declare readonly zone: Output<string>;
  declare readonly name: Output<string>;
  declare readonly type: Output<string>;
  declare readonly ttl: Output<number>;
  declare readonly content: Output<string>;
  declare readonly label: Output<string>;

  constructor(name: string, args: ZonefileRecordArgs, options?: CustomResourceOptions) {
    super("zonefile:index:Record", name, { ...args }, options);
  }
}
