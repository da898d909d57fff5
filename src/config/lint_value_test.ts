import { assert, assertEquals } from "../../tests/support/assert.ts";
import { lintValue } from "./lint_value.ts";
import type { Origin } from "./model.ts";
import { settings } from "./settings.ts";

const FILE: Origin = { kind: "project", where: "/r:2", file: "/r", line: 2 };
const VARIABLE: Origin = { kind: "env", where: "SENTRY_AUTH_TOKEN", name: "SENTRY_AUTH_TOKEN" };
const HEX = "0123456789abcdef".repeat(4);

/** A token of an organization in the form in which servers make them. */
const ORG = `sntrys_${btoa('{"iat":1,"url":"https://s.example.com","org":"acme"}')}_${
  "Ab3/".repeat(10)
}AbA`;

const TOKENS: readonly (readonly [name: string, token: string, damage: string | undefined])[] = [
  ["64 digits", HEX, undefined],
  ["64 digits in capitals", HEX.toUpperCase(), undefined],
  ["a user's token", `sntryu_${HEX}`, undefined],
  ["an organization's token", ORG, undefined],
  ["nothing", "", undefined],
  ["blanks around it, which are cut off", ` ${HEX} `, undefined],
  ["an organization's token that was cut", ORG.slice(0, -5), "it is not complete"],
  ["an organization's token with another letter", ORG.replace("_", "_!"), "it is not complete"],
  ["one digit too few", HEX.slice(1), "it has 63 hexadecimal digits instead of 64"],
  ["one digit too many", `${HEX}0`, "it has 65 hexadecimal digits instead of 64"],
  ["a user's token that was cut", `sntryu_${HEX.slice(9)}`, "it has 55 hexadecimal digits"],
  ["a prefix of another kind", `sntryx_${HEX}`, "it has an unknown prefix"],
  ["quotes", `"${HEX}"`, "there are quotes in it"],
  ["typographic quotes", `\u201c${HEX}\u201d`, "there are quotes in it"],
  ["a line break", `${HEX.slice(0, 32)}\n${HEX.slice(32)}`, "there are blanks in it"],
  ["the word before it", `Bearer ${HEX}`, "there are blanks in it"],
  ["the word before it, with a colon", `token:${HEX}`, "it begins with a word"],
  ["a letter that is none of ours", `${HEX.slice(1)}\u00a0`, undefined],
  ["an ellipsis", `${HEX.slice(0, 20)}…`, "there are characters in it that no token has"],
  ["stars", "********", "it has none of the forms that tokens have"],
  ["a variable that was not replaced", "$SENTRY_TOKEN", "it has none of the forms"],
];

for (const [name, token, damage] of TOKENS) {
  Deno.test(`lintValue() on a token: ${name}`, () => {
    for (const origin of [FILE, VARIABLE]) {
      const findings = lintValue(settings.authToken, token, origin);
      if (damage === undefined) assertEquals(findings, []);
      else {
        const [first] = findings;
        assert(
          first?.message.includes(`looks damaged: ${damage}`) === true,
          JSON.stringify(findings),
        );
        assertEquals(first?.level, "warning");
      }
      // Nothing of it is quoted.
      const said = JSON.stringify(findings);
      for (let at = 0; at + 6 <= token.length; at++) {
        const piece = token.slice(at, at + 6);
        assert(!said.includes(piece) || /^[a-z ]+$/i.test(piece), said);
      }
    }
  });
}

Deno.test("lintValue() finds comments in files, not in variables and .env files", () => {
  const text = "nightly # ours";
  assertEquals(lintValue(settings.pipeline, text, FILE).length, 1);
  assertEquals(lintValue(settings.pipeline, text, VARIABLE), []);
  assertEquals(lintValue(settings.pipeline, text, { ...FILE, kind: "dotenv" }), []);
});

const COMMENTS: readonly (readonly [text: string, isOne: boolean])[] = [
  ["a#b", false],
  ["a;b", false],
  ["a #b", true],
  ["a ;b", true],
  ["# all of it", true],
  ["; all of it", true],
  ["C#", false],
];

for (const [text, isOne] of COMMENTS) {
  Deno.test(`lintValue() takes ${JSON.stringify(text)} for ${isOne ? "a comment" : "a value"}`, () => {
    const findings = lintValue(settings.pipeline, text, FILE);
    assertEquals(findings.map(({ message }) => message.includes("comment")), isOne ? [true] : []);
  });
}

const SWITCHES: readonly (readonly [text: string, origin: Origin, said: string | undefined])[] = [
  ["true", FILE, undefined],
  ["false", FILE, undefined],
  ["False", FILE, undefined],
  ["TRUE", FILE, undefined],
  ["0", FILE, '"0" counts as true'],
  ["off", FILE, '"off" counts as true'],
  ["no", FILE, '"no" counts as true'],
  ["", FILE, '"" counts as true'],
  [" false ", FILE, '" false " counts as true'],
];

for (const [text, origin, said] of SWITCHES) {
  Deno.test(`lintValue() on verify_ssl=${text}`, () => {
    const messages = lintValue(settings.verifySsl, text, origin).map(({ message }) => message);
    assertEquals(messages, said === undefined ? [] : [`${said} for http.verify_ssl`]);
  });
}

Deno.test("lintValue() lets a variable say 1 where that counts as true", () => {
  const origin: Origin = { kind: "env", where: "SENTRY_DISABLE_UPDATE_CHECK" };
  assertEquals(lintValue(settings.disableUpdateCheck, "1", origin), []);
  assertEquals(lintValue(settings.disableUpdateCheck, "1", FILE).length, 1);
});

Deno.test("lintValue() gives errors before warnings, and says what is not worth storing", () => {
  const findings = lintValue(settings.url, "sentry # ours", FILE);
  assertEquals(findings.map(({ level }) => level), ["error", "warning"]);
  assertEquals(findings.map(({ isRefused }) => isRefused === true), [true, false]);
});

Deno.test("lintValue() quotes no value of a secret setting", () => {
  const secret = "hush # hush";
  for (const setting of Object.values(settings).filter((each) => each.secret)) {
    for (const { message, hint } of lintValue(setting, secret, FILE)) {
      assert(!`${message}${hint}`.includes("hush"), message);
    }
  }
});
