/** Questions to servers that have gone silent are not waited for one by one. */
import type { AskServers } from "./ask-servers.ts";

/** So many questions in a row without any answer, and the network or the server is gone; sooner when none ever came. */
const MAX_SILENT = 200;
const MAX_SILENT_AT_FIRST = 50;

/** Asks as `ask` does, until nobody answers any more. */
export function givingUp(ask: AskServers): AskServers {
  let silent = 0;
  let answered = false;
  return async (type, name) => {
    if (silent >= (answered ? MAX_SILENT : MAX_SILENT_AT_FIRST)) {
      return { status: "timeout", reason: `not asked, after ${silent} questions in a row without an answer` };
    }
    const asked = await ask(type, name);
    silent = asked.status === "timeout" ? silent + 1 : 0;
    answered ||= asked.status !== "timeout";
    return asked;
  };
}
