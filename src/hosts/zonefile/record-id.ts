/**
 * Ids of zone-file records: `<zone>/<name>/<TYPE>/<label>`. Zone, name and type hold no slash, so the label is all that follows,
 * slashes included: `client.example/client.example/TXT/client.example/TXT/spf`.
 *
 * For an import two parts may be added: `<directory>::` in front, where the provider has no `directory` of its own, and
 * `=<content>` behind, where several unmarked records stand at the name.
 */
import type { RecordType } from "../../dns/rrset.ts";
import { inputFaults } from "./record-inputs.ts";

export interface RecordId {
  readonly zone: string;
  readonly name: string;
  readonly type: RecordType;
  readonly label: string;
  readonly directory?: string | undefined;
  readonly content?: string | undefined;
}

export function formatRecordId(record: Pick<RecordId, "zone" | "name" | "type" | "label">): string {
  return `${record.zone}/${record.name}/${record.type}/${record.label}`;
}

/** Reads an id, with the parts an import may add; throws one sentence when it is none. */
export function parseRecordId(id: string): RecordId {
  const match = /^(?:(.+?)::)?([^/=:]+)\/([^/=:]+)\/([A-Z]+)\/([^=]+)(?:=(.*))?$/s.exec(id);
  if (match !== null) {
    const [, directory, zone = "", name = "", type = "", label = "", content] = match;
    const stand = { directory: directory ?? ".", zone, name, type, ttl: 0, label };
    // The content is the file's own and is judged by comparing only.
    if (inputFaults(stand).every(fault => fault.property === "content")) {
      return { zone, name, type: type as RecordType, label, directory, content };
    }
  }
  throw new Error(
    `${JSON.stringify(id)} is not an id of a zone-file record; write <zone>/<name>/<TYPE>/<label>, such as ` +
      `client.example/_dmarc.client.example/TXT/_dmarc.client.example/TXT/dmarc.`,
  );
}
