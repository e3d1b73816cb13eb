/** The resolver interface over name servers of the system's, or over one that a person names. */
import { asAnswer } from "../../dns/dns-lock.ts";
import type { Answer, Resolver } from "../../dns/resolver.ts";
import { askServers, type AskedType, type Patience } from "./ask-servers.ts";

/** Names as `askServers` takes them: lower case, without trailing dot. */
export function systemResolver(servers: readonly string[], patience?: Patience): Resolver {
  const ask = askServers(servers, patience);
  const strings = async (type: AskedType, name: string): Promise<Answer<string>> => {
    const asked = await ask(type, name);
    return asked.status === "ok" ? { status: "ok", records: [...asked.records] } : { status: asked.status };
  };
  return {
    a: name => strings("A", name),
    aaaa: name => strings("AAAA", name),
    ptr: name => strings("PTR", name),
    txt: name => strings("TXT", name),
    cname: name => strings("CNAME", name),
    mx: async name => {
      const answer = await strings("MX", name);
      return (
        answer.status === "ok" ? asAnswer("MX", { ...answer, status: "ok" }) : { status: answer.status }
      ) as Answer<{ preference: number; exchange: string }>;
    },
  };
}
