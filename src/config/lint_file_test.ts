/** Given a file, expected: every warning with its line. */
import { assert, assertEquals } from "../../tests/support/assert.ts";
import { pick, seeded } from "../../tests/support/random.ts";
import { type FileRole, lintIni, lintProperties } from "./lint_file.ts";
import { problemText } from "./problem.ts";

const PROJECT: FileRole = { file: "/r", kind: "project", rule: "last" };
const HOME: FileRole = { file: "/h", kind: "global", rule: "first" };
const TOKEN = "0123456789abcdef".repeat(4);

type Row = readonly [name: string, text: string | Uint8Array, expected: readonly string[]];

function bytesOf(text: string | Uint8Array): Uint8Array {
  return typeof text === "string" ? new TextEncoder().encode(text) : text;
}

function utf16(text: string): Uint8Array {
  return Uint8Array.from(`\uFEFF${text}`, (char) => char.charCodeAt(0))
    .reduce<Uint8Array>((all, code, at) => {
      all[at * 2] = code & 0xff;
      all[at * 2 + 1] = at === 0 ? 0xfe : 0;
      return all;
    }, new Uint8Array((text.length + 1) * 2));
}

const INI: readonly Row[] = [
  ["an empty file", "", []],
  ["all in order", `# c\n[defaults]\norg = acme\n\n[auth]\ntoken=${TOKEN}\n`, []],
  ["an older name that still counts", "[dsym]\nmax_item_size=7\n", []],
  [
    "an unknown section",
    "\n[default]\norg=a\n",
    ["2: unknown section [default]: nothing in it counts (did you mean [defaults]?)"],
  ],
  [
    "a section in other letters",
    "[Defaults]\norg=a\n",
    ["1: unknown section [Defaults]: nothing in it counts (did you mean [defaults]?)"],
  ],
  [
    "a section like none of ours",
    "[kubernetes]\norg=a\n",
    ["1: unknown section [kubernetes]: nothing in it counts"],
  ],
  [
    "an unknown key",
    "[defaults]\nogr=a\n",
    ["2: unknown setting defaults.ogr: it does not count (did you mean org in [defaults]?)"],
  ],
  [
    "a key in other letters",
    "[defaults]\nOrg=a\n",
    ["2: unknown setting defaults.Org: it does not count (did you mean org in [defaults]?)"],
  ],
  [
    "a word for the name",
    "[defaults]\norganization=a\n",
    [
      "2: unknown setting defaults.organization: it does not count (did you mean org in [defaults]?)",
    ],
  ],
  [
    "a key in the wrong section",
    "[defaults]\ntoken=a\n",
    ["2: unknown setting defaults.token: it does not count (did you mean token in [auth]?)"],
  ],
  [
    "a key before any section",
    "org=a\n[defaults]\nproject=b\n",
    ['1: "org" stands before any [section] and does not count (did you mean org in [defaults]?)'],
  ],
  [
    "a switch that is none",
    "[http]\nverify_ssl=0\nkeepalive = yes\n",
    [
      '2: "0" counts as true for http.verify_ssl (write true or false)',
      '3: "yes" counts as false for http.keepalive (write true or false)',
    ],
  ],
  ["a switch in other letters that counts", "[http]\nverify_ssl=FALSE\n", []],
  [
    "a number that is none",
    "[http]\nmax_retries=many\n",
    [
      '2: "many" does not fit http.max_retries, so it is ignored: invalid digit found in string ' +
      "(expected: whole number)",
    ],
  ],
  [
    "bytes that are none",
    "[dif]\nmax_item_size=1MB\n",
    [
      '2: "1MB" does not fit dif.max_item_size, so the default counts: invalid digit found in ' +
      "string (expected: bytes)",
    ],
  ],
  [
    "a time that is none",
    "[http]\ntimeout=soon\n",
    [
      '2: "soon" does not fit http.timeout: expected a time above zero such as 30s, 500ms or 2m ' +
      "(expected: time, e.g. 10m)",
    ],
  ],
  [
    "an address without a scheme",
    "[defaults]\nurl=sentry.example.com\n",
    [
      "2: bad sentry url: unknown scheme (sentry.example.com) " +
      "(expected something like https://sentry.io)",
    ],
  ],
  [
    "the name of an organization",
    "[defaults]\norg=Acme Inc\n",
    [
      '2: "Acme Inc" does not look like a slug or id for defaults.org ' +
      "(Invalid value for organization. Use the URL slug or the ID and not the name!)",
    ],
  ],
  [
    "a byte-order mark",
    "\uFEFF[defaults]\norg=a\n",
    [
      "1: the file begins with a byte-order mark, with which other versions of sentry-cli lose " +
      "the first section or key (store it as UTF-8 without a mark)",
    ],
  ],
  [
    "properties in the place of an INI file",
    "# c\ndefaults.org=acme\nauth.token=hush\n",
    [
      "2: this is written like Java properties, but read as an INI file: nothing in it counts " +
      "(write [defaults] and below it org=..., or name the file in SENTRY_PROPERTIES)",
    ],
  ],
  [
    "a comment behind a value",
    "[defaults]\npipeline=nightly ; ours\n",
    [
      '2: a comment became part of the value of defaults.pipeline: it is "nightly ; ours" ' +
      "(a comment needs a line of its own)",
    ],
  ],
  [
    "a comment behind a token, which is not shown",
    `[auth]\ntoken=${TOKEN} # mine\n`,
    [
      "2: a comment became part of the value of auth.token (a comment needs a line of its own)",
      "2: the auth token looks damaged: there are blanks in it (copy it again, as one piece)",
    ],
  ],
  ["a header with a semicolon", "[defaults]\ncustom_header=Cookie: a=1 ; b=2\n", []],
  [
    "a token that was cut",
    `[auth]\ntoken=${TOKEN.slice(3)}\n`,
    [
      "2: the auth token looks damaged: it has 61 hexadecimal digits instead of 64 " +
      "(copy it again, as one piece)",
    ],
  ],
  [
    "a line without a separator",
    "[defaults]\norg\nproject=web\n",
    [
      '2: the line has no "=": it was read as one key together with the next line, so ' +
      'defaults.project is not set (give it a value after "=", or make it a comment with #)',
    ],
  ],
  [
    "text after a header",
    "[defaults] mine\norg=a\n",
    [
      "1: the text after the section header: it was read as one key together with the next line, " +
      'so defaults.org is not set (give it a value after "=", or make it a comment with #)',
    ],
  ],
  [
    "a comment with the line ends of old Macs",
    "# mine\r[defaults]\rorg=a\r",
    [
      "1: the lines below this comment are part of it: only a line feed ends a comment " +
      "(store the file with LF or CRLF line ends)",
    ],
  ],
  [
    "a key twice",
    "[defaults]\norg=a\norg=b\n",
    [
      "2: this defaults.org has no effect: line 3 sets it as well, and the last one counts " +
      "(keep one of them)",
    ],
  ],
  [
    "a section twice",
    "[defaults]\norg=a\n[http]\n[defaults]\nproject=b\n",
    [
      "4: section [defaults] begins a second time, after line 1; in the home file only the first " +
      "one would count (put the settings into one section)",
    ],
  ],
  [
    "what a repository may not set",
    "[auth]\ntrusted_hosts=https://a.example.com\n",
    [
      "2: auth.trusted_hosts does not count here: a repository cannot set it (set it in the home " +
      "file, with sentry-cli config set --global)",
    ],
  ],
  ["a section that never ends", "[a]\n[auth\n", [
    "2: the section header is not closed before the end of the file",
  ]],
  ["a key without a value", "[auth]\ntoken", ['2: a key without a value (expected "=" or ":")']],
  ["an open quote", '[auth]\ntoken="abc\n', [
    "2: the quoted value is not closed before the end of the file",
  ]],
  ["bytes that are no text", Uint8Array.of(0x5b, 0x61, 0x5d, 10, 0xff), ["2: not valid UTF-8"]],
  [
    "UTF-16",
    utf16("[defaults]\n"),
    ["1: not valid UTF-8 (the file is UTF-16; store it as UTF-8)"],
  ],
];

