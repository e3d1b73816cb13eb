/** A new key pair for DKIM. */
import { generateKeyPairSync } from "node:crypto";

export interface KeyPair {
  /** PEM PUBLIC KEY. */
  readonly publicPem: string;
  /** PEM PRIVATE KEY (PKCS#8), which every signer reads. For the key's file alone. */
  readonly privatePem: string;
}

export type MakeKeyPair = (type: "rsa" | "ed25519", bits: number) => KeyPair;

export const makeKeyPair: MakeKeyPair = (type, bits) => {
  const { publicKey, privateKey } =
    type === "rsa" ? generateKeyPairSync("rsa", { modulusLength: bits }) : generateKeyPairSync("ed25519");
  return {
    publicPem: publicKey.export({ type: "spki", format: "pem" }).toString(),
    privatePem: privateKey.export({ type: "pkcs8", format: "pem" }).toString(),
  };
};
