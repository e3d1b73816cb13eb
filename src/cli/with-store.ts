/** A store for as long as a command needs it; what is wrong with it is said in a sentence. */
import type { OpenedStore } from "../feedback/store/open-store.ts";
import { StoreError } from "../feedback/store/store-error.ts";
import { CannotRun } from "./cannot-run.ts";

/** Throws CannotRun where the store cannot be used. It is closed in any case. */
export async function withStore<T>(
  open: () => Promise<OpenedStore>,
  use: (store: OpenedStore) => Promise<T>,
): Promise<T> {
  try {
    const store = await open();
    try {
      return await use(store);
    } finally {
      store.close();
    }
  } catch (error) {
    throw error instanceof StoreError ? new CannotRun(error.message) : error;
  }
}
