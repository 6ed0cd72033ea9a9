// Makes the id with the attempt, not with the event.
import { randomUUID } from "node:crypto";
import { pause, send } from "./wire.mjs";

for (let attempt = 0; attempt < 4; attempt += 1) {
  const answer = await send(`msg_${randomUUID()}`);
  if (answer.ok) break;
  await pause(200 * 2 ** attempt);
}
