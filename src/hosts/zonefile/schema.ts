/** The provider's package schema: enough for the engine to know the one resource and the one setting. */

export const PROVIDER_NAME = "zonefile";
export const PROVIDER_VERSION = "0.1.0";
export const RECORD_TOKEN = "zonefile:index:Record";

const inputs = {
  directory: { type: "string", description: "Folder of the zone files, relative to the program's directory." },
  zone: { type: "string", description: "Zone, lower case, no trailing dot; its file is <zone>.zone." },
  name: { type: "string", description: "Absolute owner name, lower case, no trailing dot." },
  type: { type: "string", description: "TXT, CNAME or MX." },
  ttl: { type: "integer", description: "Seconds." },
  content: {
    type: "string",
    description: "TXT: the string, not quoted, not split; CNAME: the target; MX: preference and host.",
  },
  label: { type: "string", description: "Logical name, written behind the record as its ownership mark." },
};

const config = {
  directory: { type: "string", description: "Folder that an import looks into when its id names none." },
};

export function providerSchema(): string {
  return JSON.stringify({
    name: PROVIDER_NAME,
    version: PROVIDER_VERSION,
    description: "DNS records in RFC 1035 zone files.",
    config: { variables: config },
    provider: { inputProperties: config },
    resources: {
      [RECORD_TOKEN]: {
        inputProperties: inputs,
        requiredInputs: Object.keys(inputs),
        properties: {
          ...inputs,
          marked: { type: "boolean", description: "False once somebody cut the mark off." },
        },
        required: Object.keys(inputs),
      },
    },
  });
}
