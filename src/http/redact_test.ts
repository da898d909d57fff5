import { assert, assertEquals } from "../../tests/support/assert.ts";
import { pick, seeded } from "../../tests/support/random.ts";
import { createRedactor, redactShapes } from "./redact.ts";
import { redactCommandLine } from "./redact_command_line.ts";

const HEX = "0123456789abcdefABCDEF0123456789abcdefABCDEF0123456789abcdef0123";
const M = "[REDACTED]";

for (
  const [text, expected] of [
    ["plain text, nothing in it", "plain text, nothing in it"],
    ["token sntrys_abc_def= end", `token ${M} end`],
    ['{"t":"sntryu_abc"}', `{"t":"${M}"}`],
    [`a ${HEX} b`, `a ${M} b`],
    [`a ${HEX.slice(0, 40)} b`, `a ${HEX.slice(0, 40)} b`],
    ["Authorization: Bearer abc", `Authorization: ${M}`],
    ['proxy-authorization: Digest username="a", response="b"', `proxy-authorization: ${M}`],
    ["> Cookie: a=b; c=d\n> Next: 1", `> Cookie: ${M}\n> Next: 1`],
    ["Set-Cookie: sid=1; Path=/", `Set-Cookie: ${M}`],
    ["X-Api-Key: k", `X-Api-Key: ${M}`],
    ['{"Authorization":"Bearer \\"x\\"","b":1}', `{"Authorization":"${M}","b":1}`],
    ['["authorization", "Bearer x"]', `["authorization", "${M}"]`],
    ['{"auth_token": "v", "name": "n"}', `{"auth_token": "${M}", "name": "n"}`],
    ["/x?token=v&a=b", `/x?token=${M}&a=b`],
    ["X-Amz-Signature=v&X=1", `X-Amz-Signature=${M}&X=1`],
    ["sentry_key=k, sentry_secret=s, x", `sentry_key=k, sentry_secret=${M}, x`],
    ["https://public:secret@sentry.io/1", `https://${M}@sentry.io/1`],
    ["see https://public@sentry.io/1", `see https://${M}@sentry.io/1`],
    ["http://u:p@ss@proxy:1/", `http://${M}@proxy:1/`],
    ["http://h/path/@scope/pkg", "http://h/path/@scope/pkg"],
    ["Bearer abcdefghijklmnopqrstuvwx", `Bearer ${M}`],
    ["Basic authentication", "Basic authentication"],
  ] as const
) {
  Deno.test(`redactShapes() masks ${text.slice(0, 40)}`, () => {
    assertEquals(redactShapes(text), expected);
    assertEquals(redactShapes(expected), expected, "masking twice changes nothing");
  });
}

Deno.test("createRedactor() masks a known secret in every spelling", () => {
  const secret = 'p\u00e4ss/w+rd & "x"';
  const { redact } = createRedactor([secret]);
  for (
    const form of [
      secret,
      encodeURIComponent(secret),
      encodeURIComponent(secret).toLowerCase(),
      encodeURIComponent(encodeURIComponent(secret)),
      new URLSearchParams({ a: secret }).toString().slice(2),
      JSON.stringify(secret).slice(1, -1),
      ...["", "a", "ab"].map((before) =>
        btoa(String.fromCharCode(...new TextEncoder().encode(`${before}:${secret}:z`)))
      ),
    ]
  ) {
    const shown = redact(`<${form}>`);
    assert(shown.startsWith("<") && shown.endsWith(">") && shown.includes(M), shown);
    assert(shown.length < 22, shown);
  }
});

Deno.test("createRedactor() learns secrets and joins overlapping ones", () => {
  const redactor = createRedactor(["abcdefgh"]);
  assertEquals(redactor.redact("xyz12345"), "xyz12345");
  redactor.add("efgh5678xyz12345");
  assertEquals(redactor.redact("-abcdefgh5678xyz12345-"), `-${M}-`);
  assertEquals(createRedactor(["aaaaaaaaaa"]).redact("aaaaaaaaaaaaaaaaaaa"), M);
});

Deno.test("createRedactor() leaves texts alone that are too short to be told apart", () => {
  assertEquals(createRedactor(["", "a", "abc"]).redact("abc a"), "abc a");
});

