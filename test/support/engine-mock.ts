/** Pulumi's mock engine, which also keeps what its mocks do not show: parents, dependencies, aliases, replacement. */
import * as pulumi from "@pulumi/pulumi";
import { disconnect, getMonitor } from "@pulumi/pulumi/runtime/settings.js";

export interface Registered {
  readonly type: string;
  readonly name: string;
  readonly inputs: Readonly<Record<string, unknown>>;
  /** Names of the resources it waits for, sorted. */
  readonly dependsOn: readonly string[];
  /** `component of <name>`; undefined at the top. */
  readonly parent: string | undefined;
  readonly aliases: readonly string[];
  readonly deleteBeforeReplace: boolean;
  readonly replaceOnChanges: readonly string[];
  /** Names of the resources its zone id is taken from. */
  readonly zoneFrom: readonly string[];
  /** Id of what is taken over instead of made; "" for none. */
  readonly importId: string;
}

/** The part of a RegisterResourceRequest that is read here. */
interface Request {
  getType(): string;
  getName(): string;
  getParent(): string;
  getDependenciesList(): string[];
  getDeletebeforereplace(): boolean;
  getReplaceonchangesList(): string[];
  getPropertydependenciesMap(): { get(property: string): { getUrnsList(): string[] } | undefined };
  getImportid(): string;
  getAliasesList(): { getUrn(): string; getSpec(): { getName(): string; getType(): string } | undefined }[];
}

/** Runs a program against the mock engine and gives what it registered, in order; a stack is not among them. */
export async function registrations(program: () => Promise<unknown>): Promise<readonly Registered[]> {
  const inputs = new Map<string, Record<string, unknown>>();
  const requests: Request[] = [];
  await pulumi.runtime.setMocks(
    {
      newResource: ({ type, name, inputs: given }) => {
        inputs.set(`${type} ${name}`, given as Record<string, unknown>);
        return { id: `id of ${name}`, state: given as Record<string, unknown> };
      },
      call: () => ({}),
    },
    "mailwright",
    "test",
  );
  const monitor = getMonitor() as unknown as { registerResource: (request: Request, done: unknown) => Promise<void> };
  const register = monitor.registerResource.bind(monitor);
  monitor.registerResource = (request, done) => {
    requests.push(request);
    return register(request, done);
  };
  await pulumi.runtime.runInPulumiStack(async () => {
    await program();
    return {};
  });
  // Registrations go on behind the constructors: this waits for the last.
  await disconnect();
  return requests
    .filter(request => request.getType() !== "pulumi:pulumi:Stack")
    .map(request => ({
      type: request.getType(),
      name: request.getName(),
      inputs: inputs.get(`${request.getType()} ${request.getName()}`) ?? {},
      dependsOn: request.getDependenciesList().map(nameOf).toSorted(),
      parent: parentOf(request.getParent()),
      // Provider classes add aliases of their own for types they once had; those have no name.
      aliases: request.getAliasesList().flatMap(alias => alias.getSpec()?.getName() || []),
      deleteBeforeReplace: request.getDeletebeforereplace(),
      replaceOnChanges: request.getReplaceonchangesList(),
      zoneFrom: (request.getPropertydependenciesMap().get("zoneId")?.getUrnsList() ?? []).map(nameOf),
      importId: request.getImportid(),
    }));
}

/** The last part of a URN; names here hold no `::`. */
function nameOf(urn: string): string {
  return urn.split("::").at(-1) ?? "";
}

function parentOf(urn: string): string | undefined {
  const [, , types = "", name = ""] = urn.split("::");
  return types === "" || types === "pulumi:pulumi:Stack" ? undefined : `component of ${name}`;
}
