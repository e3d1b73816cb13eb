/** Some servers say what the plan says and others do not: an old copy on a secondary, or a change on its way. */
import type { NameCause } from "../difference.ts";

export const serversDisagree: NameCause = ({ servers, agreeing }, { live }) => {
  if (agreeing.length === 0) return undefined;
  const serial = (name: string | undefined): number | undefined =>
    live.servers.find(server => server.name === name)?.serial;
  const [here, there] = [serial(servers[0]), serial(agreeing[0])];
  const serials =
    here === undefined || there === undefined || here === there ? "" : ` (serial ${here} here, ${there} there)`;
  return {
    id: "servers-disagree",
    says: `${agreeing.join(", ")} ${agreeing.length === 1 ? "has" : "have"} what is planned, and ${servers.join(", ")} ${servers.length === 1 ? "has" : "have"} another copy of the zone${serials}.`,
    advice: "wait",
    fix: "Wait: after the SOA's refresh time run verify again; when it stays so, look at the zone transfer to that server.",
  };
};
