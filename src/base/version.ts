/**
 * Our version. The first two numbers are those of the reference line whose command lines, files and
 * output we keep (3.8); the third counts our own releases on top of it, so that scripts asking for
 * "at least 3.8.0" go on.
 */
export const VERSION = "3.8.1";
