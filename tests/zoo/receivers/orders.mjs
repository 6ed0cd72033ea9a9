// Receives the webhooks of specs/orders.yaml, as somebody would who has `standardwebhooks`, and looks at no payload.
//
//     node orders.mjs SECRET
//
// The first line that it prints is its port.

import { createServer } from "node:http";
import { Webhook } from "standardwebhooks";

const [secret] = process.argv.slice(2);
const webhook = new Webhook(secret);
const limit = 1_000_000;

const answers = {
    "order.created": [200],
    "order.shipped": [202],
    "order.cancelled": [200, JSON.stringify({ parcels: 0 })],
};

function answer(headers, body) {
    if (!(headers["content-type"] ?? "").startsWith("application/json")) return [415];
    let payload;
    try {
        payload = webhook.verify(body, headers);
    } catch (error) {
        return error instanceof SyntaxError ? [400] : [401];
    }
    return answers[payload?.type] ?? [204];
}

const server = createServer((request, response) => {
    if (Number(request.headers["content-length"] ?? 0) > limit) {
        response.writeHead(413, { connection: "close" }).end();
        return;
    }
    const chunks = [];
    request.on("data", (chunk) => chunks.push(chunk));
    request.on("end", () => {
        const [status, body] = answer(request.headers, Buffer.concat(chunks));
        response.writeHead(status, body ? { "content-type": "application/json" } : {}).end(body);
    });
});
server.listen(0, "127.0.0.1", () => console.log(server.address().port));
