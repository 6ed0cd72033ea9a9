// Signing by hand, and one request.
import { createHmac } from "node:crypto";

const key = Buffer.from(process.env.WEBHOOK_SECRET.replace(/^whsec_/, ""), "base64");

export const body = JSON.stringify({ type: "stock.changed", sku: "book", left: 3 });

export const pause = (milliseconds) => new Promise((done) => setTimeout(done, milliseconds));

export async function send(id, time = Math.floor(Date.now() / 1000)) {
  const signature = createHmac("sha256", key).update(`${id}.${time}.${body}`).digest("base64");
  return fetch(process.argv[2], {
    method: "POST",
    headers: {
      "content-type": "application/json",
      "webhook-id": id,
      "webhook-timestamp": String(time),
      "webhook-signature": `v1,${signature}`,
    },
    body,
  });
}
