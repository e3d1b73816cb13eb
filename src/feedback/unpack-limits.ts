/** How far a feedback file is followed: far beyond what reporters send, far below what hurts. */

export interface UnpackLimits {
  /** Archives and messages around a document, one in the other. */
  readonly depth: number;
  /** How many times its own size a container may unpack to, once it gave more than `freeOctets`. */
  readonly ratio: number;
  readonly freeOctets: number;
  /** What a container may unpack to at all. */
  readonly mostOctets: number;
  /** Members of a zip, and parts of a message, that are looked at. */
  readonly members: number;
  /** The same in all that a file, or a message of a mailbox, holds at any depth. */
  readonly allMembers: number;
  /** Zips and messages are held in memory, with those they are in: together so much. */
  readonly heldOctets: number;
  /** Rejections of a file or mailbox that are told one by one; of the others only the number. */
  readonly rejections: number;
  /** The same of a zip. */
  readonly zipRejections: number;
}

const MB = 1024 * 1024;

/** Feedback of two million rows is 700 MB, and 17 to 150 times smaller when packed; a bomb of zeros is 1,000 times smaller. */
export const UNPACK_LIMITS: UnpackLimits = {
  depth: 4,
  ratio: 250,
  freeOctets: 64 * MB,
  mostOctets: 8192 * MB,
  members: 1_000,
  allMembers: 20_000,
  heldOctets: 100 * MB,
  rejections: 1_000,
  zipRejections: 100,
};
