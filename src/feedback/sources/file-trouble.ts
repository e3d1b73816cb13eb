/** Why a file cannot be read, as one sentence. */

const sentences: Readonly<Record<string, string>> = {
  ENOENT: "It does not exist.",
  ENOTDIR: "It does not exist.",
  EACCES: "It may not be read (permission denied).",
  EPERM: "It may not be read (permission denied).",
  ELOOP: "It is a link that leads to itself.",
  EISDIR: "It is a folder.",
  ENAMETOOLONG: "Its name is too long.",
};

export function fileTrouble(error: unknown): string {
  const code = (error as NodeJS.ErrnoException).code ?? "no code";
  return sentences[code] ?? `It cannot be read (${code}).`;
}
