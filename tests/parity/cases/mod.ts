/** All areas of cases. */
import { FILES_DELETE, FILES_LIST, FILES_SOURCEMAPS, FILES_UPLOAD } from "./files.ts";
import { PROPOSE_VERSION, SET_COMMITS } from "./git.ts";
import type { Area } from "../model.ts";
import { COMPLETIONS, FAILURE, LEVELS, TERMINAL } from "./behaviour.ts";
import { CASCADE } from "./cascade.ts";
import { DOTENV } from "./dotenv.ts";
import {
  CODE_MAPPINGS,
  EVENTS_LIST,
  ISSUES_CHANGE,
  ISSUES_LIST,
  LOGS_LIST,
  MONITORS_LIST,
} from "./events.ts";
import { HELP } from "./help.ts";
import { HOST } from "./host.ts";
import { DECODING, HEADERS, PAGING, PROXY, RETRY, TLS } from "./http.ts";
import { INFO } from "./info.ts";
import { INI } from "./ini.ts";
import { INSTALLATION } from "./installation.ts";
import { BASH_HOOK, MONITORS_RUN, SEND_ENVELOPE, SEND_EVENT, SEND_EVENT_FILES } from "./ingest.ts";
import { LOG } from "./log.ts";
import { LOGIN_CASES } from "./login.ts";
import { PROPERTIES } from "./properties.ts";
import {
  DEPLOYS_ALL,
  PROJECTS_LIST,
  RELEASES_FINALIZE,
  RELEASES_STATUS,
  REPOS_LIST,
} from "./records.ts";
import { ORGANIZATIONS, RELEASES_INFO, RELEASES_LIST, RELEASES_NEW } from "./resources.ts";
import { SCOPE } from "./scope.ts";
import { REACT_NATIVE } from "./react_native.ts";
import { SOURCEMAPS_UPLOAD, SOURCEMAPS_UPLOAD_ENGINE } from "./sourcemaps_upload.ts";
import { SOURCES } from "./sources.ts";
import { SOURCEMAPS_INJECT, SOURCEMAPS_RESOLVE } from "./sourcemaps.ts";
import { TOKENS } from "./tokens.ts";
import { TYPOS } from "./typos.ts";
import { URLS } from "./urls.ts";
import { USAGE } from "./usage.ts";
import { WIRE } from "./wire.ts";

export const AREAS: readonly Area[] = [
  CASCADE,
  INI,
  PROPERTIES,
  DOTENV,
  TOKENS,
  HOST,
  SOURCES,
  SCOPE,
  USAGE,
  TYPOS,
  HELP,
  HEADERS,
  URLS,
  RETRY,
  DECODING,
  PAGING,
  PROXY,
  WIRE,
  TLS,
  ORGANIZATIONS,
  RELEASES_NEW,
  RELEASES_LIST,
  RELEASES_INFO,
  RELEASES_FINALIZE,
  RELEASES_STATUS,
  SET_COMMITS,
  PROPOSE_VERSION,
  DEPLOYS_ALL,
  PROJECTS_LIST,
  REPOS_LIST,
  EVENTS_LIST,
  ISSUES_LIST,
  ISSUES_CHANGE,
  LOGS_LIST,
  MONITORS_LIST,
  CODE_MAPPINGS,
  REACT_NATIVE,
  SOURCEMAPS_UPLOAD_ENGINE,
  SOURCEMAPS_UPLOAD,
  FILES_LIST,
  FILES_DELETE,
  FILES_UPLOAD,
  FILES_SOURCEMAPS,
  SEND_EVENT,
  SEND_EVENT_FILES,
  SEND_ENVELOPE,
  BASH_HOOK,
  MONITORS_RUN,
  SOURCEMAPS_INJECT,
  SOURCEMAPS_RESOLVE,
  INFO,
  LOGIN_CASES,
  INSTALLATION,
  COMPLETIONS,
  FAILURE,
  LEVELS,
  LOG,
  TERMINAL,
];