/** Any six characters of the secret in a row that can be read in the text, also decoded. */
function leak(text: string, secret: string): string | undefined {
  const views = [text];
  try {
    views.push(decodeURIComponent(text));
  } catch {
    // not percent-encoded throughout
  }
  for (const run of text.match(/[A-Za-z0-9+/]{8,}/g) ?? []) {
    for (let cut = 0; cut < 4; cut++) {
      const from = run.slice(cut);
      views.push(atob(from.slice(0, from.length - from.length % 4)));
    }
  }
  for (let at = 0; at + 6 <= secret.length; at++) {
    const part = secret.slice(at, at + 6);
    if (views.some((view) => view.includes(part))) return part;
  }
  return undefined;
}

Deno.test("createRedactor() shows no six characters of a secret in generated lines", () => {
  const random = seeded(7);
  const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
  const marks = `${letters}+/=_-.~!@#$%^&*()[]{}<>?:;"'\\| `;
  const textOf = (from: string, length: number) =>
    Array.from({ length }, () => pick(random, [...from])).join("");
  const hex = (length: number) => textOf("0123456789abcdef", length);
  const encoders: readonly ((text: string) => string)[] = [
    (text) => text,
    encodeURIComponent,
    (text) => JSON.stringify(text).slice(1, -1),
    (text) => btoa(text),
    (text) => btoa(`user:${text}`),
    (text) => btoa(`${text}:`),
    (text) => btoa(`{"a":"${text}"}`),
  ];
  // Neighbours that no secret is made of by chance, touching it directly.
  const around = ["", " ", "\n", '"', "'", "=", ":", "/", "?token=", "&", "(", ")", "> X: ", ","];
  for (let n = 0; n < 2000; n++) {
    const known = textOf(pick(random, [letters, marks]), 8 + Math.floor(random() * 40)).trim();
    if (known.length < 8) continue;
    const line = pick(random, around) + pick(random, encoders)(known) + pick(random, around);
    const shown = createRedactor([known]).redact(line);
    assertEquals(leak(shown, known), undefined, `${JSON.stringify(known)} in ${shown}`);
  }
  for (let n = 0; n < 6000; n++) {
    const word = textOf(letters, 20);
    const [secret, line] = pick(random, [
      () => [word, `sntrys_${word}`],
      () => [word, `sntryu_${word}`],
      () => {
        const token = hex(64);
        return [token, token];
      },
      () => [word, `authorization: ${pick(random, ["Bearer ", "Basic ", ""])}${word}`],
      () => [word, `Proxy-Authorization:${word}`],
      () => [word, `https://${word}@sentry.io/1`],
      () => [word, `http://key:${word}@host/`],
      () => [word, `"api_key" : "${word}"`],
      () => [word, `x-api-key: ${word}`],
      () => [word, `Set-Cookie: sid=${word}; HttpOnly`],
      () => [word, `/upload?x=1&X-Amz-Signature=${word}`],
    ])();
    const shown = redactShapes(
      pick(random, ["", "> ", "error: ", '{"a":', "\t"]) + line + pick(random, ["", "\n", " end"]),
    );
    assertEquals(leak(shown, secret ?? ""), undefined, shown);
  }
});

Deno.test("redact() takes time in proportion to long lines", () => {
  const { redact } = createRedactor(["a-known-secret"]);
  const started = performance.now();
  for (const part of ["a", "=", "://", "authorization:", '"token":"', "%2561", "sntry"]) {
    redact(part.repeat(200_000 / part.length));
  }
  assert(performance.now() - started < 5000);
});

for (
  const [words, expected] of [
    [["--auth-token", "abc", "info"], ["--auth-token", M, "info"]],
    [["--auth-token=abc", "info"], [`--auth-token=${M}`, "info"]],
    [["--auth-token="], [`--auth-token=${M}`]],
    [["--api-key", "k"], ["--api-key", M]],
    [["--header", "X-Foo: bar"], ["--header", `X-Foo: ${M}`]],
    [["--header=X-Foo:bar"], [`--header=X-Foo: ${M}`]],
    [["--header", "only-value"], ["--header", M]],
    [["sntrys_a_b", "x"], [M, "x"]],
    [["a=sntryu_b c"], [`a=${M} c`]],
    [['a=sntrys_b"c"'], [`a=${M}`]],
    [[HEX], [M]],
    [["--url", "https://u:p@h/"], ["--url", `https://${M}@h/`]],
    [["releases", "new", "1.0", "--org=acme"], ["releases", "new", "1.0", "--org=acme"]],
  ] as const
) {
  Deno.test(`redactCommandLine() masks ${words.join(" ").slice(0, 40)}`, () => {
    assertEquals(redactCommandLine(words, redactShapes), [...expected]);
  });
}
