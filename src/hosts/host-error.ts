/** A DNS host that could not be read: one sentence that says why and what to do. */
export class HostError extends Error {}