function found(problems: ReturnType<typeof lintIni>): string[] {
  return problems.map(({ file: _, line, ...rest }) => `${line}: ${problemText(rest)}`);
}

for (const [name, text, expected] of INI) {
  Deno.test(`lintIni() on ${name}`, () => {
    assertEquals(found(lintIni(bytesOf(text), PROJECT)), expected);
    assert(lintIni(bytesOf(text), PROJECT).every(({ file }) => file === "/r"));
  });
}

Deno.test("lintIni() knows that in the home file the first one counts", () => {
  const text = "[defaults]\norg=a\norg=b\n[defaults]\nproject=c\n";
  assertEquals(found(lintIni(bytesOf(text), HOME)), [
    "3: this defaults.org has no effect: line 2 sets it as well, and the first one counts " +
    "(keep one of them)",
    "4: section [defaults] begins a second time, after line 1; in the home file only the first " +
    "one counts (put the settings into one section)",
    "5: this defaults.project has no effect: only the first [defaults] counts in the home file " +
    "(keep one of them)",
  ]);
});

Deno.test("lintIni() lets the home file name trusted servers", () => {
  assertEquals(found(lintIni(bytesOf("[auth]\ntrusted_hosts=a.example.com\n"), HOME)), []);
});

const PROPERTIES: readonly Row[] = [
  ["an empty file", "", []],
  ["all in order", "defaults.org = acme\nauth.token acme-token-of-ours-0123456789ABCDEFG\n", [
    "2: the auth token looks damaged: it has none of the forms that tokens have " +
    "(copy it again, as one piece)",
  ]],
  ["properties of other tools", "org.gradle.jvmargs=-Xmx4g\nandroid.useAndroidX=true\n", []],
  [
    "an INI file in the place of properties",
    "# c\n[defaults]\norg=acme\n",
    [
      "2: this is written like an INI file, but read as Java properties: sections do not count " +
      "(write section.name=value on each line)",
    ],
  ],
  [
    "an unknown key of a section",
    "defaults.ogr=a\n",
    ["1: unknown setting defaults.ogr: it does not count (did you mean defaults.org?)"],
  ],
  [
    "an unknown section",
    "default.org=a\n",
    ["1: unknown setting default.org: it does not count (did you mean defaults.org?)"],
  ],
  ["a wrong switch", "\nhttp.verify_ssl=no\n", [
    '2: "no" counts as true for http.verify_ssl (write true or false)',
  ]],
  ["blanks at the end", "defaults.pipeline=a  \n", [
    "1: the blanks at the end are part of the value of defaults.pipeline (take them out)",
  ]],
  ["a comment behind a value", "defaults.pipeline=a # ours\n", [
    '1: a comment became part of the value of defaults.pipeline: it is "a # ours" ' +
    "(a comment needs a line of its own)",
  ]],
  ["a key twice", "defaults.org=a\ndefaults.org=b\n", [
    "1: this defaults.org has no effect: line 2 sets it as well, and the last one counts " +
    "(keep one of them)",
  ]],
];

