/** Servers on the loopback interface that git fetches from. */

export interface GitServer extends AsyncDisposable {
  /** The address of the repository. */
  readonly url: string;
  /** How many fetches began. */
  readonly fetches: () => number;
}

/** The repository over smart HTTP: `git http-backend` behind a server of ours (git-http-backend(1)). */
export function serveOverHttp(repository: string): GitServer {
  let fetches = 0;
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, async (request) => {
    const url = new URL(request.url);
    if (url.searchParams.get("service") === "git-upload-pack") fetches++;
    const body = new Uint8Array(await request.arrayBuffer());
    const child = new Deno.Command("git", {
      args: ["http-backend"],
      clearEnv: true,
      env: {
        PATH: Deno.env.get("PATH") ?? "",
        GIT_PROJECT_ROOT: repository,
        GIT_HTTP_EXPORT_ALL: "1",
        GIT_CONFIG_NOSYSTEM: "1",
        GIT_CONFIG_GLOBAL: "/dev/null",
        PATH_INFO: url.pathname,
        QUERY_STRING: url.search.slice(1),
        REQUEST_METHOD: request.method,
        CONTENT_TYPE: request.headers.get("content-type") ?? "",
        CONTENT_LENGTH: String(body.length),
        HTTP_CONTENT_ENCODING: request.headers.get("content-encoding") ?? "",
        GIT_PROTOCOL: request.headers.get("git-protocol") ?? "",
      },
      stdin: "piped",
      stdout: "piped",
      stderr: "null",
    }).spawn();
    const writer = child.stdin.getWriter();
    await writer.write(body);
    await writer.close();
    return toResponse((await child.output()).stdout);
  });
  return {
    url: `http://127.0.0.1:${server.addr.port}/`,
    fetches: () => fetches,
    [Symbol.asyncDispose]: () => server.shutdown(),
  };
}

/** What a CGI program prints (RFC 3875, 6). */
function toResponse(printed: Uint8Array<ArrayBuffer>): Response {
  const text = new TextDecoder("latin1").decode(printed);
  const end = text.indexOf("\r\n\r\n");
  const headers = new Headers();
  let status = 200;
  for (const line of text.slice(0, end).split("\r\n")) {
    const [, name = "", value = ""] = /^([^:]+): *(.*)$/.exec(line) ?? [];
    if (name === "Status") status = Number.parseInt(value);
    else headers.set(name, value);
  }
  return new Response(printed.subarray(end + 4), { status, headers });
}

/** The repository over git's own protocol: `git daemon`. */
export async function serveByDaemon(repository: string): Promise<GitServer> {
  for (let attempt = 0; attempt < 5; attempt++) {
    const port = freePort();
    const child = new Deno.Command("git", {
      args: [
        ...["daemon", "--verbose", "--export-all", "--listen=127.0.0.1", `--port=${port}`],
        ...["--reuseaddr", `--base-path=${repository}`, repository],
      ],
      clearEnv: true,
      env: { PATH: Deno.env.get("PATH") ?? "", GIT_CONFIG_GLOBAL: "/dev/null" },
      stdin: "null",
      stdout: "null",
      stderr: "piped",
    }).spawn();
    const reader = child.stderr.pipeThrough(new TextDecoderStream()).getReader();
    let said = "";
    const more = async () => {
      const { value } = await reader.read();
      said += value ?? "";
      return value !== undefined;
    };
    while (!said.includes("Ready to rumble") && await more());
    if (!said.includes("Ready to rumble")) {
      await child.status; // somebody else was faster to take the port
      continue;
    }
    const reading = (async () =>
      void await (async () => {
        while (await more());
      })())();
    return {
      url: `git://127.0.0.1:${port}/`,
      fetches: () => said.split("Request upload-pack").length - 1,
      async [Symbol.asyncDispose]() {
        child.kill("SIGTERM");
        await child.status;
        await reading;
      },
    };
  }
  throw new Error("git daemon does not start");
}

function freePort(): number {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = listener.addr;
  listener.close();
  return port;
}
