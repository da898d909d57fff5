import { assertEquals } from "../support/assert.ts";
import { startRecorder } from "./recorder.ts";

async function exchange(host: string, text: string): Promise<string> {
  const connection = await Deno.connect({
    hostname: "127.0.0.1",
    port: Number(host.split(":")[1]),
  });
  await connection.write(new TextEncoder().encode(text));
  const answer = await new Response(connection.readable).text();
  return answer;
}

Deno.test("startRecorder() records a request as sent and answers from the script", async () => {
  const recorder = startRecorder({
    replies: [{ status: 201, json: { url: "{S}" }, headers: { Connection: "close" } }],
    fill: (text) => text.replace("{S}", "here"),
  });
  try {
    const answer = await exchange(
      recorder.hosts["S"] ?? "",
      "POST /a?b=c HTTP/1.1\r\nX-One:1\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n",
    );
    assertEquals(
      answer,
      "HTTP/1.1 201 Reason\r\nConnection: close\r\nContent-Type: application/json\r\n" +
        'Content-Length: 14\r\n\r\n{"url":"here"}',
    );
    const [request] = recorder.requests;
    assertEquals({ ...request, atMs: 0 }, {
      server: "S",
      connection: 1,
      method: "POST",
      target: "/a?b=c",
      headers: [["X-One", "1"], ["Transfer-Encoding", "chunked"]],
      body: "abc",
      atMs: 0,
    });
  } finally {
    recorder.close();
  }
});

Deno.test("startRecorder() refuses tunnels, whatever the script", async () => {
  const recorder = startRecorder({ replies: [{ json: [] }], fill: (text) => text });
  try {
    const answer = await exchange(
      recorder.hosts["S2"] ?? "",
      "CONNECT example.com:443 HTTP/1.1\r\n\r\n",
    );
    assertEquals(answer.split("\r\n")[0], "HTTP/1.1 403 Reason");
    assertEquals(recorder.requests.map(({ server, target }) => `${server} ${target}`), [
      "S2 example.com:443",
    ]);
  } finally {
    recorder.close();
  }
});

Deno.test("startRecorder() hangs up when told so", async () => {
  const recorder = startRecorder({ replies: [{ hangUp: true }], fill: (text) => text });
  try {
    assertEquals(await exchange(recorder.hosts["S"] ?? "", "GET / HTTP/1.1\r\n\r\n"), "");
    assertEquals(recorder.requests.length, 1);
  } finally {
    recorder.close();
  }
});

Deno.test("startRecorder() speaks SOCKS 5 and then takes requests", async () => {
  const recorder = startRecorder({
    replies: [{ json: [], headers: { Connection: "close" } }],
    fill: (text) => text,
  });
  try {
    const port = Number(recorder.hosts["SOCKS"]?.split(":")[1]);
    const connection = await Deno.connect({ hostname: "127.0.0.1", port });
    const bytes = new Uint8Array(16);
    const say = async (...words: number[]) => {
      await connection.write(Uint8Array.from(words));
      return [...bytes.subarray(0, await connection.read(bytes) ?? 0)];
    };
    assertEquals(await say(5, 2, 0, 2), [5, 2]);
    assertEquals(await say(1, 1, 117, 1, 112), [1, 0]);
    assertEquals(await say(5, 1, 0, 3, 1, 104, 0, 80), [5, 0, 0, 1, 0, 0, 0, 0, 0, 0]);
    await connection.write(new TextEncoder().encode("GET / HTTP/1.1\r\n\r\n"));
    await new Response(connection.readable).text();
    assertEquals(recorder.requests.map(({ method, target }) => `${method} ${target}`), [
      "SOCKS5 u:p@h:80",
      "GET /",
    ]);
  } finally {
    recorder.close();
  }
});
