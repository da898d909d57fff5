import { assertEquals } from "../../tests/support/assert.ts";
import { readToken } from "./auth_token.ts";

/** Base64 of the bytes 0 to 31, without padding. */
const SECRET = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8";
const HEX = "0123456789abcdefABCDEF".repeat(3).slice(0, 64);

function base64(text: string): string {
  return btoa(String.fromCharCode(...new TextEncoder().encode(text)));
}

/** An organization token around a payload. */
function token(payload: string, secret = SECRET): string {
  return `sntrys_${base64(payload)}_${secret}`;
}

const unknown = { kind: "unknown", org: undefined, url: undefined } as const;
const org = (url: string | undefined) => ({ kind: "org", org: "tok", url }) as const;

// The reference was asked about each of these: does it know the format?
const TOKENS: readonly (readonly [name: string, token: string, expected: unknown])[] = [
  ["an organization token", token('{"org":"tok","url":"http://s"}'), org("http://s")],
  [
    "further keys",
    token('{"iat":1,"region_url":"x","org":"tok","url":"http://s"}'),
    org("http://s"),
  ],
  ["null as address", token('{"org":"tok","url":null}'), org(undefined)],
  ["an empty address", token('{"org":"tok","url":""}'), org(undefined)],
  ["a pair in place of an object", token('["tok","http://s"]'), org("http://s")],
  ["white space around the payload", token(' {"org":"tok","url":null}\n'), org(undefined)],
  ["repeated other keys", token('{"org":"tok","url":null,"x":1,"x":2}'), org(undefined)],
  [
    "repeated keys deeper down",
    token('{"org":"tok","url":null,"x":{"org":1,"org":2}}'),
    org(undefined),
  ],
  ["non-ASCII in the payload", token('{"org":"tok","url":null,"n":"é€😀"}'), org(undefined)],
  ["a key in a text", token('{"org":"tok","url":null,"x":"\\"org\\":"}'), org(undefined)],
  ["no address key", token('{"org":"tok"}'), unknown],
  ["no organization", token('{"url":null}'), unknown],
  ["a number as organization", token('{"org":1,"url":null}'), unknown],
  ["a number as address", token('{"org":"tok","url":1}'), unknown],
  ["half a character", token('{"org":"\\ud800","url":null}'), unknown],
  ["a repeated organization", token('{"org":"tok","url":null,"org":"tok"}'), unknown],
  ["a repeated key in disguise", token('{"org":"tok","url":null,"\\u006frg":"b"}'), unknown],
  ["junk after the payload", token('{"org":"tok","url":null} x'), unknown],
  ["a triple", token('["tok",null,1]'), unknown],
  ["no JSON", token("tok"), unknown],
  ["null", token("null"), unknown],
  ["an empty payload", `sntrys__${SECRET}`, unknown],
  ["bytes that are not UTF-8", `sntrys_${btoa("\xff")}_${SECRET}`, unknown],
  ["no padding", token('{"org":"tok","url":null}x').replace(/=+_/, "_"), unknown],
  ["a padded secret", token('{"org":"tok","url":null}', `${SECRET}=`), unknown],
  ["a short secret", token('{"org":"tok","url":null}', SECRET.slice(1)), unknown],
  [
    "spare bits in the secret",
    token('{"org":"tok","url":null}', `${SECRET.slice(0, -1)}9`),
    unknown,
  ],
  ["the URL-safe alphabet", token('{"org":"tok","url":null}', `-${SECRET.slice(1)}`), unknown],
  ["four parts", `${token('{"org":"tok","url":null}')}_x`, unknown],
  ["two parts", "sntrys_eyJ9", unknown],
  ["another prefix", token('{"org":"tok","url":null}').replace("sntrys", "SNTRYS"), unknown],
  ["a user token", HEX, { kind: "user", org: undefined, url: undefined }],
  ["a user token with prefix", `sntryu_${HEX}`, { kind: "user", org: undefined, url: undefined }],
  ["63 digits", HEX.slice(1), unknown],
  ["65 digits", `${HEX}0`, unknown],
  ["an upper-case prefix", `SNTRYU_${HEX}`, unknown],
  ["an unknown prefix", `sntrya_${HEX}`, unknown],
  ["blanks around", ` ${HEX}`, unknown],
  ["a line end", `${HEX}\n`, unknown],
  ["nothing", "", unknown],
];

for (const [name, text, expected] of TOKENS) {
  Deno.test(`readToken() on a token with ${name}`, () => {
    assertEquals(readToken(text), expected);
  });
}

Deno.test("readToken() takes an empty organization for none", () => {
  const facts = readToken(token('{"org":"","url":null}'));
  assertEquals(facts, { kind: "org", org: undefined, url: undefined });
});
