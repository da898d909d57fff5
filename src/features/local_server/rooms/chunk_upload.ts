/** How chunks are to be uploaded. Taking them is a later room, so nothing is offered yet. */
import { jsonReply } from "../replies.ts";
import type { ApiRequest, Route } from "../routes.ts";
import { organizationOf } from "./scope.ts";

const MIB = 1024 * 1024;

export const chunkUploadRoutes: readonly Route<ApiRequest>[] = [
  {
    method: "GET",
    path: "/api/0/organizations/{org}/chunk-upload/",
    scopes: ["project:releases", "project:write", "project:admin", "org:ci"],
    handle(request) {
      const { slug } = organizationOf(request);
      return jsonReply({
        url: `/api/0/organizations/${encodeURIComponent(slug)}/chunk-upload/`,
        chunkSize: 8 * MIB,
        chunksPerRequest: 64,
        maxFileSize: 2048 * MIB,
        maxRequestSize: 32 * MIB,
        concurrency: 8,
        hashAlgorithm: "sha1",
        compression: ["gzip"],
        accept: [],
      });
    },
  },
];
