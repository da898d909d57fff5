/** A client that says exactly what a test wants, fit for HTTP or not. */

export interface RawConnection {
  send(data: string | Uint8Array): Promise<void>;
  /** Reads on until what has come since the connection began matches. */
  until(pattern: RegExp): Promise<string>;
  /** Reads to the end; gives all that has come. Rejects with `ConnectionReset` on a reset. */
  rest(): Promise<string>;
  /** Says that nothing more comes. */
  closeWrite(): Promise<void>;
  close(): void;
}

export async function rawConnect(port: number): Promise<RawConnection & Disposable> {
  const connection = await Deno.connect({ hostname: "127.0.0.1", port });
  const buffer = new Uint8Array(64 * 1024);
  const decoder = new TextDecoder("latin1");
  let text = "";
  let open = true;
  const close = () => {
    if (open) connection.close();
    open = false;
  };
  const more = async (): Promise<boolean> => {
    const length = await connection.read(buffer);
    if (length === null) return false;
    text += decoder.decode(buffer.subarray(0, length));
    return true;
  };
  return {
    async send(data) {
      const bytes = typeof data === "string" ? new TextEncoder().encode(data) : data;
      for (let at = 0; at < bytes.length;) at += await connection.write(bytes.subarray(at));
    },
    async until(pattern) {
      while (!pattern.test(text)) {
        if (!await more()) throw new Error(`The connection ended after: ${text}`);
      }
      return text;
    },
    async rest() {
      while (await more());
      return text;
    },
    closeWrite: () => connection.closeWrite(),
    close,
    [Symbol.dispose]: close,
  };
}