for (const [name, text, expected] of PROPERTIES) {
  Deno.test(`lintProperties() on ${name}`, () => {
    const role: FileRole = { file: "/p", kind: "properties", rule: "last" };
    assertEquals(found(lintProperties(bytesOf(text), role)), expected);
  });
}

Deno.test("no warning quotes a secret, whatever 3,000 generated files look like", () => {
  const random = seeded(33);
  // deno-fmt-ignore
  const pieces = [
    "[auth]\n", "[http]\n", "[defaults]\n", "token", "proxy_password", "custom_header", "dsn", "api_key",
    "=", ": ", "\n", "\n", "\r\n", " ", "#", "\"", "\\", "org=a\n", "[", "]", "auth.token=", "\uFEFF",
  ];
  const secret = "hUsh7kq2";
  let warnings = 0;
  for (let at = 0; at < 3000; at++) {
    const text = Array.from(
      { length: Math.floor(random() * 14) },
      () => random() < 0.25 ? secret : pick(random, pieces),
    ).join("");
    for (const lint of [lintIni, lintProperties]) {
      for (const problem of lint(bytesOf(text), PROJECT)) {
        warnings++;
        const said = problemText(problem);
        assert(
          !said.includes(secret.slice(0, 6)) || isPublic(said),
          JSON.stringify({ text, said }),
        );
      }
    }
  }
  assert(warnings > 1000, `${warnings} warnings`);
});

/** A secret in a setting that holds none may be shown. */
function isPublic(said: string): boolean {
  return /defaults\.(?:org|project|pipeline)/.test(said);
}
