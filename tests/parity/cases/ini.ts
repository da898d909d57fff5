/** The grammar of `.sentryclirc` (specification §1.3). */
import { cases } from "../model.ts";
import { iniCase, STATUS } from "./common.ts";

const TWICE = "[defaults]\norg=a\norg=b\n";
const TWO_SECTIONS = "[defaults]\norg=a\n[auth]\n[defaults]\norg=b\nproject=q\n";

export const INI = cases("ini", [
  {
    name: "spec 7.4a: a key twice in the home file",
    args: STATUS,
    home: { ".sentryclirc": TWICE },
  },
  iniCase("spec 7.4b: a key twice in the project file", TWICE),
  {
    name: "a section twice in the home file",
    args: STATUS,
    home: { ".sentryclirc": TWO_SECTIONS },
  },
  iniCase("a section twice in the project file", TWO_SECTIONS),
  iniCase("spec 7.5: an indented comment", "[defaults]\norg=a\n  # c\n"),
  iniCase("spec 7.6: a line without separator joins the next", "[defaults]\norg\nproject=p\n"),
  iniCase("spec 7.7: byte order mark", "\ufeff[defaults]\norg=a\nproject=p\n"),
  iniCase("spec 7.8a: blanks in quotes", '[defaults]\norg="  a  "\n'),
  iniCase("spec 7.8b: escapes", "[defaults]\norg=C:\\temp\\new\n"),
  iniCase("empty file", ""),
  iniCase("blank lines only", "\n\n   \n"),
  iniCase("comments in column 0", "# a\n; b\n[defaults]\n#org=x\norg=o\n;project=y\n"),
  iniCase("comment after a section head", "[defaults] # c\norg=o\n"),
  iniCase("no comment after a value", "[defaults]\norg=o # c\nproject=p ; d\n"),
  iniCase("value begins with a comment sign", "[defaults]\norg=#o\nproject=;p\n"),
  iniCase("key on the line of the section", "[defaults] org=o\nproject=p\n"),
  iniCase("text after a section head", "[defaults] junk\norg=o\nproject=p\n"),
  iniCase("colon separates", "[defaults]\norg:o\nproject : p\n"),
  iniCase("first separator wins", "[defaults]\norg:a=b\nproject==c\n"),
  iniCase(
    "blanks around everything",
    "  [ defaults ]  \n\t org \t=\t o \t\nproject\u00a0= p\u00a0\n",
  ),
  iniCase("section in capitals", "[Defaults]\norg=o\n"),
  iniCase("key in capitals", "[defaults]\nORG=o\n"),
  iniCase("keys before any section", "org=o\n[defaults]\nproject=p\n"),
  iniCase("no separator before the end", "[defaults]\norg"),
  iniCase("no line end at the end", "[defaults]\norg=o"),
  iniCase("no key", "[defaults]\n=o\n"),
  iniCase("unclosed section", "[defaults\norg=o\n"),
  iniCase("empty section name", "[]\norg=o\n"),
  iniCase("section over two lines", "[def\naults]\norg=o\n"),
  iniCase("double quotes", '[defaults]\norg="a b"\nproject="p" q\n'),
  iniCase("single quotes", "[defaults]\norg='a=b;c'\nproject='p'\n"),
  iniCase("two quoted pieces", '[defaults]\norg="a" "b"\n'),
  iniCase("quote inside", "[defaults]\norg=it's\nproject=a\"b\n"),
  iniCase("newline in quotes", '[defaults]\norg="a\nb"\nproject=p\n'),
  iniCase("unclosed quote", '[defaults]\norg="a\nproject=p\n'),
  iniCase("unclosed single quote", "[defaults]\norg='a\n"),
  iniCase("empty quotes", "[defaults]\norg=\"\"\nproject=''\n"),
  iniCase("continuation line", "[defaults]\norg=a\\\n  b\nproject=p\n"),
  iniCase("continuation line with CRLF", "[defaults]\r\norg=a\\\r\nproject=p\r\n"),
  iniCase("escape: hexadecimal", "[defaults]\norg=\\x0041\\x00e9\n"),
  iniCase("escape: bad hexadecimal", "[defaults]\norg=\\x00zz\n"),
  iniCase("escape: surrogate", "[defaults]\norg=\\xd800\n"),
  iniCase("escape: hexadecimal too short", "[defaults]\norg=\\x41"),
  iniCase("escape: every letter", "[defaults]\norg=[\\0\\a\\b\\t\\r\\n\\q\\;\\#\\=\\:]\n"),
  iniCase("escape in key and section", "[d\\x0065faults]\no\\rg=1\norg\\x003d=2\norg=3\n"),
  iniCase("backslash at the end of the file", "[defaults]\norg=a\\"),
  iniCase("CRLF", "[defaults]\r\norg=o\r\nproject=p\r\n"),
  iniCase("CR only", "[defaults]\rorg=o\rproject=p\r"),
  iniCase("CR only after a comment", "# c\r[defaults]\rorg=o\r"),
  iniCase("no substitution", "[defaults]\norg=$HOME\nproject=%HOME% ${HOME}\n"),
  iniCase("letters beyond ASCII", "[defaults]\norg=\u00e4\u6f22\u{1f600}\n"),
  iniCase("a number stays a text", "[defaults]\norg=0042\nproject=1e3\n"),
  iniCase("very long value", `[defaults]\norg=${"x".repeat(5000)}\n`),
  iniCase("no-break space around a value", "[defaults]\norg=\u00a0o\u3000\n"),
  iniCase("broken project file with --log-level=info", "[defaults]\norg", {
    args: ["--log-level=info", ...STATUS],
  }),
  iniCase("sentrycli.ini broken: which name is told", "", {
    files: { "sentrycli.ini": "[defaults]\n  ; c\n" },
  }),
  {
    name: "broken home file",
    args: STATUS,
    home: { ".sentryclirc": "[defaults]\norg" },
  },
], {
  "ini-comments": {
    "spec 7.5: an indented comment": {
      exit: 0,
      stdout: ['"org": "a"', '"project": null', '"url": "https://sentry.io"'],
      error: "",
      causes: "",
    },
    "comment after a section head": {
      exit: 0,
      stdout: ['"org": "o"', '"project": null', '"url": "https://sentry.io"'],
      error: "",
      causes: "",
    },
    "sentrycli.ini broken: which name is told": {
      exit: 0,
      stdout: ['"org": null', '"project": null', '"url": "https://sentry.io"'],
      error: "",
      causes: "",
    },
  },
  "byte-order-mark": {
    "spec 7.7: byte order mark": { stdout: ['"org": "a"', '"project": "p"'] },
  },
  "config-words": {
    "no separator before the end": {
      causes: '{CWD}/.sentryclirc:2: a key without a value (expected "=" or ":")',
    },
    "unclosed section": {
      causes: "{CWD}/.sentryclirc:1: the section header is not closed before the end of the file",
    },
    "no key": { causes: "{CWD}/.sentryclirc:2: a value without a key" },
    "unclosed quote": {
      causes: "{CWD}/.sentryclirc:2: the quoted value is not closed before the end of the file",
    },
    "unclosed single quote": {
      causes: "{CWD}/.sentryclirc:2: the quoted value is not closed before the end of the file",
    },
    "escape: bad hexadecimal": {
      causes:
        "{CWD}/.sentryclirc:2: \\x must be followed by four hexadecimal digits of a character",
    },
    "escape: surrogate": {
      causes:
        "{CWD}/.sentryclirc:2: \\x must be followed by four hexadecimal digits of a character",
    },
    "escape: hexadecimal too short": {
      causes:
        "{CWD}/.sentryclirc:2: \\x must be followed by four hexadecimal digits of a character",
    },
    "backslash at the end of the file": {
      causes: "{CWD}/.sentryclirc:2: the value is not closed before the end of the file",
    },
    "broken project file with --log-level=info": {
      causes: '{CWD}/.sentryclirc:2: a key without a value (expected "=" or ":")',
    },
    "broken home file": {
      causes: '{HOME}/.sentryclirc:2: a key without a value (expected "=" or ":")',
    },
  },
});
