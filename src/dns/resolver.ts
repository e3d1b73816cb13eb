/** Every DNS look-up in the core goes through this interface; names come without trailing dot, lower case. */
export type Answer<T> =
  | { readonly status: "ok"; readonly records: T[] }
  | { readonly status: "nxdomain" | "nodata" | "servfail" | "timeout" };

export interface Resolver {
  a(name: string): Promise<Answer<string>>;
  aaaa(name: string): Promise<Answer<string>>;
  ptr(reverseName: string): Promise<Answer<string>>;
  mx(name: string): Promise<Answer<{ preference: number; exchange: string }>>;
  /** One string a record, its character strings already joined. */
  txt(name: string): Promise<Answer<string>>;
  cname(name: string): Promise<Answer<string>>;
}
