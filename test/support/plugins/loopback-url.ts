/** Where a stand-in may talk to: a fake on this machine, whatever the environment of whoever runs the tests says. */
export function loopbackUrl(variable: string): string {
  const text = process.env[variable];
  if (text === undefined) throw new Error(`${variable} is not set; the stand-in talks to a fake only.`);
  if (new URL(text).hostname !== "127.0.0.1") throw new Error(`${variable} is not on loopback: ${text}`);
  return text;
}
