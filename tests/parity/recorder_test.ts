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
