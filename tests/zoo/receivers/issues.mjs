// Receives the webhooks of specs/issues.yaml, as somebody would who has `@octokit/webhooks`.
//
//     node issues.mjs SECRET [FAULT]
//
// The first line that it prints is its port. With a fault it does one thing wrong.

import { createHmac, timingSafeEqual } from "node:crypto";
import { createServer } from "node:http";
import { Webhooks, createNodeMiddleware } from "@octokit/webhooks";

const [secret, fault] = process.argv.slice(2);
const limit = 1_000_000;

// By the library: it reads the body, verifies, parses and answers.
const webhooks = new Webhooks({ secret });
webhooks.on("issues.opened", () => {});
const library = createNodeMiddleware(webhooks, { path: "/", log: { debug() {}, info() {}, warn() {}, error() {} } });

// By hand: what people write who do not use the library.
const handlers = { issues: () => {}, push: () => {} };

function verified(body, given) {
    const right = Buffer.from("sha256=" + createHmac("sha256", secret).update(body).digest("hex"));
    const buffer = Buffer.from(given ?? "");
    // Without a look at the lengths this throws where they differ.
    return (fault === "unequal_lengths" || buffer.length === right.length) && timingSafeEqual(buffer, right);
}

function answer(headers, body) {
    if (!(headers["content-type"] ?? "").startsWith("application/json")) return 415;
    let payload;
    try {
        payload = JSON.parse(body.toString());
    } catch {
        return 400;
    }
    const signed = fault === "stringified" ? JSON.stringify(payload) : body;
    if (!verified(signed, headers["x-hub-signature-256"])) return 401;
    const handler = handlers[headers["x-github-event"]];
    if (handler === undefined && fault !== "unknown_event") return 200;
    handler(payload);
    return 200;
}

const server = createServer((request, response) => {
    if (Number(request.headers["content-length"] ?? 0) > limit) {
        response.writeHead(413, { connection: "close" }).end();
        return;
    }
    if (fault === undefined) {
        library(request, response);
        return;
    }
    const chunks = [];
    request.on("data", (chunk) => chunks.push(chunk));
    request.on("end", () => {
        let status;
        try {
            status = answer(request.headers, Buffer.concat(chunks));
        } catch {
            status = 500;
        }
        response.writeHead(status).end();
    });
});
server.listen(0, "127.0.0.1", () => console.log(server.address().port));
