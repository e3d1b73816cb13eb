/** The spec of a parked domain. */
import { zoneIdOf } from "../../support/cli.ts";

export function parkedText(domain: string): string {
  return `import { cloudflare, parked } from "#mailwright";

export default parked({
  domain: "${domain}",
  host: cloudflare({ zoneId: "${zoneIdOf(domain)}" }),
});
`;
}
